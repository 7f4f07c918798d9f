import { setTimeout as delay } from 'node:timers/promises';
import type { JourneyState } from '../domain/journey-state.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Journeys } from './journeys.ts';

const PAUSE = 250;

/**
 * What has become of a journey that was told to end. A write that runs ends first, and it may be a merge: so what
 * stays is certain only once the journey is over, and that is waited for a while.
 *
 * @returns its last state; without an outcome when the time was too short.
 * @throws {@link WorkerSilent}
 */
export async function lookAfterAbort(
  journeys: Pick<Journeys, 'state'>,
  packageVersion: PackageVersion,
  patienceMs: number,
): Promise<JourneyState> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const state = await journeys.state(packageVersion);
    if (state.outcome !== undefined || Date.now() >= end) return state;
    await delay(PAUSE);
  }
}
