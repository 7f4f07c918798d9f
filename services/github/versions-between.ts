import {
  checkPackageVersion,
  InvalidPackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import { PACKAGES_ANSWER, type EntriesAnswer } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { PACKAGES_OF } from './queries.ts';
import { foldersIn, readTrees } from './read-trees.ts';

/** Which package versions one commit has that another has not. What only changed its content is in neither list. */
export interface VersionsBetween {
  readonly added: readonly PackageVersion[];
  readonly dropped: readonly PackageVersion[];
}

/** See {@link GitHubStorage.versionsBetween}. */
export async function versionsBetween(
  connection: GitHubConnection,
  before: string,
  after: string,
): Promise<VersionsBetween> {
  const { repository } = await connection.query(PACKAGES_OF, { before, after }, PACKAGES_ANSWER);
  const old = foldersOf(repository.before);
  const young = foldersOf(repository.after);
  if (old === undefined || young === undefined) return { added: [], dropped: [] };
  const names = [...new Set([...old.keys(), ...young.keys()])]
    .filter((name) => old.get(name) !== young.get(name))
    .toSorted();
  const trees = names.flatMap((name) => [old.get(name) ?? [], young.get(name) ?? []].flat());
  const versions = await readTrees(connection, [...new Set(trees)]);
  /** The versions of a package that the first of two trees has and the second has not. */
  const only = (name: string, tree: string | undefined, other: string | undefined): PackageVersion[] => {
    const others = new Set(versions.get(other ?? '')?.map((folder) => folder.name));
    return (versions.get(tree ?? '') ?? []).flatMap((folder) =>
      others.has(folder.name) ? [] : asPackageVersion(name, folder.name),
    );
  };
  return {
    added: names.flatMap((name) => only(name, young.get(name), old.get(name))),
    dropped: names.flatMap((name) => only(name, old.get(name), young.get(name))),
  };
}

/** Name and tree of each package; undefined for what is no commit, or not known. */
function foldersOf(
  commit: { packages: { object: { entries: EntriesAnswer } | null } | null } | object | null,
): Map<string, string> | undefined {
  if (commit === null || !('packages' in commit)) return undefined;
  const entries = commit.packages?.object?.entries ?? [];
  return new Map(foldersIn(entries).map(({ name, oid }) => [name, oid]));
}

/** Nothing for a folder that no registry takes for a package version. */
export function asPackageVersion(name: string, version: string): PackageVersion[] {
  try {
    return [checkPackageVersion({ name, version })];
  } catch (error) {
    if (error instanceof InvalidPackageVersion) return [];
    throw error;
  }
}
