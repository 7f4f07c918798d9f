import type { ChangeOrder } from '../domain/change.ts';
import type { AttentionReason } from '../domain/change-gate.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import { lookAtServed } from '../services/registry/verify.ts';
import { sightBuilds } from './builds.ts';
import { compareTrees } from './compare-trees.ts';
import type { Services } from './services.ts';

/** The stage that was shown to serve the version, so that the one before may let go of it. */
export interface ProvenStage {
  readonly stage: string;
  readonly branch: string;
  readonly policy: Stage['proof'];
  /** The commit that added the version to its branch, as far as this journey knows. */
  readonly commit?: string;
}

/** Why a removal must not be merged at this moment. */
export interface LostProof {
  readonly reason: AttentionReason;
  readonly sentence: string;
}

/**
 * Takes the proof for a removal again, right before the merge: the next stage's branch still holds the content,
 * the image of that branch still belongs to a build that contains it, and its registry still serves it. Weeks may
 * lie between the first proof and the approval of a removal, and what was merged may have been reverted since.
 *
 * @returns why not; undefined when all three hold.
 */
export async function proveAgain(
  services: Services,
  order: ChangeOrder,
  proven: ProvenStage,
): Promise<LostProof | undefined> {
  const { storage } = services;
  const { packageVersion, content } = order;
  const it = formatPackageVersion(packageVersion);
  const kept = `so ${order.stage} keeps it`;

  const { [proven.branch]: branch } = await storage.lookAtBranches(packageVersion, [proven.branch]);
  const tree = branch?.versionTree ?? null;
  if (tree === null)
    return {
      reason: 'content-missing',
      sentence: `${proven.branch} no longer holds ${it}, ${kept}: put it back, then retry; or abort`,
    };
  const difference = await compareTrees(storage, content.tree, tree);
  if (difference !== undefined) {
    return {
      reason: 'content-differs',
      sentence: `${proven.branch} holds other content of ${it} by now (${difference}), ${kept}`,
    };
  }

  if (proven.commit !== undefined) {
    const request = { id: 'proof', workflowId: 'proof', commit: proven.commit, layers: [] };
    const builds = await sightBuilds(services, { stage: proven.stage, requests: [request], passOver: 0 });
    if (builds.answers.length === 0) {
      return {
        reason: 'proof-lost',
        sentence: `the image of ${proven.stage} is not proved to hold ${it} any more (${builds.sentence}), ${kept}`,
      };
    }
  }

  const { files } = await storage.readContent(content.tree);
  const look = await lookAtServed(services.registryOf(proven.stage), {
    packageVersion,
    level: proven.policy.content,
    files,
  });
  return look.verdict === 'served'
    ? undefined
    : { reason: 'proof-lost', sentence: `${look.sentence}, ${kept}` };
}
