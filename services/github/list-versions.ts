import type { PackageVersion } from '../../domain/package-version.ts';
import { LISTED_PACKAGES_ANSWER } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { listPackagesQuery } from './queries.ts';
import { foldersIn, readTrees } from './read-trees.ts';
import { asPackageVersion } from './versions-between.ts';

/** A package version on a branch. */
export interface ListedVersion {
  readonly packageVersion: PackageVersion;
  /** The tree id of its folder there. */
  readonly tree: string;
}

/** See {@link GitHubStorage.listVersions}. */
export async function listVersions(
  connection: GitHubConnection,
  branches: readonly string[],
  packageName?: string,
): Promise<Record<string, readonly ListedVersion[] | null>> {
  if (branches.length === 0) return {};
  const { repository } = await connection.query(
    listPackagesQuery(branches.length),
    Object.fromEntries(branches.map((branch, index) => [`branch${index}`, `refs/heads/${branch}`])),
    LISTED_PACKAGES_ANSWER,
  );
  const packages = branches.map((_, index) => {
    const ref = repository[`branch${index}`] ?? null;
    if (ref === null) return null;
    const folders = foldersIn(ref.target.packages?.object?.entries ?? []);
    return packageName === undefined ? folders : folders.filter(({ name }) => name === packageName);
  });
  const trees = packages.flatMap((folders) => (folders ?? []).map(({ oid }) => oid));
  const versions = await readTrees(connection, [...new Set(trees)]);
  return Object.fromEntries(
    branches.map((branch, index) => {
      const folders = packages[index] ?? null;
      const listed = folders?.flatMap(({ name, oid }) =>
        (versions.get(oid) ?? []).flatMap((version) =>
          asPackageVersion(name, version.name).map((packageVersion) => ({
            packageVersion,
            tree: version.oid,
          })),
        ),
      );
      return [branch, listed ?? null];
    }),
  );
}
