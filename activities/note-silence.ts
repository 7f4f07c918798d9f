import { Context } from '@temporalio/activity';
import type { ChangeObservation } from '../domain/change.ts';
import { findSilent } from '../domain/checks.ts';
import type { Stage } from '../domain/pipeline.ts';
import { DEFAULT_SILENCE_MS, type Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { requiredChecks } from './observe-change.ts';

/**
 * Adds to an observation that checks are waited for which nothing runs, once that has been so for long. A silence
 * that was seen already goes on until something reports: its news wakes the wait once.
 *
 * @param seen - what was seen before.
 */
export function noteSilence(
  observation: ChangeObservation,
  look: PullRequestLook,
  policy: Stage['checks'],
  seen: ChangeObservation,
  timing: Timing,
): ChangeObservation {
  const awaited = silentChecks(observation, look, policy);
  if (awaited === undefined) return observation;
  const { silence } = seen.head === observation.head ? seen.checks : {};
  if (silence === undefined && silentFor(timing) > 0) return observation;
  const since = silence?.since ?? new Date(waitsSince()).toISOString();
  return { ...observation, checks: { ...observation.checks, silence: { awaited, since } } };
}

/** How long until a silence is told, in milliseconds; undefined where there is none, or it was told. */
export function untilSilenceIsTold(
  observation: ChangeObservation,
  look: PullRequestLook,
  policy: Stage['checks'],
  timing: Timing,
): number | undefined {
  const isSilent = silentChecks(observation, look, policy) !== undefined;
  return isSilent && observation.checks.silence === undefined ? silentFor(timing) : undefined;
}

function silentChecks(
  { state, checks, mergeability }: ChangeObservation,
  look: PullRequestLook,
  policy: Stage['checks'],
): readonly string[] | undefined {
  // GitHub runs no checks on a conflict, and the gate says so.
  if (state !== 'open' || checks.state !== 'pending' || mergeability === 'conflict') return undefined;
  return findSilent(look.contexts, requiredChecks(look, policy));
}

function silentFor({ silenceMs = DEFAULT_SILENCE_MS }: Timing): number {
  return Math.max(0, waitsSince() + silenceMs - Date.now());
}

/** When this wait began, epoch milliseconds: its attempts are one wait. */
function waitsSince(): number {
  return Context.current().info.scheduledTimestampMs;
}
