import { describe, expect, it } from 'vitest';
import { hearLine } from '../../domain/journey-state.ts';
import { letGoOn, LINE_RUNS, stopLine, type Line } from '../../domain/line.ts';
import { sampleState } from '../cli/sample-state.ts';

const EVERYTHING = { actor: 'ada', reason: 'incident 4711', scope: { kind: 'everything' } } as const;
const NOON = '2026-03-01T12:00:00.000Z';
const LATER = '2026-03-01T12:00:01.000Z';

/** What a journey that was told of these, in this order, goes by. */
function heard(...lines: readonly Line[]): Line | undefined {
  return lines.reduce(hearLine, sampleState({})).line;
}

describe('of two states of the line, a journey', () => {
  const stopped = stopLine(LINE_RUNS, EVERYTHING, NOON);

  it('goes by the later one, in whichever order they come', () => {
    const goesOn = letGoOn(stopped, EVERYTHING, LATER);
    expect(heard(stopped, goesOn)).toEqual(goesOn);
    expect(heard(goesOn, stopped)).toEqual(goesOn);
  });

  it('tells apart two of the same instant', () => {
    const goesOn = letGoOn(stopped, EVERYTHING, NOON);
    expect(heard(goesOn, stopped)).toEqual(goesOn);
  });

  it('goes by that of a line that began anew and knows nothing of the one before', () => {
    const before = letGoOn(stopLine(stopped, EVERYTHING, NOON), EVERYTHING, NOON);
    const anew = stopLine(LINE_RUNS, EVERYTHING, LATER);
    expect(heard(before, anew)).toEqual(anew);
  });
});
