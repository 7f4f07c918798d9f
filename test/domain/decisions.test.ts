import { describe, expect, it } from 'vitest';
import {
  approvalsOf,
  findSame,
  readDecision,
  refuseAbort,
  refuseApproval,
  refuseId,
  refuseRetry,
} from '../../domain/decisions.ts';
import type { ApprovalPolicy } from '../../domain/approval-policy.ts';
import { freshObservation, type ChangeObservation } from '../../domain/change.ts';
import {
  beginJourney,
  observeChange,
  pinContent,
  recordDecision,
  startStep,
  type JourneyState,
} from '../../domain/journey-state.ts';
import { inputOf } from '../support/journeys.ts';

const POLICY: ApprovalPolicy = { count: 1, via: ['review', 'signal'] };
const HEAD = 'abcdef0123456789abcdef0123456789abcdef01';
const CHANGE: ChangeObservation = {
  ...freshObservation({ number: 7, url: 'http://127.0.0.1/pull/7', head: HEAD }),
  author: 'limelight-bot',
};
const CONTENT = { tree: 't', digest: 'd', files: 1 };

/** A journey at its first step, with an open change. */
function open(change: Partial<ChangeObservation> = {}): JourneyState {
  const begun = startStep(pinContent(beginJourney(inputOf(), 'now'), CONTENT), 'add-snapshot', 'now');
  return observeChange(begun, { ...CHANGE, ...change });
}

const approved = (actor: string): JourneyState =>
  recordDecision(open(), {
    id: '1',
    kind: 'approve',
    actor,
    at: 'then',
    applied: true,
    change: { number: 7, head: HEAD, digest: 'd' },
  });
const { change: _change, ...NOT_OPEN } = open();

describe('an approval is refused with the cause', () => {
  it.each<
    [
      what: string,
      sentence: RegExp,
      state: JourneyState,
      decision: { actor: string; head?: string },
      approval?: Partial<ApprovalPolicy>,
    ]
  >([
    ['by nobody', /needs an actor/, open(), { actor: '' }],
    ['with nothing open', /no open pull request to approve/, NOT_OPEN, { actor: 'bob' }],
    ['of a closed one', /no open pull request to approve/, open({ state: 'closed' }), { actor: 'bob' }],
    [
      'of another head',
      /stands at abcdef012345 and not at ffffff0/,
      open(),
      { actor: 'bob', head: 'ffffff0' },
    ],
    ['of too short a head', /stands at/, open(), { actor: 'bob', head: 'abc' }],
    ['twice', /bob approved pull request #7 already, at then/, approved('Bob'), { actor: 'bob' }],
    [
      'of what somebody pushed to',
      /does not do what was ordered/,
      open({ effect: 'altered' }),
      { actor: 'bob' },
    ],
    ['by who opened it', /opened pull request #7: somebody else/, open(), { actor: 'Limelight-Bot' }],
    ['where only reviews count', /counts GitHub reviews only/, open(), { actor: 'bob' }, { via: ['review'] }],
    [
      'by who asked for the journey',
      /^Requester asked for this journey: somebody else must approve it$/,
      open(),
      { actor: 'Requester' },
      { notRequester: true },
    ],
    [
      'by who asked for the journey, under another name',
      /^Rita Quest asked for this journey/,
      open(),
      { actor: 'Rita Quest' },
      { notRequester: true, people: { 'rita quest': 'Requester' } },
    ],
    [
      'by who is not on the list',
      /^bob is not among those who may approve here: ann or eve$/,
      open(),
      { actor: 'bob' },
      { from: { users: ['ann', 'eve'] } },
    ],
    [
      'twice, under two names',
      /Bobby approved pull request #7 already, at then/,
      approved('bob'),
      { actor: 'Bobby' },
      { people: { Bobby: 'BOB' } },
    ],
    ['of a journey that is over', /is over/, { ...open(), outcome: 'star' }, { actor: 'bob' }],
  ])('%s', (_what, sentence, state, decision, approval = {}) => {
    expect(refuseApproval(state, decision, { ...POLICY, ...approval })).toMatch(sentence);
  });

  it('and not when it applies, also with the first digits of the head', () => {
    expect(refuseApproval(open(), { actor: 'bob', head: 'ABCDEF0' }, POLICY)).toBeUndefined();
    expect(refuseApproval(approved('eve'), { actor: 'bob' }, POLICY)).toBeUndefined();
    expect(refuseApproval(open(), { actor: 'requester' }, POLICY)).toBeUndefined();
  });

  it('and not where only GitHub knows whether the person may', () => {
    const asked = { ...POLICY, from: { users: ['ann'], teams: ['acme/owners'] } };
    expect(refuseApproval(open(), { actor: 'bob' }, asked)).toBeUndefined();
  });

  it('between the steps', () => {
    expect(refuseApproval(open(), { actor: 'bob' }, undefined)).toMatch(/at no step/);
  });
});

it('a retry needs attention, an abort a journey that goes on', () => {
  expect(refuseRetry(open(), { actor: 'op' })).toMatch(/not in attention/);
  expect(refuseAbort({ ...open(), outcome: 'aborted' }, { actor: 'op' })).toMatch(/is over/);
  const aborting = recordDecision(open(), { id: '2', kind: 'abort', actor: 'op', at: 'then', applied: true });
  expect(refuseAbort(aborting, { actor: 'op' })).toMatch(/is being aborted, by op/);
});

it('only approvals that applied count, bound to change and content', () => {
  const state = recordDecision(approved('bob'), {
    id: '3',
    kind: 'approve',
    actor: 'eve',
    at: 'then',
    applied: false,
    why: 'late',
  });
  expect(approvalsOf(state, {})).toEqual([{ actor: 'bob', change: 7, digest: 'd' }]);
});

it('an id is that of one decision of one kind', () => {
  const { decisions } = approved('bob');
  expect(findSame(decisions, 'approve', '1')).toMatchObject({ actor: 'bob' });
  expect(findSame(decisions, 'reject', '1')).toBeUndefined();
  expect(findSame(decisions, 'approve', undefined)).toBeUndefined();
  expect(refuseId(decisions, 'reject', '1')).toMatch(/^the id 1 is that of the decision approve by bob/);
  expect(refuseId(decisions, 'approve', '1')).toBeUndefined();
  expect(refuseId(decisions, 'reject', undefined)).toBeUndefined();
});

describe('readDecision never throws', () => {
  it.each([undefined, null, 'bob', 7, [], { actor: 7 }, { actor: null, reason: {} }])('%j', (sent) => {
    expect(readDecision(sent)).toEqual({ actor: '' });
  });

  it('keeps what is text', () => {
    expect(readDecision({ actor: ' bob ', reason: 'ok', head: 1, id: 'x' })).toEqual({
      actor: 'bob',
      reason: 'ok',
      id: 'x',
    });
  });
});
