import { describe, expect, it } from 'vitest';
import { keeperAt } from '../../domain/early-removal.ts';
import { goOnFrom } from '../../domain/go-on-from.ts';
import {
  beginJourney,
  finishStep,
  isRemovalAccepted,
  recordDecision,
  startStep,
  type JourneyState,
} from '../../domain/journey-state.ts';
import { inputOf } from '../support/journeys.ts';

const AT = '2026-01-01T00:00:00.000Z';
const DONE = { kind: 'change', commit: 'c', approvedBy: [] } as const;

/** A journey at a step, with all before it done. */
function at(id: string, begun = beginJourney(inputOf(), AT)): JourneyState {
  let state = begun;
  for (const step of begun.steps) {
    if (step.status === 'skipped') continue;
    state = startStep(state, step.id, AT);
    if (step.id === id) break;
    state = finishStep(state, step.id, DONE, AT);
  }
  return state;
}

function keeperOf(state: JourneyState): string | undefined {
  const step = state.steps.find(({ status }) => status === 'running');
  return step && keeperAt(state, step);
}

describe('the stage that must hold a version until the next is shown to serve it', () => {
  it.each([
    ['add-snapshot', undefined],
    ['add-staging', 'snapshot'],
    ['verify-staging', 'snapshot'],
    ['remove-snapshot', undefined],
    ['verify-snapshot-2', undefined],
    ['add-production', 'staging'],
    ['verify-production', 'staging'],
  ])('at %s: %s', (id, keeper) => {
    expect(keeperOf(at(id))).toBe(keeper);
  });

  it.each([
    [[], undefined],
    [['snapshot'], 'snapshot'],
  ])('of a version found on staging, and left on %s: %s', (leftOn, keeper) => {
    const begun = goOnFrom(
      beginJourney(inputOf({ route: ['snapshot', 'staging'] }), AT),
      'staging',
      'found',
      leftOn,
    );
    expect(keeperOf(at('verify-staging', begun))).toBe(keeper);
  });

  it('is none once its removal was accepted on the way to that proof; at the next stage there is one again', () => {
    const accepted = recordDecision(at('add-staging'), {
      id: '1',
      kind: 'accept-removal',
      actor: 'op',
      at: AT,
      applied: true,
      step: 'add-staging',
    });
    expect(keeperOf(accepted)).toBeUndefined();
    expect(keeperOf(at('verify-staging', accepted))).toBeUndefined();
    expect(keeperOf(at('add-production', accepted))).toBe('staging');
    const [removal] = accepted.steps.filter(({ id }) => id === 'remove-snapshot');
    expect(removal && isRemovalAccepted(accepted, removal)).toBe(false);
  });
});
