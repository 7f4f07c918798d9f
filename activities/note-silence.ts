import { Context } from '@temporalio/activity';
import type { ChangeObservation } from '../domain/change.ts';
import { findSilent, type Silence } from '../domain/checks.ts';
import type { Stage } from '../domain/pipeline.ts';
import { DEFAULT_SILENCE_MS, type Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { requiredChecks } from './observe-change.ts';

/** Checks that a wait is about. */
export interface AwaitedChecks {
  readonly look: PullRequestLook;
  readonly policy: Stage['checks'];
  /** Since when they have been waited for, ISO 8601; absent where an older workflow asks: since this wait began. */
  readonly waitedSince?: string | undefined;
  readonly timing: Timing;
}

/**
 * Adds to an observation that checks are waited for which nothing runs, once that has been so for long. A silence
 * that was seen already goes on until something reports or begins: its news wakes the wait once.
 *
 * @param seen - what was seen before.
 */
export function noteSilence(
  observation: ChangeObservation,
  seen: ChangeObservation,
  awaited: AwaitedChecks,
): ChangeObservation {
  const found = silentChecks(observation, awaited);
  if (found === undefined) return observation;
  const known = seen.head === observation.head ? seen.checks.silence : undefined;
  const isSame = known !== undefined && (known.queued === undefined) === (found.queued === undefined);
  if (!isSame && leftOf(found, awaited.timing) > 0) return observation;
  const silence = { ...found, since: isSame ? known.since : found.since };
  return { ...observation, checks: { ...observation.checks, silence } };
}

/** How long until a silence is told, in milliseconds; undefined where there is none, or it was told. */
export function untilSilenceIsTold(
  observation: ChangeObservation,
  awaited: AwaitedChecks,
): number | undefined {
  const found = silentChecks(observation, awaited);
  return found === undefined || observation.checks.silence !== undefined
    ? undefined
    : leftOf(found, awaited.timing);
}

function silentChecks(
  { state, checks, mergeability }: ChangeObservation,
  { look, policy, waitedSince }: AwaitedChecks,
): Silence | undefined {
  // GitHub runs no checks on a conflict, and the gate says so.
  if (state !== 'open' || checks.state !== 'pending' || mergeability === 'conflict') return undefined;
  const found = findSilent(look.contexts, requiredChecks(look, policy));
  if (found === undefined) return undefined;
  const { awaited = [], queued, since = waitedSince ?? beganAt() } = found;
  return { awaited, since, ...(queued !== undefined && { queued }) };
}

function leftOf({ since }: Silence, { silenceMs = DEFAULT_SILENCE_MS }: Timing): number {
  return Math.max(0, Date.parse(since) + silenceMs - Date.now());
}

/** When this wait began: its attempts are one wait. */
function beganAt(): string {
  return new Date(Context.current().info.scheduledTimestampMs).toISOString();
}
