import { describeApprovers, joinWords } from './approval-policy.ts';
import type { ChangeObservation } from './change.ts';
import type { FoundContent } from './content.ts';
import type { Stage } from './pipeline.ts';
import {
  voidedBy,
  weighApprovals,
  type Approval,
  type ApprovalScale,
  type WeighedApprovals,
} from './weigh-approvals.ts';

export type { Approval } from './weigh-approvals.ts';

/** Why a journey cannot go on by itself, in one word that is the same in state, search attribute and CLI. */
export type AttentionReason =
  | 'change-closed'
  | 'change-altered'
  | 'change-conflicts'
  | 'change-foreign'
  | 'changes-requested'
  | 'rejected'
  | 'checks-red'
  | 'merge-refused'
  | 'content-differs'
  | 'content-missing'
  | 'proof-lost'
  | 'removed-early'
  | 'vanished'
  | 'build-red'
  | 'build-missing'
  | 'publisher-held'
  | 'not-permitted'
  | 'not-found'
  | 'refused'
  | 'unavailable'
  | 'unexpected';

/** What a step waits for, in one word. */
export type WaitingFor =
  | 'checks'
  | 'approval'
  | 'github'
  | 'merge-queue'
  | 'author'
  | 'build'
  | 'registry'
  | 'hold'
  | 'line'
  | 'soak'
  | 'promotion'
  | 'person';

/** What a gate says of a change at this moment, with a sentence for people. */
export type ChangeGate =
  | { readonly kind: 'wait'; readonly waitingFor: WaitingFor; readonly sentence: string }
  | {
      readonly kind: 'go';
      readonly action: 'merge' | 'update-branch' | 'settle';
      readonly sentence: string;
      readonly approvedBy: readonly string[];
    }
  | {
      readonly kind: 'attention';
      readonly reason: AttentionReason;
      readonly sentence: string;
      /** Of `content-differs`: what a person may accept in the place of the pinned content. */
      readonly found?: FoundContent;
    };

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
    judgeObjections(seen, weighed) ??
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

function judgeObjections(seen: ChangeObservation, { objectors }: WeighedApprovals): ChangeGate | undefined {
  if (objectors.length === 0) return undefined;
  return attention(
    'changes-requested',
    `${objectors.join(', ')} requested changes on pull request #${seen.number}`,
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
      return wait('checks', 'checks are not all green yet');
    case 'none':
      return policy.checks.whenNone === 'pass' ? undefined : wait('checks', 'no check has reported yet');
    case 'green':
      return undefined;
  }
}

function judgeApproval(
  seen: ChangeObservation,
  { approvedBy, asides }: WeighedApprovals,
  { approval }: ChangePolicy,
): ChangeGate | undefined {
  if (approvedBy.length >= approval.count) return undefined;
  const so = approvedBy.length === 0 ? '' : ` (${approvedBy.join(', ')})`;
  const how = approval.via
    .map((way) => (way === 'review' ? 'a GitHub review' : '`limelight approve`'))
    .join(' or ');
  const who = describeApprovers(approval, seen.approvers?.owner);
  const sentence = `${approvedBy.length} of ${approval.count} approvals${so} of pull request #${seen.number}, by ${how}`;
  const besides = missingOf(seen);
  const more = [
    ...asides,
    ...(seen.approvers?.unknown ?? []),
    ...(besides === undefined ? [] : [`GitHub's protection of the branch asks for ${besides}`]),
  ];
  return wait('approval', [`${sentence}${who === '' ? '' : ` of ${who}`}`, ...more].join('; '));
}

function judgeMergeability(seen: ChangeObservation, { approvedBy }: WeighedApprovals): ChangeGate {
  const pr = `pull request #${seen.number}`;
  if (seen.queue === 'queued') return wait('merge-queue', `${pr} stands in the merge queue`);
  if (seen.queue === 'needed')
    return wait('merge-queue', `the branch merges through a queue: a person must add ${pr} to it`);
  switch (seen.mergeability) {
    case 'unknown':
      return wait('github', `GitHub is still working out whether ${pr} can be merged`);
    case 'behind':
      return go('update-branch', `${pr} is behind its branch, which asks for up-to-date heads`, approvedBy);
    case 'needs-review':
      return wait(
        'approval',
        `GitHub's protection of the branch asks for ${missingOf(seen) ?? 'an approving review'} before ${pr} is merged`,
      );
    case 'blocked':
      return wait(
        'github',
        missingOf(seen) === undefined
          ? `GitHub blocks the merge of ${pr} though checks and approvals are there: see its page for what is missing`
          : `GitHub's protection of the branch asks for ${missingOf(seen)} before ${pr} is merged`,
      );
    case 'conflict':
      return attention('change-conflicts', `${pr} conflicts with its branch`);
    case 'clean':
      return go('merge', `checks are green and ${sayApprovers(approvedBy)}`, approvedBy);
  }
}

/** What the branch's own rules ask for beyond the stage's policy. */
function missingOf({ missing = [] }: ChangeObservation): string | undefined {
  return missing.length === 0 ? undefined : joinWords(missing, 'and');
}

function sayApprovers(people: readonly string[]): string {
  return people.length === 0 ? 'no approval is asked for' : `${people.join(', ')} approved`;
}

function wait(waitingFor: WaitingFor, sentence: string): ChangeGate {
  return { kind: 'wait', waitingFor, sentence };
}

function go(
  action: 'merge' | 'update-branch' | 'settle',
  sentence: string,
  approvedBy: readonly string[],
): ChangeGate {
  return { kind: 'go', action, sentence, approvedBy };
}

function attention(reason: AttentionReason, sentence: string): ChangeGate {
  return { kind: 'attention', reason, sentence };
}
