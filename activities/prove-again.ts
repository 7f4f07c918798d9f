import { Context } from '@temporalio/activity';
import type { Content, FoundContent } from '../domain/content.ts';
import type { ChangeOrder } from '../domain/change.ts';
import type { AttentionReason } from '../domain/change-gate.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import { lookAtServed, type ServedLook } from '../services/registry/verify.ts';
import { sightBuilds } from './builds.ts';
import { compareTrees } from './compare-trees.ts';
import { notSettled } from './failures.ts';
import type { Services } from './services.ts';

/** How often a no of the registry, or of the builds, is taken for a passing one: a pod that starts anew says no, too. */
const PASSING_ATTEMPTS = 3;
/** The most looks at a registry, and the longest pause between two: an activity is no place for long waits. */
const MOST_LOOKS = 3;
const LONGEST_PAUSE_MS = 2_000;

/** The stage that was shown to serve the version, so that the one before may let go of it. */
export interface ProvenStage {
  readonly stage: string;
  readonly branch: string;
  /** What it must hold and serve. */
  readonly content: Content;
  readonly policy: Stage['proof'];
  /** True: two people left its proof out, so the registry is not asked again either. */
  readonly isProofSkipped?: boolean;
  /** The commit that added the version to its branch, as far as this journey knows. */
  readonly commit?: string;
  /** True: a person let it be that the removal happened by hand though this proof was lost. */
  readonly isRemovalAccepted?: boolean;
}

/** Why a removal must not be merged at this moment. */
export interface LostProof {
  readonly reason: AttentionReason;
  /** What is no longer so. */
  readonly sentence: string;
  /** Of `content-differs`: what the branch holds. */
  readonly found?: FoundContent;
}

/**
 * Takes the proof for a removal again, right before the merge: the next stage's branch still holds the content,
 * the image of that branch still belongs to a build that contains it, and its registry still serves it. Weeks may
 * lie between the first proof and the approval of a removal, and what was merged may have been reverted since.
 *
 * @returns why not; undefined when all three hold.
 * @throws `NotSettled` in the first attempts when builds or registry say no: it may pass.
 */
export async function proveAgain(
  services: Services,
  order: ChangeOrder,
  proven: ProvenStage,
): Promise<LostProof | undefined> {
  const { storage } = services;
  const { packageVersion } = order;
  const { content } = proven;
  const it = formatPackageVersion(packageVersion);

  const { [proven.branch]: branch } = await storage.lookAtBranches(packageVersion, [proven.branch]);
  const tree = branch?.versionTree ?? null;
  if (tree === null)
    return {
      reason: 'content-missing',
      sentence: `${proven.branch} no longer holds ${it}`,
    };
  const difference = await compareTrees(storage, content.tree, tree);
  if (difference !== undefined) {
    return {
      reason: 'content-differs',
      sentence: `${proven.branch} holds other content of ${it} by now (${difference})`,
      found: { stage: proven.stage, branch: proven.branch, tree },
    };
  }

  if (proven.commit !== undefined) {
    const request = { id: 'proof', workflowId: 'proof', commit: proven.commit, layers: [] };
    const builds = await sightBuilds(services, { stage: proven.stage, requests: [request], passOver: 0 });
    if (builds.answers.length === 0) {
      return lose(`the image of ${proven.stage} is not proved to hold ${it} any more (${builds.sentence})`);
    }
  }

  if (proven.isProofSkipped === true) return undefined;
  const look = await lookSeveralTimes(services, order, proven);
  return look.verdict === 'served' ? undefined : lose(look.sentence);
}

/** The first look that does not find the version served, or the last of as many as the policy asks for. */
async function lookSeveralTimes(
  services: Services,
  { packageVersion }: ChangeOrder,
  { stage, content, policy }: ProvenStage,
): Promise<ServedLook> {
  const { files } = await services.storage.readContent(content.tree);
  const question = { packageVersion, level: policy.content, files };
  for (let looks = 1; ; looks += 1) {
    const look = await lookAtServed(services.registryOf(stage), question);
    if (look.verdict !== 'served' || looks >= Math.min(policy.looks, MOST_LOOKS)) return look;
    await Context.current().sleep(Math.min(policy.spacingMs ?? look.maxAgeMs, LONGEST_PAUSE_MS));
  }
}

function lose(sentence: string): LostProof {
  if (Context.current().info.attempt <= PASSING_ATTEMPTS) throw notSettled(sentence);
  return { reason: 'proof-lost', sentence };
}
