import { describe, expect, it } from 'vitest';
import { freshObservation } from '../../domain/change.ts';
import { headline } from '../../domain/journey-text.ts';
import {
  beginJourney,
  startStep,
  waitFor,
  needAttention,
  type JourneyState,
} from '../../domain/journey-state.ts';
import { isSameMatter, matterOf as matterBy, whoCanAct } from '../../domain/matter.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { noticeOf } from '../../domain/notice-of.ts';
import { park, unpark } from '../../domain/parking.ts';
import { inputOf } from '../support/journeys.ts';
import { PIPELINE, stageOf } from '../support/pipeline.ts';

const TERMS = { pipeline: PIPELINE, timing: DEFAULT_TIMING };
const BEGAN = '2026-02-03T10:00:00.000Z';
const LATER = '2026-02-03T12:00:00.000Z';
const LATEST = '2026-02-03T14:00:00.000Z';

const matterOf = (state: JourneyState) => matterBy(state, TERMS);

function travelling(): JourneyState {
  return startStep(beginJourney(inputOf({ requester: 'Ada' }), BEGAN), 'add-snapshot', BEGAN);
}
const waiting = (what: Parameters<typeof waitFor>[1]) => waitFor(travelling(), what, 'as it is', BEGAN);
const OPEN = freshObservation({ number: 7, url: 'http://127.0.0.1/7', head: 'a'.repeat(40) });
const approving = (change: Partial<ReturnType<typeof freshObservation>> = {}): JourneyState => ({
  ...waiting('approval'),
  change: {
    ...OPEN,
    author: 'limelight-bot',
    ...change,
  },
});
const resumed = (at: string): JourneyState['decisions'] => [
  { id: 'r', kind: 'resume', actor: 'op', at, applied: true },
];
const held = (state: JourneyState): JourneyState => ({
  ...state,
  hold: { actor: 'Bob', reason: 'notes', since: LATER },
});

describe('what people are reminded of', () => {
  it.each(['approval', 'author', 'github', 'line', 'merge-queue', 'person', 'promotion'] as const)(
    'a wait for %s',
    (word) => {
      expect(matterOf(waiting(word))).toEqual({
        standing: 'waiting',
        word,
        step: 'add-snapshot',
        stage: 'snapshot',
        sentence: 'as it is',
        since: BEGAN,
        from: Date.parse(BEGAN),
      });
    },
  );

  it.each(['soak', 'checks', 'build', 'registry'] as const)('no wait for %s, which machines end', (word) => {
    expect(matterOf(waiting(word))).toBeUndefined();
  });

  it('a wait for checks that nothing reports on, which no machine ends', () => {
    const checks = { state: 'pending', red: [], silence: { since: BEGAN, awaited: ['lint'] } } as const;
    const silent = { ...waiting('checks'), change: { ...OPEN, checks } };
    expect(matterOf(silent)).toMatchObject({ word: 'checks', since: BEGAN });
  });

  it('a wait for a registry that somebody rolls out by hand', () => {
    const deploy = { mode: 'manual', remindMs: 1 } as const;
    const pipeline = { stages: [stageOf('snapshot', { deploy })] };
    const build = { number: 4, url: '', commit: 'e'.repeat(40), startedAt: 1, finishedAt: 2 };
    const { steps, ...rest } = waiting('registry');
    const built = steps.map((step) =>
      step.kind === 'publish'
        ? { ...step, status: 'done' as const, result: { kind: 'build' as const, build } }
        : step,
    );
    expect(matterBy({ ...rest, steps: built }, { ...TERMS, pipeline })?.word).toBe('registry');
  });

  it('nothing while it goes on, or when it is over', () => {
    expect(matterOf(travelling())).toBeUndefined();
    expect(matterOf({ ...waiting('approval'), outcome: 'star' })).toBeUndefined();
  });

  it('an attention, also before the first step', () => {
    const state = needAttention(beginJourney(inputOf(), BEGAN), 'not-found', 'no branch', BEGAN);
    expect(matterOf(state)).toMatchObject({
      standing: 'attention',
      word: 'not-found',
      step: 'bearings',
      stage: 'snapshot',
    });
  });

  it('a hold before all else', () => {
    expect(matterOf(held(waiting('approval')))).toMatchObject({
      word: 'hold',
      since: LATER,
      sentence: expect.stringContaining('held by Bob: notes'),
    });
  });

  it('is counted from its beginning, and anew from a resume after it', () => {
    const state = waitFor(travelling(), 'approval', 'as it is', LATER);
    const before = matterOf({ ...state, decisions: resumed(BEGAN) });
    const after = matterOf({ ...state, decisions: resumed(LATEST) });
    expect(before).toMatchObject({ since: LATER, from: Date.parse(LATER) });
    expect(after).toMatchObject({ since: LATER, from: Date.parse(LATEST) });
    expect(isSameMatter(before, after)).toBe(false);
    expect(isSameMatter(before, matterOf(waitFor(state, 'approval', '1 of 2', LATEST)))).toBe(true);
    expect(isSameMatter(before, undefined)).toBe(false);
  });
});

