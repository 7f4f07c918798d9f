import { Context } from '@temporalio/activity';
import type { Approval, ChangePolicy } from '../domain/change-gate.ts';
import { isSameObservation, type ChangeObservation, type ChangeOrder } from '../domain/change.ts';
import { describeChecks } from '../domain/checks.ts';
import { WATCHED_FACTOR, type Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { notSettled, stillWaiting } from './failures.ts';
import { requiredChecks } from './observe-change.ts';
import { noteSilence, untilSilenceIsTold } from './note-silence.ts';
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
  const { packageVersion, keeper } = order;
  const look = await storage.lookAtPullRequest({ number: seen.number, packageVersion, keeper });
  if (look === null) throw notSettled(`pull request #${seen.number} does not show yet`);
  const observed = await observeWithReviews(storage, look, order, policy, approvals);
  const observation = noteSilence(observed, look, policy.checks, seen, timing);
  const isNews = !isSameObservation(observation, seen) && !isOnlyUncertain(look, observation, seen);
  if (isNews) return observation;
  const told = untilSilenceIsTold(observation, look, policy.checks, timing) ?? Infinity;
  const pause = Math.min(await pauseAfter(look, observation, timing), Math.max(told, MERGE_JOB_MS));
  throw stillWaiting(describeLook(look, policy), pause);
}

/** GitHub works out within seconds whether it would merge; it begins when it is asked, and tells nobody when it has. */
const MERGE_JOB_MS = 2_000;

async function pauseAfter(
  look: PullRequestLook,
  observation: ChangeObservation,
  timing: Timing,
): Promise<number> {
  if (!isMoving(look, observation)) return patience(timing);
  const isOnlyMerge = observation.checks.state !== 'pending' && isBeingWorkedOut(look);
  return isOnlyMerge && isExpectant() ? Math.min(MERGE_JOB_MS, timing.checksMs) : timing.checksMs;
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

/** For how many looks it is expected that checks begin to report, or that GitHub has done what it is at. */
const MOST_EXPECTANT_LOOKS = 10;

function isExpectant(): boolean {
  return Context.current().info.attempt <= MOST_EXPECTANT_LOOKS;
}

/**
 * True while machines are at work, so that a change is to be expected soon. People take longer, and so does what is
 * red, or what nothing reports on: GitHub's budget is for all journeys together.
 */
function isMoving(look: PullRequestLook, { state, checks }: ChangeObservation): boolean {
  if (state !== 'open' || checks.state === 'red') return false;
  if (checks.silence !== undefined) return false;
  if (checks.state === 'pending') return look.contexts.length > 0 || isExpectant();
  return isBeingWorkedOut(look) || (look.mergeStateStatus === 'BEHIND' && isExpectant());
}

/** The finer detail of a wait, for the pending activity's last failure. */
function describeLook(look: PullRequestLook, policy: ChangePolicy): string {
  const required = requiredChecks(look, policy.checks);
  const approvals = look.reviews.filter(({ state }) => state === 'APPROVED').length;
  return `waiting: ${describeChecks(look.contexts, required)}; ${approvals} approving reviews; GitHub says ${look.mergeStateStatus}`;
}
