import type { Core } from './core.ts';
import type { MergeabilityState } from './mergeability.ts';
import type { PullRequest } from './model.ts';
import { contextsOf, rollUp } from './reports.ts';
import { awaitedOwners, decideReviews, lacksLastPushApproval } from './reviews.ts';
import { isSigned } from './signatures.ts';

export type MergeStateStatus = 'BEHIND' | 'BLOCKED' | 'CLEAN' | 'DIRTY' | 'DRAFT' | 'UNKNOWN' | 'UNSTABLE';

/** Whether a pull request merges, and whether it may. */
export interface MergeState {
  readonly mergeable: MergeabilityState;
  readonly status: MergeStateStatus;
}

/** Nobody has looked, or there is nothing to merge any more. */
export const UNKNOWN_MERGE_STATE: MergeState = { mergeable: 'unknown', status: 'UNKNOWN' };

/** Looks whether a pull request can be merged; the first look starts the job and sees UNKNOWN. */
export async function readMergeState(core: Core, pull: PullRequest): Promise<MergeState> {
  const base = await core.git.ref(`refs/heads/${pull.baseRef}`);
  if (pull.state === 'closed' || base === undefined) return UNKNOWN_MERGE_STATE;
  const mergeable = core.mergeability.look(base, pull.headSha);
  return { mergeable, status: await nameState(core, pull, base, mergeable) };
}

async function nameState(
  core: Core,
  pull: PullRequest,
  base: string,
  mergeable: MergeabilityState,
): Promise<MergeStateStatus> {
  if (mergeable === 'unknown') return 'UNKNOWN';
  if (pull.draft) return 'DRAFT';
  if (mergeable === 'conflicting') return 'DIRTY';
  if ((await findObstacle(core, pull)) !== undefined) return 'BLOCKED';
  if (await isBehind(core, pull, base)) return 'BEHIND';
  return (rollUp(contextsOf(core, pull.headSha)) ?? 'success') === 'success' ? 'CLEAN' : 'UNSTABLE';
}

/** True when the base branch wants heads that contain its tip, and this head does not. */
export async function isBehind(core: Core, pull: PullRequest, base: string): Promise<boolean> {
  if (core.protection[pull.baseRef]?.strict !== true) return false;
  return (await core.git.divergence(base, pull.headSha)).behind > 0;
}

/** What the rules of the base branch still ask for, in the words of GitHub's 405; undefined when nothing. */
export async function findObstacle(core: Core, pull: PullRequest): Promise<string | undefined> {
  return findUnmetCheck(core, pull) ?? findUnmetReview(core, pull) ?? findUnmetRule(core, pull);
}

function findUnmetCheck(core: Core, pull: PullRequest): string | undefined {
  const { requiredContexts = [] } = core.protection[pull.baseRef] ?? {};
  const reported = contextsOf(core, pull.headSha);
  const unmet = requiredContexts.flatMap((required) => {
    const states = reported.filter(({ name }) => name === required).map(({ state }) => state);
    if (states.length === 0) return [{ required, what: 'expected' }];
    if (states.every((state) => state === 'success')) return [];
    return [{ required, what: states.includes('pending') ? 'pending' : 'failing' }];
  });
  const first = unmet[0];
  if (unmet.length > 1)
    return `${unmet.length} of ${requiredContexts.length} required status checks have not succeeded.`;
  return first && `Required status check "${first.required}" is ${first.what}.`;
}

function findUnmetReview(core: Core, pull: PullRequest): string | undefined {
  const { requiredApprovals = 0 } = core.protection[pull.baseRef] ?? {};
  const decision = decideReviews(core, pull);
  if (decision === 'CHANGES_REQUESTED') return 'Changes have been requested by a reviewer with write access.';
  if (decision !== 'REVIEW_REQUIRED') return undefined;
  const owners = awaitedOwners(core, pull);
  if (owners.length > 0) return `Waiting on code owner review from ${owners.join(', ')}.`;
  if (lacksLastPushApproval(core, pull))
    return 'New changes require approval from someone other than the last pusher.';
  const reviews = requiredApprovals === 1 ? 'review is' : 'reviews are';
  return `At least ${requiredApprovals} approving ${reviews} required by reviewers with write access.`;
}

async function findUnmetRule(core: Core, pull: PullRequest): Promise<string | undefined> {
  const { conversations = false, signatures = false } = core.protection[pull.baseRef] ?? {};
  const isOpen = core.state.conversations.of(pull.number).some(({ isResolved }) => !isResolved);
  if (conversations && isOpen)
    return 'A conversation must be resolved before this pull request can be merged.';
  if (!signatures) return undefined;
  const { commits } = await core.differences.read(pull.baseSha, pull.headSha);
  const signed = await Promise.all(commits.map((oid) => isSigned(core, oid)));
  return signed.includes(false) ? 'Commits must have verified signatures.' : undefined;
}
