import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../domain/journey-history.ts';
import type { RecordedDecision } from '../../domain/journey-state.ts';
import { heldState, sampleState, waitingState } from '../cli/sample-state.ts';

const APPROVAL: RecordedDecision = {
  id: '1',
  kind: 'approve',
  actor: 'ada',
  reason: 'dashboards looked at',
  at: '2026-03-01T12:02:00Z',
  applied: true,
  change: { number: 12, head: '1234567890', digest: 'd' },
};
const LATE: RecordedDecision = {
  id: '2',
  kind: 'approve',
  actor: 'bob',
  at: '2026-03-01T12:05:00Z',
  applied: false,
  why: 'there is no open pull request to approve',
};

describe('the timeline of a journey', () => {
  it('has start, steps and decisions in the order of time', () => {
    expect(timelineOf(sampleState({ decisions: [APPROVAL, LATE] }))).toEqual([
      {
        at: '2026-03-01T12:00:00Z',
        kind: 'started',
        text: 'started on the route snapshot → staging',
        actor: 'grace',
      },
      { at: '2026-03-01T12:00:00Z', kind: 'begun', text: 'add to snapshot' },
      {
        at: '2026-03-01T12:00:00Z',
        kind: 'skipped',
        text: 'publish the image of snapshot: it stands on staging already',
      },
      {
        at: '2026-03-01T12:02:00Z',
        kind: 'applied',
        text: 'approve (#12 at 1234567)',
        actor: 'ada',
        reason: 'dashboards looked at',
      },
      {
        at: '2026-03-01T12:03:20Z',
        kind: 'done',
        text: 'add to snapshot: [#12](http://github/pull/12) merged by bot as 1234567, approved by ada',
        actor: 'bot',
        tookMs: 200_000,
      },
      {
        at: '2026-03-01T12:05:00Z',
        kind: 'refused',
        text: 'approve did not apply: there is no open pull request to approve',
        actor: 'bob',
      },
    ]);
  });

  it('has a step that people left out where they did, not where it began', () => {
    const { steps, ...state } = sampleState();
    const [first, ...others] = steps;
    if (first === undefined) throw new Error('the sample has no steps');
    const { result: _result, ...begun } = first;
    const left = {
      ...begun,
      status: 'skipped',
      why: 'skipped by ada: no time',
      startedAt: '2026-03-01T12:00:00Z',
      finishedAt: '2026-03-04T12:00:00Z',
    } as const;
    const entries = timelineOf({ ...state, steps: [left, ...others] });
    expect(entries.filter(({ text }) => text.startsWith('add to snapshot'))).toEqual([
      { at: '2026-03-01T12:00:00Z', kind: 'begun', text: 'add to snapshot' },
      {
        at: '2026-03-04T12:00:00Z',
        kind: 'skipped',
        text: 'add to snapshot: skipped by ada: no time',
      },
    ]);
  });

  it.each([
    [
      'waits',
      waitingState(),
      { at: '2026-03-01T12:08:00Z', kind: 'waiting', text: 'waits: 0 of 1 approvals' },
    ],
    [
      'is held',
      heldState(),
      { at: '2026-03-01T12:09:55Z', kind: 'held', text: 'needs attention: red: lint' },
    ],
    [
      'is over',
      sampleState({ outcome: 'star', finishedAt: '2026-03-01T13:00:00Z' }),
      {
        at: '2026-03-01T13:00:00Z',
        kind: 'ended',
        text: 'nginx@1.6.0 is a certified star',
        tookMs: 3_600_000,
      },
    ],
  ])('ends with where it stands when it %s', (_what, state, last) => {
    expect(timelineOf(state).at(-1)).toEqual(last);
  });

  it.each([
    [{ kind: 'deployed', build: 42 }, 'deployed (build 42)'],
    [{ kind: 'repair', way: 'put-back', stage: 'staging' }, 'repair (put-back, staging)'],
    [{ kind: 'retry' }, 'retry'],
    [{ kind: 'promote', step: 'add-staging' }, 'promote (add-staging)'],
    [{ kind: 'promote', step: 'add-staging', skipSoak: true }, 'promote (add-staging, overriding the soak)'],
  ] as const)('says what a decision is about: %o', (part, text) => {
    const { change: _change, ...plain } = APPROVAL;
    const decisions = [{ ...plain, ...part }];
    expect(timelineOf(sampleState({ decisions })).find(({ kind }) => kind === 'applied')?.text).toBe(text);
  });
});
