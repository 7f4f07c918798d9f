import { joinWords } from '../domain/approval-policy.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';

/**
 * What the branch's own rules still ask for before a pull request is merged, as far as GitHub lets us see: each a
 * phrase that goes on from "asks for". Pure.
 */
export function describeMissing(look: PullRequestLook): string[] {
  const { demands, requiredApprovals, openConversations, unsignedCommits, awaitedOwners } = look;
  const writers = look.reviews.filter(({ canPush, login }) => canPush && login !== look.author);
  const approvals = writers.filter(({ state }) => state === 'APPROVED');
  const objectors = writers.filter(({ state }) => state === 'CHANGES_REQUESTED').map(({ login }) => login);
  const ofHead = approvals.filter(({ commit }) => commit === look.headRefOid);
  const missing: string[] = [];
  if (requiredApprovals !== null && approvals.length < requiredApprovals)
    missing.push(`${countOf(requiredApprovals, 'approving review')} (${approvals.length} so far)`);
  if (objectors.length > 0)
    missing.push(`another review by ${joinWords(objectors, 'and')}, who requested changes`);
  if (demands.codeOwners && awaitedOwners.length > 0)
    missing.push(`a review by its code owners (${awaitedOwners.join(', ')})`);
  if (demands.lastPush && ofHead.length === 0)
    missing.push('an approval of the last push by somebody else than who pushed');
  if (demands.conversations && openConversations > 0)
    missing.push(`an end to ${countOf(openConversations, 'open conversation')}`);
  if (demands.signatures && unsignedCommits > 0)
    missing.push(`verified signatures of ${countOf(unsignedCommits, 'commit')}`);
  return missing;
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
