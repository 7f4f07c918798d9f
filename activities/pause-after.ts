import { Context } from '@temporalio/activity';
import { judgeChange, type Approval, type ChangePolicy } from '../domain/change-gate.ts';
import type { ChangeObservation } from '../domain/change.ts';
import { WATCHED_FACTOR, type Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { requiredChecks } from './observe-change.ts';
import { isWatched } from './watched.ts';

/** GitHub works out within seconds whether it would merge; it begins when it is asked, and tells nobody when it has. */
export const MERGE_JOB_MS = 2_000;

/** For how many looks it is expected that GitHub has worked that out. */
const MOST_EXPECTANT_LOOKS = 10;

/**
 * How long until the next look at a pull request that is as it was, in milliseconds. GitHub's budget is for all journeys
 * together: what people do is looked for seldom, and more seldom where the watcher looks for all; what machines do soon
 * at first, and then half as often each time, so that what hangs costs little.
 */
export async function pauseAfter(
  look: PullRequestLook,
  observation: ChangeObservation,
  approvals: readonly Approval[],
  policy: ChangePolicy,
  timing: Timing,
): Promise<number> {
  const { attempt } = Context.current().info;
  const { changeMs, checksMs } = timing;
  const { state, checks } = observation;
  const gate = judgeChange(observation, approvals, policy);
  // Nobody else sees when it is resolved on the base branch. Few have one: each version has a folder of its own.
  if (gate.kind === 'attention' && gate.reason === 'change-conflicts') return checksMs;
  // No picture tells that a check has left the queue.
  const isQuiet = checks.silence !== undefined && checks.silence.queued === undefined;
  if (state !== 'open' || checks.state === 'red' || isQuiet) return patience(timing);
  if (checks.state === 'pending')
    return growing(attempt, checksMs, isSeenByWatcher(look, policy) ? await patience(timing) : changeMs);
  // Whoever has waited for long meets it, too, whenever the base branch moves.
  if (isBeingWorkedOut(look))
    return attempt <= MOST_EXPECTANT_LOOKS ? Math.min(MERGE_JOB_MS, checksMs) : checksMs;
  // All else is there, so few stand here, and it is no picture that tells what GitHub makes of it.
  const isUpToGitHub = gate.kind === 'go' || (gate.kind === 'wait' && gate.waitingFor === 'github');
  return isUpToGitHub ? growing(attempt, checksMs, changeMs) : patience(timing);
}

/** True while GitHub works out whether it would merge. */
export function isBeingWorkedOut({ mergeable, mergeStateStatus }: PullRequestLook): boolean {
  return mergeable === 'UNKNOWN' || mergeStateStatus === 'UNKNOWN';
}

/** The pause between two looks at what waits for people: where the watcher looks for all, each looks more seldom. */
async function patience({ changeMs }: Timing): Promise<number> {
  return (await isWatched()) ? changeMs * WATCHED_FACTOR : changeMs;
}

/** Each pause twice as long as the one before. @param look - the first is 1. */
function growing(look: number, firstMs: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** (look - 1), mostMs);
}

/**
 * Whether the watcher sees that the awaited checks are done. Its picture tells whether any check runs, and not which:
 * where some are required by name it cannot tell that those are done while others run.
 */
function isSeenByWatcher(look: PullRequestLook, policy: ChangePolicy): boolean {
  return requiredChecks(look, policy.checks).length === 0 && !look.contexts.some(({ required }) => required);
}
