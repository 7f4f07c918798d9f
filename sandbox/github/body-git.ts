import { nodeId, userBody } from './body-user.ts';
import type { Core } from './core.ts';
import type { FileChange } from './file-changes.ts';
import { TREE_MODE, typeOfMode, type CommitContent, type Signature, type TreeEntry } from './git-format.ts';
import type { GitRef } from './git-repository.ts';

type Commit = CommitContent & { readonly oid: string };

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** REST `git-ref`. */
export async function refBody(core: Core, { ref, oid }: GitRef) {
  const type = (await core.git.info(oid))?.type ?? 'commit';
  return {
    ref,
    node_id: nodeId('Ref', ref),
    url: `${core.apiUrl}/git/${ref}`,
    object: { type, sha: oid, url: `${core.apiUrl}/git/${type}s/${oid}` },
  };
}

/** REST `git-tree`; `entries` may carry paths of several levels. */
export function treeBody(
  core: Core,
  sha: string,
  entries: readonly (TreeEntry & { readonly size?: number })[],
  truncated = false,
) {
  return {
    sha,
    url: `${core.apiUrl}/git/trees/${sha}`,
    tree: entries.map(({ mode, name, oid, size }) => {
      const type = typeOfMode(mode);
      return {
        path: name,
        mode: mode === TREE_MODE ? '040000' : mode,
        type,
        sha: oid,
        ...(size !== undefined && { size }),
        url: `${core.apiUrl}/git/${type}s/${oid}`,
      };
    }),
    truncated,
  };
}

/** REST `git-commit`. */
export function gitCommitBody(core: Core, { oid, tree, parents, author, committer, message }: Commit) {
  return {
    sha: oid,
    node_id: nodeId('Commit', oid),
    url: `${core.apiUrl}/git/commits/${oid}`,
    html_url: `${core.htmlUrl}/commit/${oid}`,
    author,
    committer,
    message,
    tree: { sha: tree, url: `${core.apiUrl}/git/trees/${tree}` },
    parents: parents.map((sha) => parentBody(core, sha, 'git/commits')),
    verification: UNSIGNED,
  };
}

/** REST `commit`, without its files. */
export function commitBody(core: Core, { oid, tree, parents, author, committer, message }: Commit) {
  return {
    sha: oid,
    node_id: nodeId('Commit', oid),
    url: `${core.apiUrl}/commits/${oid}`,
    html_url: `${core.htmlUrl}/commit/${oid}`,
    comments_url: `${core.apiUrl}/commits/${oid}/comments`,
    commit: {
      url: `${core.apiUrl}/git/commits/${oid}`,
      author,
      committer,
      message,
      comment_count: 0,
      tree: { sha: tree, url: `${core.apiUrl}/git/trees/${tree}` },
      verification: UNSIGNED,
    },
    author: knownUserBody(core, author),
    committer: knownUserBody(core, committer),
    parents: parents.map((sha) => parentBody(core, sha, 'commits')),
  };
}

/** REST `commit` of a commit that must exist. */
export async function readCommitBody(core: Core, oid: string) {
  const commit = await core.git.commit(oid);
  if (commit === undefined) throw new Error(`There is no commit ${oid}`);
  return commitBody(core, commit);
}

/** REST `diff-entry`, without its patch. */
export function fileBody(core: Core, ref: string, file: FileChange) {
  const { path, status, previousPath, oid, additions, deletions } = file;
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: oid,
    filename: path,
    ...(previousPath !== undefined && { previous_filename: previousPath }),
    status,
    additions,
    deletions,
    changes: additions + deletions,
    blob_url: `${core.htmlUrl}/blob/${ref}/${encoded}`,
    raw_url: `${core.htmlUrl}/raw/${ref}/${encoded}`,
    contents_url: `${core.apiUrl}/contents/${encoded}?ref=${ref}`,
  };
}

/** The sums of lines over some files. */
export function sumLines(files: readonly FileChange[]) {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return { additions, deletions };
}

function parentBody(core: Core, sha: string, path: string) {
  return { sha, url: `${core.apiUrl}/${path}/${sha}`, html_url: `${core.htmlUrl}/commit/${sha}` };
}

/** GitHub finds the account by the address; a stranger's commit has none. */
function knownUserBody(core: Core, { email }: Signature) {
  const login = /^(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  return login === undefined ? null : userBody(core, login);
}
