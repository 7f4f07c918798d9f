import type { Approval, ChangePolicy } from '../domain/change-gate.ts';
import { isSameObservation, type ChangeObservation, type ChangeOrder } from '../domain/change.ts';
import { describeChecks } from '../domain/checks.ts';
import type { Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { notSettled, stillWaiting } from './failures.ts';
import { requiredChecks } from './observe-change.ts';
import { noteSilence, untilSilenceIsTold } from './note-silence.ts';
import { observeWithReviews } from './observe-with-reviews.ts';
import { isBeingWorkedOut, MERGE_JOB_MS, pauseAfter } from './pause-after.ts';
import type { Services } from './services.ts';

export interface AwaitChangeInput {
  readonly order: ChangeOrder;
  readonly policy: ChangePolicy;
  readonly seen: ChangeObservation;
  /** Approvals given to the journey: of these people, too, GitHub is asked whether they may. */
  readonly approvals?: readonly Approval[];
  /**
   * Since when checks of this head have been waited for, ISO 8601, however often the wait was woken; absent in what an
   * older workflow sent.
   */
  readonly checksSince?: string;
  readonly timing: Timing;
}

/**
 * Looks at a change once. Returns when it differs from what was seen; otherwise fails, benign, and is tried
 * again after a pause that the server keeps: a wait of a year adds no history.
 */
export async function awaitChange(
  { storage }: Services,
  { order, policy, seen, approvals = [], checksSince, timing }: AwaitChangeInput,
): Promise<ChangeObservation> {
  const { packageVersion, keeper } = order;
  const look = await storage.lookAtPullRequest({ number: seen.number, packageVersion, keeper });
  if (look === null) throw notSettled(`pull request #${seen.number} does not show yet`);
  const observed = await observeWithReviews(storage, look, order, policy, approvals);
  const awaited = { look, policy: policy.checks, waitedSince: checksSince, timing };
  const observation = noteSilence(observed, seen, awaited);
  const isNews = !isSameObservation(observation, seen) && !isOnlyUncertain(look, observation, seen);
  if (isNews) return observation;
  const told = untilSilenceIsTold(observation, awaited) ?? Infinity;
  const pause = Math.min(
    await pauseAfter(look, observation, approvals, policy, timing),
    Math.max(told, MERGE_JOB_MS),
  );
  throw stillWaiting(describeLook(look, policy), pause);
}

/**
 * True when nothing has changed but that GitHub works out anew whether it would merge, as it does after each move of
 * the base branch. That is no news: what comes of it is.
 */
function isOnlyUncertain(
  look: PullRequestLook,
  observation: ChangeObservation,
  seen: ChangeObservation,
): boolean {
  return (
    isBeingWorkedOut(look) && isSameObservation({ ...observation, mergeability: seen.mergeability }, seen)
  );
}

/** The finer detail of a wait, for the pending activity's last failure. */
function describeLook(look: PullRequestLook, policy: ChangePolicy): string {
  const required = requiredChecks(look, policy.checks);
  const approvals = look.reviews.filter(({ state }) => state === 'APPROVED').length;
  return `waiting: ${describeChecks(look.contexts, required)}; ${approvals} approving reviews; GitHub says ${look.mergeStateStatus}`;
}
