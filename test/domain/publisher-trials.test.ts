import { describe, expect, it } from 'vitest';
import type { RedBuild } from '../../domain/publisher-state.ts';
import {
  countRed,
  countTry,
  givenUp,
  NO_TRIALS,
  pastOf,
  tooRed,
  tryAgain,
  type Trials,
} from '../../domain/publisher-trials.ts';

const red = (number: number): RedBuild => ({ number, url: 'http://ci/', result: 'FAILURE', log: '' });
const ids = (...all: string[]) => all.map((id) => ({ id }));

describe('what a publisher tried', () => {
  it('gives up a request for which five builds were triggered, and none that came later', () => {
    let trials: Trials = NO_TRIALS;
    for (let build = 1; build <= 5; build += 1) {
      expect(givenUp(trials)).toEqual([]);
      trials = countTry(trials, build < 5 ? ids('old') : ids('old', 'new'));
    }
    expect(givenUp(trials)).toEqual(['old']);
    expect(givenUp(countTry(trials, ids('new')))).toEqual([]);
    expect(givenUp(tryAgain(trials))).toEqual([]);
  });

  it('counts each red build once; at the third in a row a person is asked', () => {
    const twice = countRed(countRed(countRed(NO_TRIALS, red(1)), red(2)), red(2));
    expect(twice.reds).toBe(2);
    expect(tooRed(twice)).toBeUndefined();
    const thrice = countRed(twice, red(3));
    expect(tooRed(thrice)).toEqual(red(3));
    expect(tooRed(tryAgain(thrice))).toBeUndefined();
    expect(pastOf(tryAgain(thrice)).passOver).toBe(3);
  });

  it('remembers the item of the queue that was triggered last, and none where Jenkins did not tell of it', () => {
    const first = countTry(NO_TRIALS, ids('a'), 7);
    expect(first.queued).toBe(7);
    expect(countTry(first, ids('a')).queued).toBeUndefined();
  });

  it('begins anew with what an older version kept', () => {
    const old: Trials & { readonly triggers: number } = { reds: 1, triggers: 5, queued: 7 };
    expect(pastOf(old)).toEqual({ passOver: 0, givenUp: [] });
  });
});
