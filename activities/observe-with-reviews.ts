import type { ChangeObservation, ChangeOrder } from '../domain/change.ts';
import { packagePath } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { GitHubStorage, PullRequestLook } from '../services/github/github-storage.ts';
import { observeChange } from './observe-change.ts';

/**
 * What the gate can tell apart of a look, with the approvals that somebody else's pull request got at an earlier
 * commit with the very content that was ordered. Bringing a head up to date must not cost its approval: where
 * the branch asks for up-to-date heads, the next merge elsewhere would, for ever.
 */
export async function observeWithReviews(
  storage: GitHubStorage,
  look: PullRequestLook,
  order: ChangeOrder,
  policy: Stage['checks'],
): Promise<ChangeObservation> {
  const same = new Set<string>();
  const isAdopted = order.adopt !== undefined && look.headVersionTree === order.content.tree;
  for (const commit of isAdopted ? earlierCommits(look) : []) {
    const found = await storage.findTree(commit, packagePath(order.packageVersion));
    if (found?.tree === order.content.tree) same.add(commit);
  }
  return observeChange(look, order, policy, same);
}

/** The commits, besides the head, that were approved while they were the head. */
function earlierCommits({ state, reviews, headRefOid }: PullRequestLook): Set<string> {
  if (state !== 'OPEN') return new Set();
  const approvals = reviews.filter((review) => review.state === 'APPROVED' && review.commit !== headRefOid);
  return new Set(approvals.flatMap(({ commit }) => commit ?? []));
}
