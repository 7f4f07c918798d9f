import type { ContentFiles } from '../domain/content.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Pipeline, Stage } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import { VersionNotFound } from './errors/version-not-found.ts';

/** What a registry should serve, and the branch that says so. */
export interface ExpectedContent {
  readonly branch: string;
  readonly files: ContentFiles;
}

/**
 * The content that a stage's registry should serve: that of the stage's own branch, else of the most mature
 * branch that has the version. Reads only.
 *
 * @throws {@link VersionNotFound} when no branch of the pipeline has it.
 */
export async function findExpected(
  storage: GitHubStorage,
  packageVersion: PackageVersion,
  { stages }: Pipeline,
  stage: Stage,
): Promise<ExpectedContent> {
  const branches = [stage.branch, ...stages.toReversed().map(({ branch }) => branch)];
  const looks = await storage.lookAtBranches(packageVersion, [...new Set(branches)]);
  for (const branch of branches) {
    const tree = looks[branch]?.versionTree;
    if (typeof tree === 'string') return { branch, files: (await storage.readContent(tree)).files };
  }
  throw new VersionNotFound(
    packageVersion,
    `on none of the branches ${stages.map(({ branch }) => branch).join(', ')}`,
  );
}
