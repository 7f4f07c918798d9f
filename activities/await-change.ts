import { Context } from '@temporalio/activity';
import type { Approval, ChangePolicy } from '../domain/change-gate.ts';
import { isSameObservation, type ChangeObservation, type ChangeOrder } from '../domain/change.ts';
import { describeChecks } from '../domain/checks.ts';
import { WATCHED_FACTOR, type Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { notSettled, stillWaiting } from './failures.ts';
import { requiredChecks } from './observe-change.ts';
import { observeWithReviews } from './observe-with-reviews.ts';
import type { Services } from './services.ts';
import { isWatched } from './watched.ts';

export interface AwaitChangeInput {
  readonly order: ChangeOrder;
  readonly policy: ChangePolicy;
  readonly seen: ChangeObservation;
  /** Approvals given to the journey: of these people, too, GitHub is asked whether they may. */
  readonly approvals?: readonly Approval[];
  readonly timing: Timing;
}

/**
 * Looks at a change once. Returns when it differs from what was seen; otherwise fails, benign, and is tried
 * again after a pause that the server keeps: a wait of a year adds no history.
 */
export async function awaitChange(
  { storage }: Services,
  { order, policy, seen, approvals, timing }: AwaitChangeInput,
): Promise<ChangeObservation> {
  const look = await storage.lookAtPullRequest({ number: seen.number, packageVersion: order.packageVersion });
  if (look === null) throw notSettled(`pull request #${seen.number} does not show yet`);
  const observation = await observeWithReviews(storage, look, order, policy, approvals);
  const isNews = !isSameObservation(observation, seen) && !isOnlyUncertain(look, observation, seen);
  if (isNews) return observation;
  const pause = isMoving(look, observation) ? timing.checksMs : await patience(timing);
  throw stillWaiting(describeLook(look, policy), pause);
}

/** The pause between two looks at what waits for people: where the watcher looks for all, each looks more seldom. */
async function patience({ changeMs }: Timing): Promise<number> {
  return (await isWatched()) ? changeMs * WATCHED_FACTOR : changeMs;
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

function isBeingWorkedOut({ mergeable, mergeStateStatus }: PullRequestLook): boolean {
  return mergeable === 'UNKNOWN' || mergeStateStatus === 'UNKNOWN';
}

/** For how many looks it is expected that checks begin to report, or that a head is brought up to date. */
const MOST_EXPECTANT_LOOKS = 10;

/**
 * True while machines are at work, so that a change is to be expected soon. People take longer, and so does what is
 * red, or what nothing reports on: GitHub's budget is for all journeys together.
 */
function isMoving(look: PullRequestLook, { state, checks }: ChangeObservation): boolean {
  if (state !== 'open' || checks.state === 'red') return false;
  const isExpectant = Context.current().info.attempt <= MOST_EXPECTANT_LOOKS;
  if (checks.state === 'pending') return look.contexts.length > 0 || isExpectant;
  return isBeingWorkedOut(look) || (look.mergeStateStatus === 'BEHIND' && isExpectant);
}

/** The finer detail of a wait, for the pending activity's last failure. */
function describeLook(look: PullRequestLook, policy: ChangePolicy): string {
  const required = requiredChecks(look, policy.checks);
  const approvals = look.reviews.filter(({ state }) => state === 'APPROVED').length;
  return `waiting: ${describeChecks(look.contexts, required)}; ${approvals} approving reviews; GitHub says ${look.mergeStateStatus}`;
}
