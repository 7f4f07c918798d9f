import { describe, expect, it } from 'vitest';
import { outlookOf, type OpenRequest } from '../../domain/build-outlook.ts';
import type { BuildLook } from '../../domain/builds.ts';

function build(number: number, building: boolean, ours = true): BuildLook {
  return {
    number,
    queueId: number,
    building,
    result: building ? null : 'FAILURE',
    startedAt: 100 * number,
    finishedAt: building ? null : 100 * number + 50,
    commit: 'c'.repeat(40),
    url: `https://ci.example.org/job/snapshot/${number}/`,
    ...(ours && { ours }),
  };
}

const missing: OpenRequest = { id: 'a', verdict: { kind: 'missing', why: 'no build has what is asked' } };
const expected: OpenRequest = { id: 'b', verdict: { kind: 'expected', why: 'build #7 runs', build: 7 } };
const red = (number: number): OpenRequest => ({
  id: 'c',
  verdict: { kind: 'red', build: build(number, false), why: `build #${number} ended with FAILURE` },
});
const none = { queued: null, builds: [] };
const running = { queued: null, builds: [build(7, true)] };
const ended = { queued: null, builds: [build(7, false)] };

describe('what is to be done for all that is open', () => {
  it.each<[what: string, open: OpenRequest[], kind: string, told?: number]>([
    ['nothing is open', [], 'none-left'],
    ['a build is on its way for all', [expected, expected], 'expected'],
    ['one has none', [expected, missing], 'missing'],
    ['one is red', [red(7)], 'red', 7],
    ['one is red, for another a build is on its way', [red(7), expected], 'expected'],
    ['two are red: the newest is told', [red(6), red(7)], 'red', 7],
    ['the red one is left behind', [red(5)], 'missing'],
    ['one of two red ones is left behind: the other is told', [red(5), red(7)], 'missing', 7],
    ['one is red, another has none: both are told', [red(7), missing], 'missing', 7],
  ])('%s', (_what, open, kind, told) => {
    const outlook = outlookOf(open, none, { passOver: 5 });
    expect([outlook.kind, outlook.red?.number]).toEqual([kind, told]);
  });
});

describe('a request that was given up', () => {
  const past = { passOver: 5, givenUp: ['a'] };

  it.each<[what: string, open: OpenRequest[], kind: string]>([
    ['has no more builds triggered', [missing], 'given-up'],
    ['keeps no other from its own', [missing, { ...missing, id: 'new' }], 'missing'],
    ['is not told before what is awaited', [missing, expected], 'expected'],
    ['is not told before what is red', [missing, red(7)], 'red'],
  ])('%s', (_what, open, kind) => {
    expect(outlookOf(open, none, past).kind).toBe(kind);
  });

  it('waits for the build that runs: it may be the one', () => {
    expect(outlookOf([missing], running, { ...past }).kind).toBe('expected');
  });
});

describe('a build that we asked for', () => {
  it('is let end before another is triggered, and the sentence says so', () => {
    expect(outlookOf([missing], running, { passOver: 0 })).toEqual({
      kind: 'expected',
      why: 'build #7 runs, and has not all that is asked: the next one is triggered when it has ended',
    });
    expect(outlookOf([red(5)], running, { passOver: 5 }).kind).toBe('expected');
  });

  it.each([
    ['has ended', ended],
    ['still runs, and is somebody else’s alone', { queued: null, builds: [build(7, true, false)] }],
  ])('keeps nobody waiting when the last one %s', (_what, job) => {
    expect(outlookOf([missing], job, { passOver: 0 }).kind).toBe('missing');
  });
});
