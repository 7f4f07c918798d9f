import { packagePath, type PackageVersion } from '../../domain/package-version.ts';
import { BRANCHES_ANSWER, TREE_ANSWER, type FileAnswer, type RefAnswer } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { FIND_TREE, lookAtBranchesQuery } from './queries.ts';

/** The tip of a branch, and the package version's tree there. */
export interface BranchLook {
  readonly commit: string;
  /** Null when the branch does not hold the version. */
  readonly versionTree: string | null;
}

/** See {@link GitHubStorage.lookAtBranches}. */
export async function lookAtBranches(
  connection: GitHubConnection,
  packageVersion: PackageVersion,
  branches: readonly string[],
): Promise<Record<string, BranchLook | null>> {
  if (branches.length === 0) return {};
  const refs = branches.map((branch, index) => [`branch${index}`, `refs/heads/${branch}`]);
  const { repository } = await connection.query(
    lookAtBranchesQuery(branches.length),
    { ...Object.fromEntries(refs), path: packagePath(packageVersion) },
    BRANCHES_ANSWER,
  );
  return Object.fromEntries(
    branches.map((branch, index) => {
      const ref = repository[`branch${index}`] ?? null;
      return [
        branch,
        ref === null ? null : { commit: ref.target.oid, versionTree: folderOf(ref.target.version) },
      ];
    }),
  );
}

/** See {@link GitHubStorage.findTree}. */
export async function findTree(
  connection: GitHubConnection,
  ref: string,
  path: string,
): Promise<{ commit: string; tree: string | null } | null> {
  const { repository } = await connection.query(FIND_TREE, { ref, path, atRoot: path === '' }, TREE_ANSWER);
  const found = repository.object;
  if (found === null) return null;
  const commit = 'target' in found ? found.target : found;
  if (!('oid' in commit)) return null;
  return { commit: commit.oid, tree: path === '' ? commit.tree.oid : folderOf(commit.version ?? null) };
}

/** The tree id of what stands at a path; null for nothing, and for a file where a folder should be. */
export function folderOf(file: FileAnswer): string | null {
  return file?.type === 'tree' ? file.oid : null;
}

/** The variables by which a query asks for one more branch, or for none. */
export function askForKeeper(branch: string | undefined): { keeper: string; keeping: boolean } {
  return { keeper: `refs/heads/${branch ?? ''}`, keeping: branch !== undefined };
}

/** The version's tree on that branch; nothing where it was not asked for, and where there is no such branch. */
export function readKeeper(keeper: RefAnswer | undefined): { keeperVersionTree?: string | null } {
  return keeper === undefined || keeper === null
    ? {}
    : { keeperVersionTree: folderOf(keeper.target.version) };
}
