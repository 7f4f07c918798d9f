import { isGreen, latestFinished } from '../domain/builds.ts';
import { layerAt } from '../domain/layers.ts';
import { describeLoss, type LayerPicture } from '../domain/loss.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { BranchOfStage } from './judge-branches.ts';
import { lookAtJobs } from './look-at-jobs.ts';
import type { Services } from './services.ts';
import { tryToRead } from './try-to-read.ts';

/** So long an alarm may wait for GitHub. */
const MOST_MS = 5_000;

/** A stage whose registry lost a version, and the stages whose branches it serves besides its own. */
export interface Loss {
  readonly stage: string;
  readonly layers: readonly BranchOfStage[];
  readonly packageVersion: PackageVersion;
}

/**
 * Says why a registry lost a version, as far as Jenkins and GitHub tell: on which layers the image stands that owns
 * the tag, and which of them lack it. It never fails and never takes long: what could not be read is said.
 */
export async function explainLoss(services: Services, loss: Loss): Promise<string> {
  const { stage, layers, packageVersion } = loss;
  const { jobs, unread } = await lookAtJobs(services, [stage, ...layers.map((layer) => layer.stage)]);
  const own = jobs.find((job) => job.stage === stage);
  const build = own && latestFinished(own.builds.filter(isGreen));
  if (own === undefined) return unread.join('; ');
  if (build === undefined) return [`Jenkins lists no good build of ${stage}`, ...unread].join('; ');

  const seen = layers.flatMap((layer) => {
    const job = jobs.find((candidate) => candidate.stage === layer.stage);
    return job === undefined ? [] : [{ ...layer, below: layerAt(job.builds, build.startedAt) }];
  });
  const reading = await tryToRead(async () => {
    const commits = [build.commit, ...seen.flatMap(({ below }) => below?.commit ?? [])];
    const branches = seen.map(({ branch }) => branch);
    const [holders] = await services.storage.findHolders([packageVersion], { commits, branches });
    return holders ?? new Set<string>();
  }, MOST_MS);
  const holders = reading.kind === 'read' ? reading.value : undefined;
  const pictures = seen.map(({ stage: name, branch, below }): LayerPicture => ({
    stage: name,
    ...(below !== undefined && { build: below.number }),
    ...(holders !== undefined && { branchHolds: holders.has(branch) }),
    ...(holders !== undefined && below !== undefined && { holds: holders.has(below.commit) }),
  }));
  return describeLoss({
    build: build.number,
    ...(holders !== undefined && { holds: holders.has(build.commit) }),
    layers: pictures,
    unread: reading.kind === 'read' ? unread : [...unread, `what it holds could not be read: ${reading.why}`],
  });
}
