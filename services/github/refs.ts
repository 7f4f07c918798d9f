import { contentRef, HEAD_PREFIX, parseHeadBranch } from '../../domain/names.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';
import { NotOurRef } from './not-our-ref.ts';
import { tellMissing } from './write-objects.ts';

const OUR_REF = 'refs/limelight/';

/** See {@link GitHubStorage.placeBranch}. */
export async function placeBranch(
  connection: GitHubConnection,
  branch: string,
  commit: string,
): Promise<void> {
  if (!branch.startsWith(HEAD_PREFIX)) throw new NotOurRef(branch);
  const { rest, at } = connection;
  const ref = `heads/${branch}`;
  if (await createRef(connection, `refs/${ref}`, commit)) return;
  // Absent although "it already exists" is read lag: then it is moved as well, which does no harm.
  if ((await readRef(connection, ref)) === commit) return;
  await tellMissing(rest.git.updateRef({ ...at, ref, sha: commit, force: true }));
}

/** Creates a ref; false when there is one of that name, wherever it points. */
export async function createRef(
  { rest, at }: GitHubConnection,
  ref: string,
  commit: string,
): Promise<boolean> {
  try {
    await tellMissing(rest.git.createRef({ ...at, ref, sha: commit }));
    return true;
  } catch (error) {
    if (isRefusal(error, /Reference already exists/i)) return false;
    throw error;
  }
}

/** The object that a ref (`heads/...`, `limelight/...`) points at; null when there is none. */
export async function readRef({ rest, at }: GitHubConnection, ref: string): Promise<string | null> {
  try {
    const { data } = await rest.git.getRef({ ...at, ref });
    return data.object.sha;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return null;
    throw error;
  }
}

/** See {@link GitHubStorage.deleteBranch}. */
export async function deleteBranch(connection: GitHubConnection, branch: string): Promise<boolean> {
  if (!branch.startsWith(HEAD_PREFIX)) throw new NotOurRef(branch);
  return remove(connection, `heads/${branch}`);
}

/** See {@link GitHubStorage.deleteRef}. */
export async function deleteRef(connection: GitHubConnection, ref: string): Promise<boolean> {
  if (!ref.startsWith(OUR_REF)) throw new NotOurRef(ref);
  return remove(connection, ref.slice('refs/'.length));
}

async function remove({ rest, at }: GitHubConnection, ref: string): Promise<boolean> {
  try {
    await rest.git.deleteRef({ ...at, ref });
    return true;
  } catch (error) {
    const isGone = error instanceof GitHubError && error.status === 404;
    if (!isGone && !isRefusal(error, /Reference does not exist/i)) throw error;
    return false;
  }
}

/** See {@link GitHubStorage.findBranches}. */
export async function findBranches(
  connection: GitHubConnection,
  packageVersion: PackageVersion,
): Promise<string[]> {
  const wanted = formatPackageVersion(packageVersion);
  const found: string[] = [];
  for (const kind of ['add', 'remove']) {
    for (const ref of await listRefs(connection, `heads/${HEAD_PREFIX}${kind}-${wanted}-`)) {
      const branch = ref.slice('refs/heads/'.length);
      const parsed = parseHeadBranch(branch);
      // `1.6.0-` is also the beginning of `1.6.0-rc1`.
      if (parsed !== undefined && formatPackageVersion(parsed.packageVersion) === wanted) found.push(branch);
    }
  }
  return found;
}

/** See {@link GitHubStorage.findContentRefs}. */
export async function findContentRefs(
  connection: GitHubConnection,
  packageVersion: PackageVersion,
): Promise<string[]> {
  const prefix = contentRef(packageVersion, '');
  const refs = await listRefs(connection, prefix.slice('refs/'.length));
  return refs.filter((ref) => /^[0-9a-f]{40}$/.test(ref.slice(prefix.length)));
}

/** All refs that begin so (`heads/...`, `limelight/...`), in full and in one call. */
export async function listRefs({ rest, at }: GitHubConnection, prefix: string): Promise<string[]> {
  const { data } = await rest.git.listMatchingRefs({ ...at, ref: prefix });
  return data.map(({ ref }) => ref);
}

function isRefusal(error: unknown, sentence: RegExp): boolean {
  return error instanceof GitHubError && error.status === 422 && error.says(sentence);
}
