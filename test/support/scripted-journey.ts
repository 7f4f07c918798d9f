import type { JourneyInput } from '../../domain/journey-input.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { inputOf, startJourney, type JourneyHandle } from './journeys.ts';
import { replay } from './replay.ts';
import type { ScriptedWorld } from './scripted-activities.ts';

/** The shortest way that has one step of each kind but a removal. */
export const SHORT: Partial<JourneyInput> = { route: ['snapshot'] };

/** Runs a journey over a scripted world. Its history must replay, also when the test leaves it in the middle. */
export async function travel<T>(
  world: ScriptedWorld,
  work: (handle: JourneyHandle) => Promise<T>,
  input: JourneyInput = inputOf(),
): Promise<T> {
  return withWorker(world.activities, async ({ client, taskQueue }) => {
    const handle = await startJourney(client, taskQueue, input);
    const outcome = await work(handle);
    await replay(handle);
    return outcome;
  });
}
