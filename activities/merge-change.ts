import {
  countApprovers,
  judgeChange,
  type Approval,
  type AttentionReason,
  type ChangePolicy,
} from '../domain/change-gate.ts';
import type { ChangeObservation, ChangeOrder } from '../domain/change.ts';
import type { FoundContent } from '../domain/content.ts';
import { FailureType } from '../domain/failure-types.ts';
import { stopFor, type Line } from '../domain/line.ts';
import { headBranchName } from '../domain/names.ts';
import { formatPackageVersion, packagePath } from '../domain/package-version.ts';
import { GitHubError } from '../services/github/github-error.ts';
import { changeTitle } from './change-text.ts';
import { compareTrees } from './compare-trees.ts';
import { askPerson, notSettled } from './failures.ts';
import { lookAtLine } from './line.ts';
import { observeWithReviews } from './observe-with-reviews.ts';
import { proveAgain, type LostProof, type ProvenStage } from './prove-again.ts';
import type { Services } from './services.ts';

export interface MergeChangeInput {
  readonly order: ChangeOrder;
  readonly policy: ChangePolicy;
  readonly number: number;
  readonly approvals: readonly Approval[];
  /** For a removal: the stage whose proof lets the branch go of the version; it is taken again before the merge. */
  readonly proven?: ProvenStage;
  /** A ref of ours that kept the content alive until this merge. */
  readonly contentRef?: string;
}

/** How the attempt to merge a change ended. */
export type MergedChange =
  | {
      readonly kind: 'merged';
      readonly commit: string;
      readonly by: string;
      readonly approvedBy: readonly string[];
      readonly note?: string;
    }
  /** The gate no longer says go on a fresh look: nothing was merged. */
  | { readonly kind: 'not-now'; readonly observation: ChangeObservation }
  /** Somebody stopped the line a moment ago: nothing was merged. */
  | { readonly kind: 'stopped'; readonly observation: ChangeObservation; readonly line: Line }
  | {
      readonly kind: 'refused';
      readonly observation: ChangeObservation;
      readonly reason: AttentionReason;
      readonly sentence: string;
      /** Of `content-differs`: what the branch holds. */
      readonly found?: FoundContent;
    };

/**
 * Merges a change on a fresh picture: looks again, asks the same gate, merges with the head as a guard, compares
 * the branch's content with what was ordered, and deletes our head branch. A removal is merged only after the proof
 * that allows it was taken again.
 *
 * A merge that happened already, ours or a person's, is taken as it is; but when the proof of a removal is lost, a
 * person must say whether it may be so.
 */
export async function mergeChange(services: Services, input: MergeChangeInput): Promise<MergedChange> {
  const { storage } = services;
  const { order, policy, number, approvals } = input;
  // Before the look: the proof takes a while, and what is merged is what was looked at last.
  const lost = await proveRemoval(services, input);
  const { packageVersion, keeper } = order;
  const look = await storage.lookAtPullRequest({ number, packageVersion, keeper });
  if (look === null) throw notSettled(`pull request #${number} does not show at this moment`);
  const observation = await observeWithReviews(storage, look, order, policy, approvals);
  const gate = judgeChange(observation, approvals, policy);
  if (observation.state === 'merged') return settleMerge(services, input, observation, lost);
  if (gate.kind !== 'go') return { kind: 'not-now', observation };
  if (gate.action === 'settle') return settleNeedless(services, input, observation, lost);
  if (gate.action === 'update-branch') return { kind: 'not-now', observation };
  if (lost !== undefined) return keep(order, observation, lost);
  const line = await lookAtLine();
  if (stopFor(line, order.packageVersion.name, order.stage) !== undefined)
    return { kind: 'stopped', observation, line };

  const merge = await storage.merge({
    number,
    head: observation.head,
    title: `${changeTitle(order)} (#${number})`,
    message: `Approved by ${gate.approvedBy.join(', ') || 'nobody: the stage asks for no approval'}.`,
  });
  switch (merge.kind) {
    case 'base-moved':
      throw notSettled(`the base of pull request #${number} moved during the merge`);
    case 'head-moved':
      throw notSettled(`the head of pull request #${number} moved during the merge`);
    case 'refused':
      return {
        kind: 'refused',
        observation,
        reason: 'merge-refused',
        sentence: `GitHub refuses to merge #${number}: ${merge.why}`,
      };
    case 'merged':
      return settleMerge(services, input, {
        ...observation,
        merged: { commit: merge.commit, by: await storage.whoAmI() },
      });
  }
}

async function proveRemoval(
  services: Services,
  { order, proven }: MergeChangeInput,
): Promise<LostProof | undefined> {
  if (order.kind === 'add' || proven === undefined) return undefined;
  return proveAgain(services, order, proven);
}

