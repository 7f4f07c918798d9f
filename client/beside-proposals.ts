import type { PackageVersion } from '../domain/package-version.ts';
import { stageNamed, type Pipeline, type Route } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { ProposalWaits } from './errors/proposal-waits.ts';
import { findProposals } from './proposals.ts';

/** Where a journey is to go. */
export interface Way {
  readonly storage: GitHubStorage;
  readonly pipeline: Pipeline;
  readonly route: Route;
}

/**
 * Refuses a journey that would open a pull request beside one that somebody has made for the same step. Reads only: one
 * call, and what {@link findProposals} takes, but where the version has come to the end of the route.
 *
 * @throws {@link ProposalWaits}
 */
export async function refuseBesideProposals(
  { storage, pipeline, route }: Way,
  packageVersion: PackageVersion,
): Promise<void> {
  const visited = route.map((name) => stageNamed(pipeline, name).branch);
  const branches = pipeline.stages.map(({ branch }) => branch);
  const looks = await storage.lookAtBranches(packageVersion, branches);
  const holders = pipeline.stages.filter(({ branch }) => typeof looks[branch]?.versionTree === 'string');
  if (holders.at(-1)?.name === route.at(-1)) return;
  const names = holders.map(({ name }) => name);
  const proposals = await findProposals(storage, packageVersion, pipeline, names);
  const waiting = proposals.filter(({ command, base }) => command !== undefined && visited.includes(base));
  if (waiting.length > 0) throw new ProposalWaits(packageVersion, waiting);
}
