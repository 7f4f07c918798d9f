import type { ChangeObservation, ChangeOrder, KnownApprovers } from '../domain/change.ts';
import { summarizeChecks } from '../domain/checks.ts';
import { describeEarlyRemoval } from '../domain/early-removal.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { describeMissing } from './describe-missing.ts';
import { sortReviews } from './sort-reviews.ts';

/** The checks that must be green: what the branch asks for and what our policy asks for besides, each once. */
export function requiredChecks(look: PullRequestLook, policy: Stage['checks']): string[] {
  return [...new Set([...look.requiredContexts, ...policy.required])];
}

/** What had to be asked besides the look. */
export interface AskedBesides {
  /** Commits, besides the head, that made the very change that is ordered. */
  readonly sameChange: ReadonlySet<string>;
  readonly approvers?: KnownApprovers;
}

/**
 * What the gate can tell apart of a look at a pull request, and nothing finer: each difference ends a wait. Where
 * checks are waited for, none at all is the same as some that run; and whether GitHub would merge is not told
 * before the checks are green, but for a conflict. Pure.
 */
export function observeChange(
  look: PullRequestLook,
  order: ChangeOrder,
  policy: Stage['checks'],
  { sameChange, approvers }: AskedBesides = { sameChange: new Set() },
): ChangeObservation {
  const summary = summarizeChecks(look.contexts, requiredChecks(look, policy));
  const isAwaited = summary.state === 'pending' || (summary.state === 'none' && policy.whenNone === 'wait');
  const mergeability = mergeabilityOf(look);
  const isTold = (!isAwaited && summary.state !== 'red') || mergeability === 'conflict';
  const isHeld = isTold && (mergeability === 'needs-review' || mergeability === 'blocked');
  const missing = isHeld ? describeMissing(look) : [];
  const effect = look.state === 'OPEN' ? effectOf(look, order) : 'intact';
  return {
    schema: 1,
    number: look.number,
    url: look.url,
    author: look.author,
    state: look.state === 'OPEN' ? 'open' : look.state === 'MERGED' ? 'merged' : 'closed',
    head: look.headRefOid,
    effect,
    draft: look.isDraft,
    checks: isAwaited ? { state: 'pending', red: [] } : summary,
    ...sortReviews(look, order, effect, sameChange),
    mergeability: isTold ? mergeability : 'unknown',
    queue: look.inMergeQueue ? 'queued' : look.mergeQueueRequired ? 'needed' : 'none',
    ...(look.state === 'MERGED' &&
      look.mergeCommit !== null && { merged: { commit: look.mergeCommit, by: look.mergedBy ?? 'unknown' } }),
    ...(approvers !== undefined && { approvers }),
    ...(missing.length > 0 && { missing }),
    ...tellEarlyRemoval(look, order),
  };
}

/** Of one that is over there is nothing to stop any more. */
function tellEarlyRemoval(
  { state, keeperVersionTree }: PullRequestLook,
  { packageVersion, stage, keeper }: ChangeOrder,
): Pick<ChangeObservation, 'removedEarly'> {
  return state === 'OPEN' && keeper !== undefined && keeperVersionTree === null
    ? { removedEarly: describeEarlyRemoval(packageVersion, keeper, stage) }
    : {};
}

/**
 * Whether the pull request does what was ordered and nothing else: the version's folder at its head has the
 * ordered content (or is gone), and all that it does to files is to add, or remove, as many of that folder as the
 * content has. To count files would not do: a moved one counts as one, and is gone from where it was.
 */
export function effectOf(look: PullRequestLook, { kind, content }: ChangeOrder): ChangeObservation['effect'] {
  const wanted = kind === 'add' ? content.tree : null;
  if (look.baseVersionTree === wanted) return 'needless';
  const { added, removed, other } = look.files;
  const [done, undone] = kind === 'add' ? [added, removed] : [removed, added];
  const isAll = done === content.files && undone === 0 && other === 0;
  return look.headVersionTree === wanted && isAll ? 'intact' : 'altered';
}

/** GitHub's word on a merge. Unknown is not false: it is asked again. */
function mergeabilityOf(look: PullRequestLook): ChangeObservation['mergeability'] {
  if (look.mergeable === 'CONFLICTING' || look.mergeStateStatus === 'DIRTY') return 'conflict';
  switch (look.mergeStateStatus) {
    case 'CLEAN':
    case 'HAS_HOOKS':
    case 'UNSTABLE':
      return 'clean';
    case 'BEHIND':
      return 'behind';
    case 'BLOCKED':
      return look.reviewDecision === 'REVIEW_REQUIRED' || look.reviewDecision === 'CHANGES_REQUESTED'
        ? 'needs-review'
        : 'blocked';
    default:
      return 'unknown';
  }
}
