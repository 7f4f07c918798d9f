import { ApiError, notFound } from './api-error.ts';
import type { Core } from './core.ts';
import type { PullRequest, Review, ReviewState } from './model.ts';

export type ReviewDecision = 'APPROVED' | 'CHANGES_REQUESTED' | 'REVIEW_REQUIRED';

/**
 * Submits a review of the current head.
 *
 * @throws ApiError 404 for no such pull request; 422 when an author judges their own, and when a review that
 *   is no approval has nothing to say.
 */
export function submitReview(
  core: Core,
  number: number,
  login: string,
  {
    state,
    body = '',
    commit,
  }: { readonly state: ReviewState; readonly body?: string; readonly commit?: string },
): Review {
  const pull = core.state.pull(number);
  if (pull === undefined) throw notFound();
  // Alone of all 422s those of reviews carry bare sentences.
  const refuse = (message: string) => new ApiError(422, 'Unprocessable Entity', [message]);
  if (login === pull.author && state === 'APPROVED') throw refuse('Can not approve your own pull request');
  if (login === pull.author && state === 'CHANGES_REQUESTED')
    throw refuse('Can not request changes on your own pull request');
  if (state !== 'APPROVED' && body === '') throw refuse('Body cannot be blank');
  const submittedAt = new Date().toISOString();
  const review = core.state.reviews.put({
    id: core.state.nextId(),
    number,
    login,
    state,
    body,
    commit: commit ?? pull.headSha,
    submittedAt,
  });
  core.state.putPull({ ...pull, updatedAt: submittedAt });
  core.events.emit({ event: 'pull_request_review', review });
  return review;
}

/** The last review of each person; with `opinionated`, the last one that approves or asks for changes. */
export function latestReviews(core: Core, number: number, opinionated = false): Review[] {
  const reviews = core.state.reviews.of(number).filter(({ state }) => !opinionated || state !== 'COMMENTED');
  return [...new Map(reviews.map((review) => [review.login, review])).values()];
}

/** What GitHub makes of the reviews; undefined when the base branch requires none. */
export function decideReviews(core: Core, pull: PullRequest): ReviewDecision | undefined {
  const { number, baseRef } = pull;
  const {
    requiredApprovals: required = 0,
    codeOwners = [],
    lastPushApproval = false,
  } = core.protection[baseRef] ?? {};
  if (required === 0 && codeOwners.length === 0 && !lastPushApproval) return undefined;
  const counted = latestReviews(core, number, true).filter(({ login }) => core.people.may(login, 'write'));
  if (counted.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  const isMet =
    approvalsOf(core, number).length >= required &&
    awaitedOwners(core, pull).length === 0 &&
    !lacksLastPushApproval(core, pull);
  return isMet ? 'APPROVED' : 'REVIEW_REQUIRED';
}

/**
 * Takes the weight from a review: it stays, as dismissed.
 *
 * @throws ApiError 404 for no such review; 422 for one that says neither yes nor no.
 */
export function dismissReview(core: Core, number: number, id: number): Review {
  const review = core.state.reviews.get(id);
  if (review === undefined || review.number !== number) throw notFound();
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
    throw new ApiError(422, 'Unprocessable Entity', ['Can not dismiss a commented pull request review']);
  const dismissed = core.state.reviews.put({ ...review, state: 'DISMISSED' });
  core.events.emit({ event: 'pull_request_review', review: dismissed });
  return dismissed;
}

/** The code owners whose review is awaited: all of them until one approves, none where the branch asks for none. */
export function awaitedOwners(core: Core, { number, baseRef }: PullRequest): readonly string[] {
  const owners = core.protection[baseRef]?.codeOwners ?? [];
  const approvers = approvalsOf(core, number).map(({ login }) => login);
  const isOwner = (owner: string, login: string): boolean =>
    owner === login || (core.people.teamMembers(owner)?.includes(login) ?? false);
  return owners.some((owner) => approvers.some((login) => isOwner(owner, login))) ? [] : owners;
}

/** True when nobody but who pushed has approved what was pushed last, and the branch asks for that. */
export function lacksLastPushApproval(core: Core, pull: PullRequest): boolean {
  if (core.protection[pull.baseRef]?.lastPushApproval !== true) return false;
  const pusher = pull.pushedBy ?? pull.author;
  return !approvalsOf(core, pull.number).some(
    ({ commit, login }) => commit === pull.headSha && login !== pusher,
  );
}

function approvalsOf(core: Core, number: number): Review[] {
  const counted = latestReviews(core, number, true).filter(({ login }) => core.people.may(login, 'write'));
  return counted.filter(({ state }) => state === 'APPROVED');
}
