import { packagePath, type PackageVersion } from '../../domain/package-version.ts';
import { HOLDERS_ANSWER } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { folderOf } from './look-at-branches.ts';
import { findHoldersQuery } from './queries.ts';

/** See {@link GitHubStorage.findHolders}. */
export async function findHolders(
  connection: GitHubConnection,
  packageVersions: readonly PackageVersion[],
  { commits, branches }: { readonly commits: readonly string[]; readonly branches: readonly string[] },
): Promise<ReadonlySet<string>[]> {
  const asked = [...new Set(commits), ...new Set(branches)];
  if (asked.length === 0) return packageVersions.map(() => new Set());
  const refs = [...new Set(commits), ...[...new Set(branches)].map((branch) => `refs/heads/${branch}`)];
  const { repository } = await connection.query(
    findHoldersQuery(refs.length, packageVersions.length),
    Object.fromEntries([
      ...refs.map((ref, index) => [`ref${index}`, ref]),
      ...packageVersions.map((packageVersion, index) => [`path${index}`, packagePath(packageVersion)]),
    ]),
    HOLDERS_ANSWER,
  );
  return packageVersions.map((_, file) => {
    const holds = (index: number): boolean =>
      folderOf(repository[`ref${index}`]?.[`file${file}`] ?? null) !== null;
    return new Set(asked.filter((_ref, index) => holds(index)));
  });
}
