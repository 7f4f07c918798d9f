import { describe, expect, it } from 'vitest';
import { judgeChange, type Approval, type ChangePolicy } from '../../domain/change-gate.ts';
import { freshObservation, isSameObservation, type ChangeObservation } from '../../domain/change.ts';

const GREEN: ChangeObservation = {
  ...freshObservation({ number: 7, url: 'http://localhost/pull/7', head: 'a'.repeat(40) }),
  checks: { state: 'green', red: [] },
  mergeability: 'clean',
};
const POLICY: ChangePolicy = {
  approval: { count: 1, via: ['review', 'signal'] },
  checks: { required: [], whenNone: 'wait' },
  digest: 'd1',
};
const BOB: Approval = { actor: 'bob', change: 7, digest: 'd1' };

/** What the gate says, in short: `go merge`, `wait checks`, `attention checks-red`. */
function says(
  seen: Partial<ChangeObservation>,
  approvals: readonly Approval[] = [BOB],
  policy: Partial<ChangePolicy> = {},
): string {
  const gate = judgeChange({ ...GREEN, ...seen }, approvals, { ...POLICY, ...policy });
  return gate.kind === 'go'
    ? `go ${gate.action}`
    : gate.kind === 'wait'
      ? `wait ${gate.waitingFor}`
      : `attention ${gate.reason}`;
}

describe('the gate of a change', () => {
  it.each<[what: string, expected: string, seen: Partial<ChangeObservation>]>([
    ['green, approved, clean', 'go merge', {}],
    ['merged by somebody', 'go settle', { state: 'merged', merged: { commit: 'c', by: 'eve' } }],
    ['closed', 'attention change-closed', { state: 'closed' }],
    ['somebody pushed something else', 'attention change-altered', { effect: 'altered' }],
    ['the branch is so already', 'go settle', { effect: 'needless' }],
    ['the stage before let go of it', 'attention removed-early', { removedEarly: 'snapshot let go of it' }],
    ['a draft', 'wait author', { draft: true }],
    ['conflict', 'attention change-conflicts', { mergeability: 'conflict' }],
    [
      'conflict counts before checks that will never come',
      'attention change-conflicts',
      { mergeability: 'conflict', checks: { state: 'none', red: [] } },
    ],
    ['changes requested', 'attention changes-requested', { changesRequestedBy: ['eve'] }],
    ['a red check', 'attention checks-red', { checks: { state: 'red', red: ['lint'] } }],
    ['running checks', 'wait checks', { checks: { state: 'pending', red: [] } }],
    ['no check yet', 'wait checks', { checks: { state: 'none', red: [] } }],
    ['behind, all else is green', 'go update-branch', { mergeability: 'behind' }],
    [
      'behind, but checks are running',
      'wait checks',
      { mergeability: 'behind', checks: { state: 'pending', red: [] } },
    ],
    ['GitHub asks for a review', 'wait approval', { mergeability: 'needs-review' }],
    ['GitHub blocks', 'wait github', { mergeability: 'blocked' }],
    ['unknown is not false', 'wait github', { mergeability: 'unknown' }],
    ['merge queue', 'wait merge-queue', { queue: 'needed' }],
    ['in the merge queue', 'wait merge-queue', { queue: 'queued' }],
  ])('%s: %s', (_what, expected, seen) => {
    expect(says(seen)).toBe(expected);
  });

  it('behind is not brought up to date before it is approved', () => {
    expect(says({ mergeability: 'behind' }, [])).toBe('wait approval');
  });

  it('no check at all passes where the policy says so', () => {
    expect(
      says({ checks: { state: 'none', red: [] } }, [BOB], { checks: { required: [], whenNone: 'pass' } }),
    ).toBe('go merge');
  });
});

describe('approvals', () => {
  const two = { approval: { count: 2, via: ['review', 'signal'] } } as const;

  it.each<
    [
      what: string,
      expected: string,
      seen: Partial<ChangeObservation>,
      approvals: Approval[],
      policy: Partial<ChangePolicy>,
    ]
  >([
    ['none', 'wait approval', {}, [], {}],
    ['a review is enough', 'go merge', { approvedBy: ['eve'] }, [], {}],
    ['for another pull request', 'wait approval', {}, [{ ...BOB, change: 6 }], {}],
    ['for other content', 'wait approval', {}, [{ ...BOB, digest: 'd0' }], {}],
    ['the same person by review and signal is one', 'wait approval', { approvedBy: ['Bob'] }, [BOB], two],
    ['two people', 'go merge', { approvedBy: ['eve'] }, [BOB], two],
    ['signals do not count here', 'wait approval', {}, [BOB], { approval: { count: 1, via: ['review'] } }],
    [
      'reviews do not count here',
      'wait approval',
      { approvedBy: ['eve'] },
      [],
      { approval: { count: 1, via: ['signal'] } },
    ],
    ['none is asked for', 'go merge', {}, [], { approval: { count: 0, via: [] } }],
  ])('%s: %s', (_what, expected, seen, approvals, policy) => {
    expect(says(seen, approvals, policy)).toBe(expected);
  });

  it('says how many are there and how to give one', () => {
    const gate = judgeChange({ ...GREEN, approvedBy: ['eve'] }, [], { ...POLICY, ...two });
    expect(gate.sentence).toBe(
      '1 of 2 approvals (eve) of pull request #7, by a GitHub review or `limelight approve`',
    );
  });
});

it('two observations are the same whatever the order of their keys', () => {
  const shuffled = Object.fromEntries(Object.entries(GREEN).reverse()) as typeof GREEN;
  expect(isSameObservation(GREEN, shuffled)).toBe(true);
  expect(isSameObservation(GREEN, { ...GREEN, head: 'b' })).toBe(false);
});
