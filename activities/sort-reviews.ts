import type { ChangeObservation, ChangeOrder, SetAside } from '../domain/change.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';

type Review = PullRequestLook['reviews'][number];

/**
 * Whose latest review approves, whose asks for changes, and whose does not count and why. Pure.
 *
 * Only people who may push count, as on GitHub, and never the author. An approval counts for the change that was
 * looked at: one of an earlier commit counts where that made the very change that is ordered, and while the head
 * does something else none does. A request for changes counts until its author takes it back.
 *
 * @param sameChange - commits, besides the head, that made the very change that is ordered.
 */
export function sortReviews(
  look: PullRequestLook,
  order: ChangeOrder,
  effect: ChangeObservation['effect'],
  sameChange: ReadonlySet<string>,
): Pick<ChangeObservation, 'approvedBy' | 'changesRequestedBy' | 'setAside' | 'lastApproval'> {
  const others = look.reviews.filter(({ login }) => login !== look.author);
  const counts = ({ commit }: Review): boolean => {
    // Nothing is decided any more: what is left is to say who had approved.
    if (look.state !== 'OPEN') return order.adopt === undefined || commit === look.headRefOid;
    return effect !== 'altered' && commit !== null && (commit === look.headRefOid || sameChange.has(commit));
  };
  const setAside =
    look.state === 'OPEN' ? others.flatMap((review) => whyAside(look, review, counts(review))) : [];
  const approvals = others.filter(({ state, canPush }) => state === 'APPROVED' && canPush).filter(counts);
  const objections = others.filter(({ state, canPush }) => state === 'CHANGES_REQUESTED' && canPush);
  // The look has them in the order of time.
  const last = look.state === 'OPEN' ? approvals.at(-1) : undefined;
  return {
    approvedBy: approvals.map(({ login }) => login).sort(),
    changesRequestedBy: objections.map(({ login }) => login).sort(),
    ...(last !== undefined &&
      last.submittedAt !== '' && { lastApproval: { login: last.login, at: last.submittedAt } }),
    ...(setAside.length > 0 && { setAside: setAside.sort((a, b) => (a.login < b.login ? -1 : 1)) }),
  };
}

function whyAside(look: PullRequestLook, review: Review, counts: boolean): SetAside[] {
  const { login, state, canPush } = review;
  if (state === 'DISMISSED') {
    const isByPush = look.demands.dismissesStale && review.commit !== look.headRefOid;
    return canPush ? [{ login, why: isByPush ? 'dismissed-by-push' : 'dismissed' }] : [];
  }
  if (!canPush) return [{ login, why: 'no-write-access' }];
  return state === 'APPROVED' && !counts ? [{ login, why: 'altered' }] : [];
}
