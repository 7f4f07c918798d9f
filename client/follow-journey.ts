import { setTimeout as delay } from 'node:timers/promises';
import type { PackageVersion } from '../domain/package-version.ts';
import { JourneyBroken } from './errors/journey-broken.ts';
import { WorkerSilent } from './errors/worker-silent.ts';
import type { JourneyLook, Journeys } from './journeys.ts';

/** What a look at a journey gave: where it stands, or that no worker answers for it at this moment. */
export type FollowedLook =
  { readonly kind: 'look'; readonly look: JourneyLook } | { readonly kind: 'silent' };

const PAUSE = 1_000;

/**
 * Looks at a journey each second until it is over, and yields what it saw. A worker that is away does not end it.
 *
 * @throws {@link JourneyNotFound} when there is none.
 * @throws {@link JourneyBroken} when it is over without an outcome.
 * @throws the signal's reason when that is aborted.
 */
export async function* followJourney(
  journeys: Pick<Journeys, 'look'>,
  packageVersion: PackageVersion,
  signal?: AbortSignal,
): AsyncGenerator<FollowedLook, void> {
  for (;;) {
    const seen = await lookOnce(journeys, packageVersion);
    yield seen;
    if (seen.kind === 'look') {
      if (seen.look.state.outcome !== undefined) return;
      throwIfBroken(seen.look);
    }
    await pause(signal);
  }
}

/** @throws {@link JourneyBroken} when somebody terminated the journey, or it failed: it does not do what it says of itself. */
export function throwIfBroken({ state, status }: JourneyLook): void {
  if (state.outcome === undefined && status !== 'RUNNING')
    throw new JourneyBroken(state.packageVersion, status);
}

async function lookOnce(
  journeys: Pick<Journeys, 'look'>,
  packageVersion: PackageVersion,
): Promise<FollowedLook> {
  try {
    return { kind: 'look', look: await journeys.look(packageVersion) };
  } catch (error) {
    if (error instanceof WorkerSilent) return { kind: 'silent' };
    throw error;
  }
}

/** The timer's own error says only that it was aborted, not why. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(PAUSE, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
