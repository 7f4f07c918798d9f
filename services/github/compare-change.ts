import type { ChangeKind } from '../../domain/names.ts';
import { packagePath, type PackageVersion } from '../../domain/package-version.ts';
import type { GitHubConnection } from './github-connection.ts';
import { GitHubError } from './github-error.ts';
import { findTree } from './look-at-branches.ts';

/** What a commit is compared with: a change to a branch. */
export interface ChangeAtCommit {
  readonly commit: string;
  /** The branch that the change goes to. */
  readonly base: string;
  readonly kind: ChangeKind;
  readonly packageVersion: PackageVersion;
  /** The version's content: its tree, and how many files it has. */
  readonly content: { readonly tree: string; readonly files: number };
}

/** GitHub lists no more files of a comparison than this. */
const MOST_FILES = 300;

/** See {@link GitHubStorage.wasSameChange}. */
export async function wasSameChange(connection: GitHubConnection, change: ChangeAtCommit): Promise<boolean> {
  const { commit, base, kind, packageVersion, content } = change;
  const folder = packagePath(packageVersion);
  const found = await findTree(connection, commit, folder);
  if (found === null || found.tree !== (kind === 'add' ? content.tree : null)) return false;
  const files = await listFiles(connection, base, commit);
  const wanted = kind === 'add' ? ['added', 'copied'] : ['removed'];
  const isOurs = ({ filename, status }: ChangedFile): boolean =>
    filename.startsWith(`${folder}/`) && wanted.includes(status);
  // A longer list is cut off; then the tree and the part that shows must do.
  return files.every(isOurs) && files.length === Math.min(content.files, MOST_FILES);
}

interface ChangedFile {
  readonly filename: string;
  readonly status: string;
}

/** What the commit changes against where it left the branch; nothing when GitHub does not find one of them. */
async function listFiles(
  { rest, at }: GitHubConnection,
  base: string,
  commit: string,
): Promise<readonly ChangedFile[]> {
  try {
    // The files come with the first page of commits, however short that is.
    const basehead = `${base}...${commit}`;
    const { data } = await rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1 });
    return data.files ?? [];
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return [];
    throw error;
  }
}
