import type { PackageVersion } from '../domain/package-version.ts';
import { stageNamed, type Pipeline } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { NothingToUndo } from './errors/nothing-to-undo.ts';
import { VersionNotFound } from './errors/version-not-found.ts';

/**
 * Checks that a version can be put back on a stage's branch: it is not there, and another branch has its content.
 * One call; nothing is written.
 *
 * @throws {@link NothingToUndo}, {@link VersionNotFound}; {@link InvalidPipeline} for a stage that is none.
 */
export async function checkCleanedUp(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  pipeline: Pipeline,
  stage: string,
): Promise<void> {
  const { branch } = stageNamed(pipeline, stage);
  const branches = pipeline.stages.map((one) => one.branch);
  const looks = await storage.lookAtBranches(packageVersion, branches);
  const holders = branches.filter((one) => (looks[one]?.versionTree ?? null) !== null);
  if (holders.includes(branch)) throw new NothingToUndo(packageVersion, branch);
  if (holders.length === 0)
    throw new VersionNotFound(packageVersion, `on none of the branches ${branches.join(', ')}`);
}
