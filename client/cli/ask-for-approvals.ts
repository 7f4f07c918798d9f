import { createInterface } from 'node:readline/promises';
import type { JourneyState } from '../../domain/journey-state.ts';
import type { PackageVersion } from '../../domain/package-version.ts';
import { followJourney } from '../follow-journey.ts';
import type { Journeys } from '../journeys.ts';

/**
 * Asks the person at the terminal about each pull request that waits for an approval, once, until the journey is
 * over: yes approves it, no aborts the journey.
 *
 * @throws the signal's reason when that is aborted, or an Error when nobody can be asked any more.
 */
export async function askForApprovals(
  journeys: Journeys,
  packageVersion: PackageVersion,
  actor: string,
  signal: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  terminal.once('close', () => gone.abort(new Error('There is nobody at the terminal to ask.')));
  const asked = new Set<number>();
  const either = AbortSignal.any([signal, gone.signal]);
  try {
    for await (const seen of followJourney(journeys, packageVersion, either)) {
      const change = seen.kind === 'look' ? awaited(seen.look.state) : undefined;
      if (change === undefined || asked.has(change.number)) continue;
      asked.add(change.number);
      const question = `          Approve ${change.url} as ${actor}? [y/n] `;
      const answer = await terminal.question(question, { signal: either });
      if (/^y(es)?$/i.test(answer.trim()))
        await journeys.approve(packageVersion, { actor, head: change.head });
      else await journeys.abort(packageVersion, { actor, reason: 'not approved' });
    }
  } catch (error) {
    // A question's own error says only that it was aborted, not why.
    either.throwIfAborted();
    throw error;
  } finally {
    terminal.removeAllListeners('close');
    terminal.close();
  }
}

function awaited({ waiting, change }: JourneyState): JourneyState['change'] {
  return waiting?.for === 'approval' ? change : undefined;
}
