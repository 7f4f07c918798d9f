import { joinWords } from './approval-policy.ts';
import type { ChangeObservation } from './change.ts';
import { describeSilence } from './checks.ts';
import { attention, go, wait, type ChangeGate } from './gate.ts';
import { judgeApproval, judgeMergeability } from './judge-merge.ts';
import type { Stage } from './pipeline.ts';
import { voidedBy, weighApprovals, type Approval, type ApprovalScale } from './weigh-approvals.ts';

export type { AttentionReason, ChangeGate, WaitingFor } from './gate.ts';
export type { Approval } from './weigh-approvals.ts';

/** What the gate judges by: the stage's approval and checks policy, and the content that approvals must be for. */
export interface ChangePolicy extends ApprovalScale {
  readonly checks: Stage['checks'];
}

/**
 * Judges whether a change may be merged. Pure: the workflow asks it to decide, and the merging activity asks it
 * again on a fresh observation.
 *
 * @param approvals - approvals given to the journey; those for another change or content do not count.
 */
export function judgeChange(
  seen: ChangeObservation,
  approvals: readonly Approval[],
  policy: ChangePolicy,
): ChangeGate {
  const weighed = weighApprovals(seen, approvals, policy);
  return (
    judgeState(seen, approvals, policy) ??
    judgeObjections(seen) ??
    judgeChecks(seen, policy) ??
    judgeApproval(seen, weighed, policy) ??
    judgeMergeability(seen, weighed)
  );
}

/** The people whose approval counts for this change at this moment, sorted, each once. */
export function countApprovers(
  seen: ChangeObservation,
  approvals: readonly Approval[],
  policy: ChangePolicy,
): readonly string[] {
  return weighApprovals(seen, approvals, policy).approvedBy;
}

function judgeState(
  seen: ChangeObservation,
  approvals: readonly Approval[],
  policy: ChangePolicy,
): ChangeGate | undefined {
  const pr = `pull request #${seen.number}`;
  if (seen.state === 'merged') {
    return go('settle', `${pr} is merged by ${seen.merged?.by ?? 'somebody'}`, []);
  }
  if (seen.state === 'closed') {
    return attention(
      'change-closed',
      `${pr} was closed without a merge: retry opens a new one, abort gives up`,
    );
  }
  if (seen.effect === 'needless') return go('settle', `the branch is already as ${pr} would make it`, []);
  if (seen.removedEarly !== undefined) {
    return attention(
      'removed-early',
      `${seen.removedEarly}: ${pr} is not merged before somebody puts it back, or lets it be`,
    );
  }
  if (seen.effect === 'altered') {
    const voided = voidedBy(seen, approvals, policy);
    const lost =
      voided.length === 0
        ? ''
        : `; the approval of ${joinWords(voided, 'and')} does not count for what it does now`;
    return attention(
      'change-altered',
      `${pr} no longer does what was ordered: somebody pushed to it; undo the push, or abort${lost}`,
    );
  }
  if (seen.draft) return wait('author', `${pr} is a draft: its author must mark it as ready`);
  if (seen.mergeability === 'conflict') {
    return attention(
      'change-conflicts',
      `${pr} conflicts with its branch: GitHub runs no checks on it until that is resolved`,
    );
  }
  return undefined;
}

/** Anybody with write access may object, whoever may approve: an observation has the objections of no one else. */
function judgeObjections({ changesRequestedBy, number }: ChangeObservation): ChangeGate | undefined {
  if (changesRequestedBy.length === 0) return undefined;
  return attention(
    'changes-requested',
    `${changesRequestedBy.join(', ')} requested changes on pull request #${number}`,
  );
}

function judgeChecks({ checks }: ChangeObservation, policy: ChangePolicy): ChangeGate | undefined {
  switch (checks.state) {
    case 'red':
      return attention(
        'checks-red',
        `red: ${checks.red.join(', ')}; run again or repair, the journey goes on when all is green`,
      );
    case 'pending':
      return wait(
        'checks',
        checks.silence === undefined ? 'checks are not all green yet' : describeSilence(checks.silence),
      );
    case 'none':
      return policy.checks.whenNone === 'pass' ? undefined : wait('checks', 'no check has reported yet');
    case 'green':
      return undefined;
  }
}
