import { asksForReviews } from './body-repository.ts';
import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import { commitNode, readGitNode } from './graphql-git.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import type { Protection } from './model.ts';
import { nameComparison } from './routes-repository.ts';

/** A reference as a reader sees it; null when there is none. The name may be short, as GitHub takes it. */
export async function readRefNode(core: Core, name: string) {
  const ref = name.startsWith('refs/') ? name : `refs/heads/${name}`;
  const oid = await core.refs.read(ref);
  if (oid === undefined) return null;
  const prefix = /^refs\/[^/]+\//.exec(ref)?.[0] ?? 'refs/';
  const short = ref.slice(prefix.length);
  const protection = core.protection[short];
  return {
    id: nodeId('Ref', ref),
    name: short,
    prefix,
    target: () => readGitNode(core, oid),
    refUpdateRule: protection === undefined ? null : updateRuleNode(short, protection),
    branchProtectionRule: protection === undefined ? null : protectionNode(short, protection),
    rules: (page: PageArguments) => connect('rules', ruleNodes(protection ?? {}), page, (rule) => rule),
    compare: ({ headRef }: { readonly headRef: string }) => compareRefs(core, oid, headRef),
  };
}

async function compareRefs(core: Core, base: string, headRef: string) {
  const head = await core.refs.resolve(headRef);
  if (head === undefined || (await commitNode(core, head)) === null) return null;
  const { ahead, behind } = await core.git.divergence(base, head);
  return {
    id: nodeId('Comparison', `${base}...${head}`),
    status: nameComparison(ahead, behind).toUpperCase(),
    aheadBy: ahead,
    behindBy: behind,
  };
}

function protectionNode(branch: string, protection: Protection) {
  const { requiredContexts, requiredApprovals = 0, strict = false } = protection;
  return {
    id: nodeId('BranchProtectionRule', branch),
    pattern: branch,
    requiredStatusCheckContexts: requiredContexts ?? [],
    requiresStatusChecks: requiredContexts !== undefined,
    requiresStrictStatusChecks: strict,
    requiredApprovingReviewCount: requiredApprovals === 0 ? null : requiredApprovals,
    requiresApprovingReviews: requiredApprovals > 0,
    dismissesStaleReviews: protection.dismissStale === true,
    requiresCodeOwnerReviews: (protection.codeOwners ?? []).length > 0,
    requireLastPushApproval: protection.lastPushApproval === true,
    requiresConversationResolution: protection.conversations === true,
    requiresCommitSignatures: protection.signatures === true,
  };
}

/** What everybody may read who may read the repository. */
function updateRuleNode(branch: string, protection: Protection) {
  const node = protectionNode(branch, protection);
  return {
    pattern: branch,
    requiredStatusCheckContexts: node.requiredStatusCheckContexts,
    requiredApprovingReviewCount: node.requiredApprovingReviewCount,
    requiresCodeOwnerReviews: node.requiresCodeOwnerReviews,
    requiresConversationResolution: node.requiresConversationResolution,
    requiresSignatures: node.requiresCommitSignatures,
  };
}

function ruleNodes(protection: Protection) {
  const { requiredContexts, requiredApprovals = 0, strict = false, mergeQueue = false } = protection;
  const rules: { type: string; parameters: Record<string, unknown> | null }[] = [];
  if (requiredContexts !== undefined) {
    const requiredStatusChecks = requiredContexts.map((context) => ({ context, integrationId: null }));
    rules.push({
      type: 'REQUIRED_STATUS_CHECKS',
      parameters: {
        __typename: 'RequiredStatusChecksParameters',
        requiredStatusChecks,
        strictRequiredStatusChecksPolicy: strict,
      },
    });
  }
  if (asksForReviews(protection))
    rules.push({
      type: 'PULL_REQUEST',
      parameters: {
        __typename: 'PullRequestParameters',
        requiredApprovingReviewCount: requiredApprovals,
        dismissStaleReviewsOnPush: protection.dismissStale === true,
        requireCodeOwnerReview: (protection.codeOwners ?? []).length > 0,
        requireLastPushApproval: protection.lastPushApproval === true,
        requiredReviewThreadResolution: protection.conversations === true,
      },
    });
  if (protection.signatures === true) rules.push({ type: 'REQUIRED_SIGNATURES', parameters: null });
  if (mergeQueue)
    rules.push({
      type: 'MERGE_QUEUE',
      parameters: { __typename: 'MergeQueueParameters', mergeMethod: 'MERGE' },
    });
  return rules.map((rule) => ({ id: nodeId('RepositoryRule', rule.type), ...rule }));
}
