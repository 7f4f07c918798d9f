import type { PackageVersion } from '../domain/package-version.ts';
import { stageNamed, type Pipeline } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { NothingToUndo } from './errors/nothing-to-undo.ts';

/**
 * Checks that a version was cleaned up at a stage: its branch has not got it, and that of a more mature stage has. What
 * a less mature one holds never came so far: it would pass the stages between. One call; nothing is written.
 *
 * @throws {@link NothingToUndo}; {@link InvalidPipeline} for a stage that is none.
 */
export async function checkCleanedUp(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  pipeline: Pipeline,
  stage: string,
): Promise<void> {
  const cleaned = stageNamed(pipeline, stage);
  const { branch } = cleaned;
  const later = pipeline.stages.slice(pipeline.stages.indexOf(cleaned) + 1).map((one) => one.branch);
  const looks = await storage.lookAtBranches(packageVersion, [branch, ...later]);
  const isOn = (one: string): boolean => (looks[one]?.versionTree ?? null) !== null;
  if (isOn(branch)) throw new NothingToUndo(packageVersion, `${branch} holds it`);
  if (later.length === 0)
    throw new NothingToUndo(packageVersion, `${stage} is the last stage, which is never cleaned up`);
  if (!later.some(isOn)) throw new NothingToUndo(packageVersion, `${later.join(' or ')} does not hold it`);
}
