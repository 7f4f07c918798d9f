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
export function decideReviews(core: Core, { number, baseRef }: PullRequest): ReviewDecision | undefined {
  const required = core.protection[baseRef]?.requiredApprovals ?? 0;
  if (required === 0) return undefined;
  const counted = latestReviews(core, number, true).filter(({ login }) => core.people.may(login, 'write'));
  if (counted.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
  const approvals = counted.filter(({ state }) => state === 'APPROVED').length;
  return approvals >= required ? 'APPROVED' : 'REVIEW_REQUIRED';
}
