import type { ChangeObservation, ChangeOrder } from '../domain/change.ts';
import { summarizeChecks } from '../domain/checks.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';

/** The checks that must be green: what the branch asks for and what our policy asks for besides, each once. */
export function requiredChecks(look: PullRequestLook, policy: Stage['checks']): string[] {
  return [...new Set([...look.requiredContexts, ...policy.required])];
}

/**
 * What the gate can tell apart of a look at a pull request, and nothing finer: each difference ends a wait. Where
 * checks are waited for, none at all is the same as some that run; and whether GitHub would merge is not told
 * before the checks are green, but for a conflict. Pure.
 *
 * @param sameContent - commits of an adopted pull request, besides its head, that have the ordered content.
 */
export function observeChange(
  look: PullRequestLook,
  order: ChangeOrder,
  policy: Stage['checks'],
  sameContent: ReadonlySet<string> = new Set(),
): ChangeObservation {
  const summary = summarizeChecks(look.contexts, requiredChecks(look, policy));
  const isAwaited = summary.state === 'pending' || (summary.state === 'none' && policy.whenNone === 'wait');
  const mergeability = mergeabilityOf(look);
  return {
    schema: 1,
    number: look.number,
    url: look.url,
    author: look.author,
    state: look.state === 'OPEN' ? 'open' : look.state === 'MERGED' ? 'merged' : 'closed',
    head: look.headRefOid,
    effect: look.state === 'OPEN' ? effectOf(look, order) : 'intact',
    draft: look.isDraft,
    checks: isAwaited ? { state: 'pending', red: [] } : summary,
    approvedBy: reviewers(look, 'APPROVED', order, sameContent),
    changesRequestedBy: reviewers(look, 'CHANGES_REQUESTED', order, sameContent),
    mergeability:
      (isAwaited || summary.state === 'red') && mergeability !== 'conflict' ? 'unknown' : mergeability,
    queue: look.inMergeQueue ? 'queued' : look.mergeQueueRequired ? 'needed' : 'none',
    ...(look.state === 'MERGED' &&
      look.mergeCommit !== null && { merged: { commit: look.mergeCommit, by: look.mergedBy ?? 'unknown' } }),
  };
}

/**
 * Whether the pull request does what was ordered and nothing else: the version's folder at its head has the
 * ordered content (or is gone), and all that it does to files is to add, or remove, as many of that folder as the
 * content has. To count files would not do: a moved one counts as one, and is gone from where it was.
 */
function effectOf(look: PullRequestLook, { kind, content }: ChangeOrder): ChangeObservation['effect'] {
  const wanted = kind === 'add' ? content.tree : null;
  if (look.baseVersionTree === wanted) return 'needless';
  const { added, removed, other } = look.files;
  const [done, undone] = kind === 'add' ? [added, removed] : [removed, added];
  const isAll = done === content.files && undone === 0 && other === 0;
  return look.headVersionTree === wanted && isAll ? 'intact' : 'altered';
}

/**
 * People whose latest review says so and who may push: GitHub counts no others. An author's own review never
 * counts. On somebody else's pull request a review counts only where it was given to the ordered content, which may
 * have changed since; ours is compared with the ordered content at each look.
 */
function reviewers(
  look: PullRequestLook,
  state: 'APPROVED' | 'CHANGES_REQUESTED',
  { adopt }: ChangeOrder,
  sameContent: ReadonlySet<string>,
): string[] {
  const isOfContent = (commit: string | null): boolean =>
    commit !== null && (commit === look.headRefOid || sameContent.has(commit));
  return look.reviews
    .filter((review) => review.state === state && review.canPush && review.login !== look.author)
    .filter((review) => adopt === undefined || state !== 'APPROVED' || isOfContent(review.commit))
    .map(({ login }) => login)
    .sort();
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
