import { expect, it } from 'vitest';
import type { PublishedBuild } from '../../domain/build.ts';
import {
  beginJourney,
  buildFor,
  finishStep,
  keepRebuilt,
  lastBuildOf,
  startStep,
  type JourneyState,
} from '../../domain/journey-state.ts';
import { inputOf } from '../support/journeys.ts';

const build = (number: number): PublishedBuild => ({
  number,
  url: `http://127.0.0.1/${number}/`,
  commit: 'c',
  startedAt: number,
  finishedAt: number,
});

/** A journey whose steps up to one are done, with builds numbered in the order of the plan. */
function until(id: string): JourneyState {
  let state = beginJourney(inputOf({ route: ['snapshot', 'staging'] }), 'now');
  const publishes = state.steps.filter(({ kind }) => kind === 'publish');
  for (const step of state.steps) {
    state = startStep(state, step.id, 'now');
    if (step.id === id) break;
    const result =
      step.kind === 'publish'
        ? ({ kind: 'build', build: build(10 * (publishes.indexOf(step) + 1)) } as const)
        : ({ kind: 'proof', sentence: 's' } as const);
    state = finishStep(state, step.id, result, 'now');
  }
  return state;
}

it('a build that was made anew counts in the place of the one before: for its proof, and as the layer of later images', () => {
  const state = until('verify-snapshot-2');
  const watched = state.steps.at(-1);
  if (watched === undefined) throw new TypeError('There is no step');
  const before = [buildFor(state, watched), lastBuildOf(state, 'snapshot'), lastBuildOf(state, 'staging')];
  expect(before.map((known) => known?.number)).toEqual([30, 30, 20]);

  const mended = keepRebuilt(keepRebuilt(state, 'staging', build(35)), 'snapshot', build(40));
  const after = [buildFor(mended, watched), lastBuildOf(mended, 'snapshot'), lastBuildOf(mended, 'staging')];
  expect(after.map((known) => known?.number)).toEqual([40, 40, 35]);
  // What a later step publishes is newer still.
  const later = keepRebuilt(state, 'snapshot', build(25));
  expect(lastBuildOf(later, 'snapshot')?.number).toBe(30);
});
