import { describe, expect, it } from 'vitest';
import type { Deploy } from '../../domain/pipeline.ts';
import {
  addRollOut,
  buildToRollOut,
  findRollOut,
  readDeployed,
  refuseDeployed,
  rollOutToFollow,
  type RollOut,
} from '../../domain/roll-outs.ts';

const AT = '2026-03-01T12:00:00.000Z';

function rollOut(build: number, how: RollOut['how'], complete: boolean): RollOut {
  return { build, how, at: AT, complete, ...(how === 'person' && { actor: 'ada' }) };
}

/** An answer with a build that finished at its own number, unless given. */
function answer(number: number, finishedAt = number) {
  return { build: { number, url: `http://ci/${number}/`, commit: 'c'.repeat(40), startedAt: 0, finishedAt } };
}

function deploy(mode: Deploy['mode']): Deploy {
  return { mode, remindMs: 1 };
}

describe('the build to roll out', () => {
  it.each(['automatic', 'manual'] as const)('is none of ours where it is %s', (mode) => {
    expect(buildToRollOut(deploy(mode), [answer(42)], [])).toBeUndefined();
  });

  it.each(['webhook', 'kubernetes'] as const)('is the newest that answered somebody, by %s', (mode) => {
    expect(buildToRollOut(deploy(mode), [], [])).toBeUndefined();
    expect(buildToRollOut(deploy(mode), [answer(41), answer(43), answer(42)], [])?.number).toBe(43);
  });

  it('is the one that finished last, whatever its number: the tag is its', () => {
    expect(buildToRollOut(deploy('webhook'), [answer(42, 100), answer(41, 200)], [])?.number).toBe(41);
    const done = [rollOut(42, 'webhook', false)];
    expect(buildToRollOut(deploy('webhook'), [answer(42, 100), answer(41, 200)], done)?.number).toBe(41);
  });

  it.each([
    ['ordered before', rollOut(42, 'webhook', false)],
    ['out by Kubernetes', rollOut(42, 'kubernetes', true)],
    ['out by the word of a person', rollOut(42, 'person', true)],
    ['overtaken, by the word of a person', rollOut(43, 'person', true)],
  ])('is none that is %s', (_what, done) => {
    expect(buildToRollOut(deploy('webhook'), [answer(42)], [done])).toBeUndefined();
  });
});

describe('a word from before a build had finished', () => {
  const told = Date.parse(AT);
  /** A slip of the finger: build 42 was meant. */
  const slip = rollOut(142, 'person', true);
  /** A build that finished an hour after that. */
  const next = answer(43, told + 3_600_000);
  const ordered: RollOut = {
    build: 43,
    how: 'kubernetes',
    at: new Date(told + 3_600_000).toISOString(),
    complete: false,
  };

  it.each(['webhook', 'kubernetes'] as const)('does not keep it from being rolled out, by %s', (mode) => {
    expect(buildToRollOut(deploy(mode), [answer(42), next], [slip])?.number).toBe(43);
    expect(buildToRollOut(deploy(mode), [next], [rollOut(43, mode, false)])?.number).toBe(43);
  });

  it('does not keep its roll-out from being followed', () => {
    expect(rollOutToFollow([slip, ordered])).toEqual(ordered);
  });

  it('does not refuse a word on that build, nor on one of a job whose numbers begin anew', () => {
    const word = (build: number) => readDeployed({ actor: 'bob', build });
    const state = { answers: [answer(42), next, answer(1, told + 7_200_000)], rollOuts: [slip] };
    expect(refuseDeployed(state, word(43))).toBeUndefined();
    expect(refuseDeployed(state, word(1))).toBeUndefined();
    expect(refuseDeployed(state, word(42))).toContain('build 142 is known to be out');
  });

  it('counts all the same as far as two clocks may be apart', () => {
    const soon = answer(43, told + 30_000);
    expect(buildToRollOut(deploy('webhook'), [soon], [slip])).toBeUndefined();
  });
});

