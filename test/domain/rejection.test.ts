import { describe, expect, it } from 'vitest';
import type { AttentionReason } from '../../domain/change-gate.ts';
import { freshObservation, type ChangeObservation } from '../../domain/change.ts';
import { approvalsOf, refuseApproval } from '../../domain/decisions.ts';
import {
  beginJourney,
  observeChange,
  pinContent,
  recordDecision,
  startStep,
  type JourneyState,
  type RecordedDecision,
} from '../../domain/journey-state.ts';
import { refuseReject, rejectionOf } from '../../domain/rejection.ts';
import { explain } from '../../domain/why.ts';
import { inputOf } from '../support/journeys.ts';

const PEOPLE = { people: { 'Ann Miller': 'ann' } };
const POLICY = { count: 1, via: ['review', 'signal'] as const, ...PEOPLE };
const CHANGE: ChangeObservation = {
  ...freshObservation({ number: 7, url: 'http://127.0.0.1/pull/7', head: 'a'.repeat(40) }),
  author: 'limelight-bot',
};
const CONTENT = { tree: 't', digest: 'd', files: 1 };
const INPUT = inputOf();

/** A journey with an open change that people decided about, one after the other. */
function decided(
  ...decisions: readonly (readonly [kind: 'approve' | 'reject', actor: string])[]
): JourneyState {
  const begun = startStep(pinContent(beginJourney(INPUT, 'now'), CONTENT), 'add-snapshot', 'now');
  const bound = { number: 7, head: CHANGE.head, digest: 'd' };
  return decisions.reduce<JourneyState>(
    (state, [kind, actor]) => record(state, { kind, actor, reason: 'broken', change: bound }),
    observeChange(begun, CHANGE),
  );
}

function record(state: JourneyState, decision: Partial<RecordedDecision>): JourneyState {
  const id = String(state.decisions.length);
  return recordDecision(state, { id, kind: 'retry', actor: 'op', at: 'then', applied: true, ...decision });
}

const isRejected = (state: JourneyState, change: Partial<ChangeObservation> = {}): boolean =>
  rejectionOf(state, { ...CHANGE, ...change }, PEOPLE) !== undefined;

describe('a rejection', () => {
  const rejected = decided(['reject', 'ann']);

  it.each<[what: string, change: Partial<ChangeObservation>, content: typeof CONTENT, stands: boolean]>([
    ['the head that was rejected', {}, CONTENT, true],
    ['another head with the same content', { head: 'b'.repeat(40) }, CONTENT, true],
    ['a head with other content', { head: 'b'.repeat(40), effect: 'altered' }, CONTENT, false],
    ['other content that was accepted', { head: 'b'.repeat(40) }, { ...CONTENT, digest: 'e' }, false],
    ['another pull request', { number: 8 }, CONTENT, false],
  ])('against %s', (_what, change, content, stands) => {
    expect(isRejected(pinContent(rejected, content), change)).toBe(stands);
  });

  it.each<[what: string, later: Partial<RecordedDecision>, stands: boolean]>([
    ['a retry that answers it', { attention: 'rejected' }, false],
    ['a retry that answers something else', { attention: 'not-permitted' satisfies AttentionReason }, true],
    ['a retry of a journey of old, which does not say what it answers', {}, false],
    ['a retry that did not apply', { attention: 'rejected', applied: false }, true],
    ['a hold', { kind: 'hold' }, true],
    ["somebody else's approval", { kind: 'approve', change: { number: 7, head: 'a', digest: 'd' } }, true],
    [
      'the approval of who rejected, under another name',
      { kind: 'approve', actor: 'Ann Miller', change: { number: 7, head: 'a', digest: 'd' } },
      false,
    ],
  ])('after %s', (_what, later, stands) => {
    expect(isRejected(record(rejected, later))).toBe(stands);
  });
});

describe('the last word of a person counts', () => {
  const approvedBy = (state: JourneyState) => approvalsOf(state, PEOPLE).map(({ actor }) => actor);

  it('a rejection takes back the approvals that its actor gave before, under whatever name', () => {
    const state = decided(['approve', 'ann'], ['approve', 'eve'], ['reject', 'Ann Miller']);
    expect(approvedBy(state)).toEqual(['eve']);
    expect(approvedBy(record(state, { attention: 'rejected' }))).toEqual(['eve']);
  });

  it('so that they may approve after all, as they are told', () => {
    const state = decided(['approve', 'ann'], ['reject', 'ann']);
    expect(refuseApproval(state, { actor: 'ann' }, POLICY)).toBeUndefined();
    const shown = explain(
      { ...state, attention: { reason: 'rejected', sentence: 'broken', since: '2026-03-01T12:00:00.000Z' } },
      INPUT,
    );
    expect(shown.canAct).toContainEqual(expect.objectContaining({ who: 'ann', what: 'approve after all' }));
    expect(approvedBy(decided(['approve', 'ann'], ['reject', 'ann'], ['approve', 'ann']))).toEqual(['ann']);
  });

  it('who may not approve is not told to', () => {
    const state = decided(['reject', 'limelight-bot']);
    const attention = { reason: 'rejected', sentence: 'broken', since: '2026-03-01T12:00:00.000Z' } as const;
    expect(explain({ ...state, attention }, INPUT).canAct.map(({ what }) => what)).not.toContain(
      'approve after all',
    );
  });
});

it('a change is rejected once, by whoever it is, until that is taken back', () => {
  const op = { actor: 'op', reason: 'broken' };
  expect(refuseReject(decided(['reject', 'ann']), op, PEOPLE)).toBe(
    'ann rejected pull request #7 already: broken',
  );
  expect(refuseReject(decided(['reject', 'ann'], ['approve', 'ann']), op, PEOPLE)).toBeUndefined();
});
