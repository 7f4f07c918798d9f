import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Addition, GitHubStorage } from '../services/github/github-storage.ts';

/** An open pull request that adds a version to a branch. */
export interface Proposal extends Addition {
  /** Starts a journey with it; absent where it goes to a branch of no stage. */
  readonly command?: string;
}

/** The open pull requests that add a version, ours and those made by hand. Reads only. */
export async function findProposals(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  pipeline: Pipeline,
): Promise<Proposal[]> {
  const additions = await storage.findAdditions(packageVersion);
  return additions.map((addition) => {
    const command = takeOver(packageVersion, addition, pipeline);
    return { ...addition, ...(command !== undefined && { command }) };
  });
}

/** In a clause. */
export function describeProposal({ number, author, head, base, isOurs }: Proposal): string {
  const whose = isOurs ? `pull request #${number} of ours` : `pull request #${number} by ${author}`;
  return `${whose} adds it to ${base} (from ${head})`;
}

function takeOver(
  packageVersion: PackageVersion,
  { number, base }: Addition,
  { stages }: Pipeline,
): string | undefined {
  const from = stages.findIndex(({ branch }) => branch === base);
  if (from === -1) return undefined;
  const route = stages.slice(from).map(({ name }) => name);
  const command = `limelight start ${formatPackageVersion(packageVersion)} --pull-request ${number}`;
  // A pull request can only be taken over by a journey that begins where it goes to.
  return from === 0 ? command : `${command} --route ${route.join(',')}`;
}