describe('who can act', () => {
  const from = { users: ['Bob', 'Eve'], teams: ['acme/web'], codeowners: true };
  const stage = stageOf('snapshot', { approval: { count: 2, via: ['review'], from, notRequester: true } });
  const open = stageOf('snapshot');
  const actors = (state: JourneyState, at = stage) => {
    const matter = matterOf(state);
    return matter === undefined ? [] : whoCanAct(state, matter, at);
  };

  it.each([
    ['whoever asked for it', approving(), open, ['ada']],
    ['nobody whose name is no login', { ...approving(), requester: 'Ada L' }, open, []],
    ['those who may approve', approving(), stage, ['bob', 'eve', 'acme/web']],
    ['not who approved already', approving({ approvedBy: ['bob'] }), stage, ['eve', 'acme/web']],
    ['not who opened the change', approving({ author: 'eve' }), stage, ['bob', 'acme/web']],
    ['not who asked for it', { ...approving(), requester: 'eve' }, stage, ['bob', 'acme/web']],
    [
      'the owner in the manifest',
      approving({ approvers: { eligible: [], owner: 'acme/kit' } }),
      stage,
      ['bob', 'eve', 'acme/web', 'acme/kit'],
    ],
    ['the author of a draft', { ...approving({ author: 'eve' }), ...draft() }, stage, ['eve']],
    ['who holds it', held(approving()), stage, ['bob']],
  ])('%s', (_what, state, at, expected) => {
    expect(actors(state, at)).toEqual(expected);
  });

  function draft(): Pick<JourneyState, 'waiting'> {
    return { waiting: { for: 'author', sentence: 'a draft', since: BEGAN } };
  }
});

describe('a notice', () => {
  const noticeAt = (state: JourneyState) => {
    const matter = matterOf(state);
    if (matter === undefined) throw new Error('it waits for nothing');
    const due = { kind: 'reminder', n: 1, at: 0 } as const;
    return noticeOf(state, TERMS, matter, due, { firstRunId: 'run', mentions: [] });
  };

  it('goes to the pull request that is open, else to the last one, so that a comment has a place', () => {
    const merged = { kind: 'change', commit: 'c'.repeat(40), approvedBy: [] } as const;
    const held = (number?: number): JourneyState => {
      const { steps, ...state } = waiting('promotion');
      const result = {
        ...merged,
        ...(number !== undefined && { number, url: `http://127.0.0.1/${number}` }),
      };
      return { ...state, steps: steps.map((step, at) => (at === 0 ? { ...step, result } : step)) };
    };
    expect(noticeAt(approving()).pullRequest).toEqual({ number: 7, url: 'http://127.0.0.1/7' });
    expect(noticeAt(held(5)).pullRequest).toEqual({ number: 5, url: 'http://127.0.0.1/5' });
    expect(noticeAt({ ...held(5), change: OPEN }).pullRequest?.number).toBe(7);
    expect(noticeAt(held()).pullRequest).toBeUndefined();
  });
});

describe('a parked journey', () => {
  it('says so, and how it is taken up again', () => {
    const before = approving();
    const state = park(before, LATER);
    expect(headline(state)).toMatch(/ is parked: as it is$/);
    const matter = matterOf(state);
    if (matter === undefined) throw new Error('it waits for nothing');
    const due = { kind: 'parked', n: 1, at: 0 } as const;
    const { advice } = noticeOf(state, TERMS, matter, due, { firstRunId: 'run', mentions: [] });
    expect(advice).toEqual([
      'review (anybody with write access but limelight-bot): http://127.0.0.1/7',
      expect.stringMatching(
        /^approve \(anybody but limelight-bot\): `limelight approve .* --head aaaaaaaaaaaa`$/,
      ),
      expect.stringMatching(/^take it up again \(anybody\): `limelight resume /),
    ]);
    expect(unpark(state)).toEqual(before);
  });
});
