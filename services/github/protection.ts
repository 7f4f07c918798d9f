import type { PullRequestAnswer } from './answers.ts';

/** Joins classic branch protection and rulesets: GitHub demands what either of them does. */
export function readProtection(baseRef: PullRequestAnswer['baseRef']): {
  requiredContexts: string[];
  requiredApprovals: number | null;
} {
  const classic = baseRef?.branchProtectionRule ?? null;
  const contexts = new Set<string>();
  const approvals: number[] = [];
  if (classic?.requiresStatusChecks) {
    for (const context of classic.requiredStatusCheckContexts ?? [])
      if (context !== null) contexts.add(context);
  }
  if (classic?.requiresApprovingReviews) approvals.push(classic.requiredApprovingReviewCount ?? 0);
  for (const rule of baseRef?.rules?.nodes ?? []) {
    for (const { context } of rule?.parameters?.requiredStatusChecks ?? []) contexts.add(context);
    const count = rule?.parameters?.requiredApprovingReviewCount;
    if (count !== undefined) approvals.push(count);
  }
  return {
    requiredContexts: [...contexts].sort(),
    requiredApprovals: approvals.length === 0 ? null : Math.max(...approvals),
  };
}
