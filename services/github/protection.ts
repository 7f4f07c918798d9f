import type { PullRequestAnswer } from './answers.ts';

/** What a branch asks for before a merge, besides checks and a number of approvals. */
export interface BranchDemands {
  /** GitHub itself dismisses approvals when somebody pushes to the head. */
  readonly dismissesStale: boolean;
  /** A review of the owners in the CODEOWNERS file. */
  readonly codeOwners: boolean;
  /** An approval of the last push, by somebody else than who pushed. */
  readonly lastPush: boolean;
  /** That every conversation is resolved. */
  readonly conversations: boolean;
  /** That every commit has a verified signature. */
  readonly signatures: boolean;
}

/** What a branch asks for, as far as our credentials may read it. */
export interface BranchProtection {
  /** The names of checks and statuses, sorted. */
  readonly requiredContexts: readonly string[];
  /** How many approvals; null when none, or when that may not be read. */
  readonly requiredApprovals: number | null;
  readonly demands: BranchDemands;
}

/**
 * Joins what GitHub tells of a branch's rules: it demands what any of them does. Rulesets and the rule for
 * updates can be read by everybody who may read the repository, classic protection by its administrators only.
 */
export function readProtection(baseRef: PullRequestAnswer['baseRef']): BranchProtection {
  const classic = baseRef?.branchProtectionRule ?? null;
  const update = baseRef?.refUpdateRule ?? null;
  const rules = (baseRef?.rules?.nodes ?? []).flatMap((rule) => (rule === null ? [] : [rule]));
  const parameters = rules.flatMap((rule) => rule.parameters ?? []);
  const contexts = parameters.flatMap(({ requiredStatusChecks = [] }) =>
    requiredStatusChecks.map(({ context }) => context),
  );
  if (classic?.requiresStatusChecks)
    contexts.push(...(classic.requiredStatusCheckContexts ?? []).flatMap((context) => context ?? []));
  const approvals = parameters.flatMap(({ requiredApprovingReviewCount: count }) => count ?? []);
  if (classic?.requiresApprovingReviews) approvals.push(classic.requiredApprovingReviewCount ?? 0);
  if (update?.requiredApprovingReviewCount) approvals.push(update.requiredApprovingReviewCount);
  const some = (wanted: (one: (typeof parameters)[number]) => boolean | undefined): boolean =>
    parameters.some((one) => wanted(one) === true);
  return {
    requiredContexts: [...new Set(contexts)].sort(),
    requiredApprovals: approvals.length === 0 ? null : Math.max(...approvals),
    demands: {
      dismissesStale: classic?.dismissesStaleReviews === true || some((one) => one.dismissStaleReviewsOnPush),
      codeOwners:
        classic?.requiresCodeOwnerReviews === true ||
        update?.requiresCodeOwnerReviews === true ||
        some((one) => one.requireCodeOwnerReview),
      lastPush: classic?.requireLastPushApproval === true || some((one) => one.requireLastPushApproval),
      conversations:
        classic?.requiresConversationResolution === true ||
        update?.requiresConversationResolution === true ||
        some((one) => one.requiredReviewThreadResolution),
      signatures:
        classic?.requiresCommitSignatures === true ||
        update?.requiresSignatures === true ||
        rules.some(({ type }) => type === 'REQUIRED_SIGNATURES'),
    },
  };
}
