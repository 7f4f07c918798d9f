import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Addition, GitHubStorage } from '../services/github/github-storage.ts';

/** An open pull request that adds a version to a branch. */
export interface Proposal extends Addition {
  /** Starts a journey with it; absent where none could take it over. */
  readonly command?: string;
}

/**
 * The open pull requests that add a version, ours and those made by hand. Reads only.
 *
 * @param holders - the stages whose branch holds the version.
 */
export async function findProposals(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  pipeline: Pipeline,
  holders: readonly string[] = [],
): Promise<Proposal[]> {
  const additions = await storage.findAdditions(packageVersion);
  return additions.map((addition) => {
    const command = takeOver(packageVersion, addition, pipeline, holders);
    return { ...addition, ...(command !== undefined && { command }) };
  });
}

/** In a clause. */
export function describeProposal({ number, author, head, base, isOurs }: Proposal): string {
  const whose = isOurs ? `pull request #${number} of ours` : `pull request #${number} by ${author}`;
  return `${whose} adds it to ${base} (from ${head})`;
}

/**
 * The command that takes a pull request over. Of a version that stands on branches already its route begins at the
 * least mature of them, so that each is cleaned up; one of ours has its journey there, or is a leftover of one.
 */
function takeOver(
  packageVersion: PackageVersion,
  { number, base, isOurs }: Addition,
  { stages }: Pipeline,
  holders: readonly string[],
): string | undefined {
  const to = stages.findIndex(({ branch }) => branch === base);
  const standing = stages.flatMap(({ name }, position) => (holders.includes(name) ? [position] : []));
  // What is further on already goes on from there.
  const isPassed = standing.some((position) => position > to) || (isOurs && standing.length > 0);
  if (to === -1 || isPassed) return undefined;
  const from = Math.min(to, ...standing);
  const route = stages.slice(from).map(({ name }) => name);
  const command = `limelight start ${formatPackageVersion(packageVersion)} --pull-request ${number}`;
  return from === 0 ? command : `${command} --route ${route.join(',')}`;
}
