import { describeApprovers, joinWords } from './approval-policy.ts';
import type { ChangeObservation } from './change.ts';
import { attention, go, wait, type ChangeGate } from './gate.ts';
import type { ApprovalScale, WeighedApprovals } from './weigh-approvals.ts';

/** Whether enough of the right people have approved; undefined when they have. */
export function judgeApproval(
  seen: ChangeObservation,
  { approvedBy, asides }: WeighedApprovals,
  { approval }: ApprovalScale,
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

/** Whether GitHub would merge: the last question, when checks and approvals are there. */
export function judgeMergeability(seen: ChangeObservation, { approvedBy }: WeighedApprovals): ChangeGate {
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