/**
 * Brings a head up to date with its branch, which asks for that. May run twice: GitHub leaves an up-to-date head
 * alone. A refusal (the head moved, it conflicts) is left to the next look, which tells which.
 */
export async function updateChange(
  { storage }: Services,
  { number, head }: { number: number; head: string },
): Promise<void> {
  try {
    await storage.updateBranch(number, head);
  } catch (error) {
    if (!(error instanceof GitHubError && error.status === 422)) throw error;
  }
}

/** A removal is not merged while nothing shows that the next stage has the version. */
function keep({ stage }: ChangeOrder, observation: ChangeObservation, lost: LostProof): MergedChange {
  const advice = lost.reason === 'content-missing' ? ': put it back, then retry; or abort' : '';
  return {
    kind: 'refused',
    observation,
    ...lost,
    sentence: `${lost.sentence}, so ${stage} keeps it${advice}`,
  };
}

/** A removal that happened all the same, by hand: a person says whether it may be so. Undefined when it may. */
function askAboutRemoval(
  { order, proven }: MergeChangeInput,
  observation: ChangeObservation,
  by: string,
  lost: LostProof | undefined,
): MergedChange | undefined {
  if (lost === undefined || proven?.isRemovalAccepted === true) return undefined;
  const it = formatPackageVersion(order.packageVersion);
  return {
    kind: 'refused',
    observation,
    reason: 'removed-early',
    sentence: `${it} was taken from ${order.branch} by ${by} though the proof was lost: ${lost.sentence}`,
  };
}

/** After a merge, whoever did it: the branch must hold what was ordered, and our head goes. */
async function settleMerge(
  { storage }: Services,
  input: MergeChangeInput,
  observation: ChangeObservation,
  lost?: LostProof,
): Promise<MergedChange> {
  const { order, policy, approvals, contentRef } = input;
  const { number, merged } = observation;
  if (merged === undefined) throw notSettled(`the merge commit of pull request #${number} does not show yet`);
  const found = await storage.findTree(merged.commit, packagePath(order.packageVersion));
  if (found === null) throw notSettled(`merge commit ${merged.commit} does not show yet`);
  const difference = await compareMerged(storage, order, found.tree);
  if (difference !== undefined) {
    const { stage, branch } = order;
    return {
      kind: 'refused',
      observation,
      reason: 'content-differs',
      sentence: `the merge of pull request #${number} left ${branch} otherwise than ordered: ${difference}`,
      ...(found.tree !== null && { found: { stage, branch, tree: found.tree } }),
    };
  }
  // Before a person is asked: what is put back is removed again from a head that is written anew.
  await tidy(storage, order, contentRef);
  const asked = askAboutRemoval(input, observation, merged.by, lost);
  if (asked !== undefined) return asked;
  return {
    kind: 'merged',
    ...merged,
    approvedBy: countApprovers(observation, approvals, policy),
    ...(lost !== undefined && { note: `merged by ${merged.by} though the proof was lost: ${lost.sentence}` }),
  };
}

async function compareMerged(
  storage: Services['storage'],
  order: ChangeOrder,
  tree: string | null,
): Promise<string | undefined> {
  const path = packagePath(order.packageVersion);
  if (order.kind === 'remove') return tree === null ? undefined : `${path} is still there`;
  return tree === null ? `${path} is not there` : compareTrees(storage, order.content.tree, tree);
}

/** The branch came to be as ordered in another way: our pull request is closed, its head goes. */
async function settleNeedless(
  { storage }: Services,
  input: MergeChangeInput,
  observation: ChangeObservation,
  lost: LostProof | undefined,
): Promise<MergedChange> {
  const { order, policy, approvals, contentRef } = input;
  const { number } = observation;
  const asked = askAboutRemoval(input, observation, 'somebody else', lost);
  if (asked !== undefined) return asked;
  const branches = await storage.lookAtBranches(order.packageVersion, [order.branch]);
  const commit = branches[order.branch]?.commit;
  if (commit === undefined) throw askPerson(FailureType.notFound, `the branch ${order.branch} is gone`);
  if (order.adopt === undefined) await storage.closePullRequest(number);
  await tidy(storage, order, contentRef);
  return {
    kind: 'merged',
    commit,
    by: 'somebody else',
    approvedBy: countApprovers(observation, approvals, policy),
    note: `${order.branch} was changed in another way; pull request #${number} was not needed`,
  };
}

async function tidy(
  storage: Services['storage'],
  order: ChangeOrder,
  contentRef: string | undefined,
): Promise<void> {
  if (order.adopt === undefined) await storage.deleteBranch(headBranchName(order));
  if (contentRef !== undefined) await storage.deleteRef(contentRef);
}