describe('the roll-out to follow', () => {
  it.each<[what: string, rollOuts: RollOut[], followed: number | undefined]>([
    ['nothing was ordered', [], undefined],
    ['one of Kubernetes', [rollOut(42, 'kubernetes', false)], 42],
    [
      'the last of them',
      [rollOut(41, 'kubernetes', false), rollOut(42, 'kubernetes', false), rollOut(7, 'person', true)],
      42,
    ],
    ['it is complete', [rollOut(41, 'kubernetes', false), rollOut(42, 'kubernetes', true)], undefined],
    ['a webhook tells no more', [rollOut(42, 'webhook', false)], undefined],
    ['a person says so', [rollOut(42, 'kubernetes', false), rollOut(42, 'person', true)], undefined],
    ['a later one is out', [rollOut(42, 'kubernetes', false), rollOut(50, 'person', true)], undefined],
  ])('%s', (_what, rollOuts, followed) => {
    expect(rollOutToFollow(rollOuts)?.build).toBe(followed);
  });
});

describe('what is known of a roll-out', () => {
  it('holds for the builds before, and an order is no knowledge', () => {
    const rollOuts = [rollOut(42, 'kubernetes', true), rollOut(43, 'webhook', false)];
    expect(findRollOut(rollOuts, 41)).toEqual(rollOuts[0]);
    expect(findRollOut(rollOuts, 42)).toEqual(rollOuts[0]);
    expect(findRollOut(rollOuts, 43)).toBeUndefined();
  });

  it('is no evidence for a build that had not finished when it was told', () => {
    const at = '2026-03-01T12:00:00.000Z';
    const slip = [{ ...rollOut(142, 'person', true), at }];
    expect(findRollOut(slip, 43, Date.parse(at) + 1)).toBeUndefined();
    expect(findRollOut(slip, 43, Date.parse(at))).toEqual(slip[0]);
  });

  it('takes the place of the order', () => {
    const ordered = addRollOut([rollOut(41, 'webhook', false)], rollOut(42, 'kubernetes', false));
    expect(addRollOut(ordered, rollOut(42, 'kubernetes', true))).toEqual([
      rollOut(41, 'webhook', false),
      rollOut(42, 'kubernetes', true),
    ]);
  });

  it('is kept of the last 20', () => {
    const many = Array.from({ length: 30 }, (_, at) => rollOut(at + 1, 'webhook', false));
    const kept = many.reduce<RollOut[]>(addRollOut, []);
    expect(kept.map(({ build }) => build)).toEqual(Array.from({ length: 20 }, (_, at) => at + 11));
  });
});

describe("a person's word", () => {
  const state = { answers: [answer(42)], rollOuts: [rollOut(40, 'kubernetes', true)] };

  it.each<[what: string, word: unknown, why: string]>([
    ['nothing', undefined, 'a decision needs an actor: say who decides'],
    ['nobody', { actor: ' ', build: 42 }, 'a decision needs an actor: say who decides'],
    ['no build', { actor: 'ada' }, 'say which build is out: its number in Jenkins, 1 or more'],
    ['a build that is none', { actor: 'ada', build: 0 }, 'say which build is out: its number'],
    ['half a build', { actor: 'ada', build: 41.5 }, 'say which build is out: its number'],
    ['a text', { actor: 'ada', build: '42' }, 'say which build is out: its number'],
    ['what is known', { actor: 'ada', build: 40 }, `build 40 is known to be out since ${AT}, by kubernetes`],
    ['what was overtaken', { actor: 'ada', build: 12 }, 'build 40 is known to be out'],
    ['a slip of the finger', { actor: 'ada', build: 422 }, 'build 422 is far beyond build 42'],
  ])('makes no sense: %s', (_what, word, why) => {
    expect(refuseDeployed(state, readDeployed(word))).toContain(why);
  });

  it('may be about a build that nobody here asked for', () => {
    expect(refuseDeployed(state, readDeployed({ actor: 'ada', build: 45 }))).toBeUndefined();
    const nothing = { answers: [], rollOuts: [] };
    expect(refuseDeployed(nothing, readDeployed({ actor: 'ada', build: 9_000 }))).toBeUndefined();
  });

  it('is read without what is none of it', () => {
    const sent = { actor: ' ada ', build: 42, reason: 'restarted', id: 7, more: true };
    expect(readDeployed(sent)).toEqual({ actor: 'ada', build: 42, reason: 'restarted' });
  });
});
