import type { Approval, ChangePolicy } from '../domain/change-gate.ts';
import type { ChangeObservation, ChangeOrder } from '../domain/change.ts';
import type { GitHubStorage, PullRequestLook } from '../services/github/github-storage.ts';
import { askAboutApprovers } from './ask-about-approvers.ts';
import { effectOf, observeChange } from './observe-change.ts';

/**
 * What the gate can tell apart of a look, with what must be asked besides: whether an earlier commit that was
 * approved made the very change that is ordered, and who is among those whose approval the stage asks for.
 *
 * Bringing a head up to date must not cost its approval: where the branch asks for up-to-date heads, the next merge
 * elsewhere would, for ever. Where nobody has an opinion, or every name is settled, nothing is asked.
 */
export async function observeWithReviews(
  storage: GitHubStorage,
  look: PullRequestLook,
  order: ChangeOrder,
  policy: ChangePolicy,
  approvals: readonly Approval[] = [],
): Promise<ChangeObservation> {
  // Of a merged change it must be told who had approved it, also when the answer to our merge got lost.
  const isMerged = look.state === 'MERGED';
  if (!isMerged && (look.state !== 'OPEN' || effectOf(look, order) === 'altered'))
    return observeChange(look, order, policy.checks);
  const sameChange = new Set<string>();
  for (const commit of isMerged ? [] : earlierCommits(look, policy)) {
    const { kind, branch: base, packageVersion, content } = order;
    if (await storage.wasSameChange({ commit, base, kind, packageVersion, content })) sameChange.add(commit);
  }
  const opinions = [
    ...look.reviews.filter(({ canPush }) => canPush).map(({ login }) => login),
    ...approvals.filter(({ change }) => change === look.number).map(({ actor }) => actor),
  ];
  const approvers = await askAboutApprovers(storage, policy.approval, order.content.tree, opinions);
  return observeChange(look, order, policy.checks, {
    sameChange,
    ...(approvers !== undefined && { approvers }),
  });
}

/** The commits, besides the head, that were approved while they were the head; none where reviews do not count. */
function earlierCommits({ reviews, headRefOid }: PullRequestLook, { approval }: ChangePolicy): Set<string> {
  if (approval.count === 0 || !approval.via.includes('review')) return new Set();
  const approvals = reviews.filter(
    ({ state, canPush, commit }) => state === 'APPROVED' && canPush && commit !== headRefOid,
  );
  return new Set(approvals.flatMap(({ commit }) => commit ?? []));
}
