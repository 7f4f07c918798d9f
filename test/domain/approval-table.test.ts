import { describe, expect, it } from 'vitest';
import type { Approval } from '../../domain/change-gate.ts';
import { freshObservation, type ChangeObservation } from '../../domain/change.ts';
import { APPROVAL_TABLE, POLICY, REQUESTER } from '../support/approval-table.ts';
import { sayGate } from '../support/say-gate.ts';

const GREEN: ChangeObservation = {
  ...freshObservation({ number: 1, url: 'http://127.0.0.1/pull/1', head: 'a'.repeat(40) }),
  author: 'limelight-bot',
  checks: { state: 'green', red: [] },
  mergeability: 'clean',
};

describe('the approval policy, by the pure gate', () => {
  it.each(APPROVAL_TABLE.map((row) => [row.what, row] as const))('%s', (_what, row) => {
    const { approval, acts, seen, says } = row;
    const approvals: Approval[] = acts.flatMap((act) =>
      act.does === 'signals' ? [{ actor: act.by, change: 1, digest: 'd' }] : [],
    );
    const policy = {
      approval: { ...POLICY, ...approval },
      checks: { required: [], whenNone: 'wait' },
      digest: 'd',
      requester: REQUESTER,
    } as const;
    expect(sayGate({ ...GREEN, ...seen }, approvals, policy)).toBe(says);
  });
});

describe('an approval by a signal', () => {
  const policy = { approval: POLICY, checks: { required: [], whenNone: 'wait' }, digest: 'd' } as const;

  it('of other content does not count, visibly', () => {
    expect(sayGate(GREEN, [{ actor: 'ann', change: 1, digest: 'other' }], policy)).toBe(
      "wait 0 of 1 approvals of pull request #1, by a GitHub review or `limelight approve`; ann's approval does not count any more: the content has changed since",
    );
  });

  it('of another pull request is not even spoken of', () => {
    expect(sayGate(GREEN, [{ actor: 'ann', change: 2, digest: 'd' }], policy)).toMatch(/approve`$/);
  });

  it('by who asked for the journey counts where an older journey says nothing of that', () => {
    const older = { ...policy, approval: { count: 1, via: ['signal'] }, requester: 'ann' } as const;
    expect(sayGate(GREEN, [{ actor: 'ann', change: 1, digest: 'd' }], older)).toBe('go merge');
  });
});
