import { describe, expect, it } from 'vitest';
import { isEnding } from '../../client/ending-journey.ts';
import { refuseOtherJourney } from '../../client/running-journey.ts';
import type { JourneyPurpose } from '../../domain/journey-input.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import { GitHubStorage } from '../../services/github/github-storage.ts';
import { DECISION_STATES } from '../support/decision-states.ts';

/** Nothing of it is asked where the purpose alone tells. */
const storage = new GitHubStorage({
  apiUrl: 'http://127.0.0.1:1',
  repository: 'acme/storage',
  auth: { token: 'none' },
});

type State = keyof typeof DECISION_STATES;

/** A withdrawal does not wait for these: they are over, or about to be. */
const OVER: readonly State[] = [
  'being aborted',
  'being aborted, and held',
  'being aborted, in attention',
  'star',
  'restored',
  'withdrawn',
  'aborted',
];

async function withdraw(state: JourneyState): Promise<string> {
  if (isEnding(state)) return 'begins';
  const { packageVersion, route } = state;
  const request = { packageVersion, source: { kind: 'storage' }, route, purpose: 'withdraw' } as const;
  try {
    await refuseOtherJourney(storage, request, state);
    return 'is the one that runs';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : 'failed';
  }
}

describe('a withdrawal, asked for while there is a journey', () => {
  it.each(Object.entries(DECISION_STATES))('%s', async (name, state) => {
    const usual = 'PurposeDiffers: nginx@1.6.0 is on its way at this moment.';
    const said = name === 'withdrawing' ? 'is the one that runs' : usual;
    const isOver = OVER.some((over) => over === name);
    expect(await withdraw(state)).toBe(isOver ? 'begins' : said);
  });

  it('that goes back to a branch', async () => {
    const purpose: JourneyPurpose = 'undo-cleanup';
    expect(await withdraw({ ...DECISION_STATES['waits for approval'], purpose })).toBe(
      'PurposeDiffers: nginx@1.6.0 goes back to a branch that let go of it at this moment.',
    );
  });
});
