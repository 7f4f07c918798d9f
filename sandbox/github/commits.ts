import { ApiError } from './api-error.ts';
import type { Core } from './core.ts';
import { findPullRequest } from './pull-requests.ts';
import { moveRef, tipOf } from './pushes.ts';
import { applyDifference } from './replay.ts';
import { editTree, type TreeEdit } from './tree-edit.ts';

/** Path -> new content; null deletes the file. */
export type FilesToPush = Readonly<Record<string, string | Uint8Array | null>>;

/** Commits files on top of a branch and pushes it, as somebody with a clone does. @returns the new tip. */
export async function pushFiles(
  core: Core,
  {
    branch,
    files,
    login,
    message,
    from,
  }: { branch: string; files: FilesToPush; login: string; message: string; from: string },
): Promise<string> {
  const before = await core.git.ref(`refs/heads/${branch}`);
  const parent = before ?? (await tipOf(core, from));
  const edits = await Promise.all(
    Object.entries(files).map(async ([path, content]): Promise<TreeEdit> => {
      if (content === null) return { path, entry: null };
      return { path, entry: { mode: '100644', oid: await core.git.write('blob', Buffer.from(content)) } };
    }),
  );
  const tree = await editTree(core.git, parent, edits);
  return commitOnto(core, { branch, before, parent, tree, login, message });
}

/**
 * Takes back what a merged pull request brought, on its base.
 *
 * @throws ApiError 404; 422 when it is not merged, or what it brought was changed since.
 */
export async function revertPullRequest(core: Core, number: number, login: string): Promise<string> {
  const { mergeCommit, baseRef, baseSha, title } = findPullRequest(core, number);
  if (mergeCommit === null) throw new ApiError(422, 'Only a merged pull request can be reverted');
  const before = await tipOf(core, baseRef);
  const tree = await applyDifference(core.git, { from: mergeCommit, to: baseSha, onto: before });
  if (tree === undefined) throw new ApiError(422, 'The pull request cannot be reverted without a conflict');
  const message = `Revert "${title}"\n\nThis reverts pull request #${number}.\n`;
  return commitOnto(core, { branch: baseRef, before, parent: before, tree, login, message });
}

async function commitOnto(
  core: Core,
  wanted: {
    branch: string;
    before: string | undefined;
    parent: string;
    tree: string;
    login: string;
    message: string;
  },
): Promise<string> {
  const { branch, before, parent, tree, login, message } = wanted;
  const author = core.people.signature(login, new Date().toISOString());
  const to = await core.git.writeCommit({ tree, parents: [parent], author, committer: author, message });
  await moveRef(core, { ref: `refs/heads/${branch}`, from: before, to, login });
  return to;
}
