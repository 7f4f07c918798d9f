import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { GitRepository } from './git-repository.ts';
import { runGit } from './git-process.ts';
import { editTree } from './tree-edit.ts';

/** The files of a branch: path from the root of the repository -> content. */
export type BranchFiles = Readonly<Record<string, string | Uint8Array>>;

/** Fixed, so that the same storage always has the same commit ids. */
const MAKER = { name: 'Storage', email: 'storage@example.com', date: '2026-01-01T00:00:00Z' };

/**
 * Makes a bare repository in `dir`, which must not exist yet, with one commit on each branch.
 *
 * Branches with the same files are the same commit; others share no history, as in the real storage.
 * The first branch is the default one. The result is the same for the same input, commit ids included.
 *
 * @throws GitError when git cannot make a repository there.
 */
export async function createStorage(
  dir: string,
  branches: Readonly<Record<string, BranchFiles>>,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const first = Object.keys(branches)[0] ?? 'main';
  await runGit(['init', '--quiet', '--bare', `--initial-branch=${first}`, dir]);
  const git = new GitRepository(dir);
  try {
    for (const [branch, files] of Object.entries(branches)) {
      const edits = await Promise.all(
        Object.entries(files).map(async ([path, content]) => {
          const oid = await git.write('blob', Buffer.from(content));
          return { path, entry: { mode: '100644', oid } };
        }),
      );
      const tree = await editTree(git, undefined, edits);
      const message = 'Set up the storage\n';
      const commit = await git.writeCommit({ tree, parents: [], author: MAKER, committer: MAKER, message });
      await git.updateRef(`refs/heads/${branch}`, commit, undefined);
    }
  } finally {
    await git.close();
  }
}

/**
 * Copies a storage into the bare repository `dir`, without a check-out: a bundle is unpacked; a clone, bare or
 * not, shares its object files by hard link, so that the copy is quick and nothing done to it reaches the source.
 *
 * A clone holds most branches only as its remote's; those without a local branch of the name become branches.
 *
 * @throws Error when the source does not exist; GitError when it is no repository and no bundle.
 */
export async function copyStorage(source: string, dir: string): Promise<void> {
  if (!existsSync(source))
    throw new Error(`There is no storage at ${source}: give a clone, a bare repository or a bundle.`);
  await runGit(['clone', '--quiet', '--mirror', source, dir]);
  const { stdout } = await runGit(['--git-dir', dir, 'for-each-ref', '--format=%(refname) %(objectname)']);
  const refs = new Map(stdout.split('\n').flatMap((line) => (line === '' ? [] : [splitRef(line)])));
  for (const [ref, oid] of refs) {
    const branch = /^refs\/remotes\/[^/]+\/(.+)$/.exec(ref)?.[1];
    if (branch === undefined || branch === 'HEAD' || refs.has(`refs/heads/${branch}`)) continue;
    await runGit(['--git-dir', dir, 'update-ref', `refs/heads/${branch}`, oid]);
  }
  // No remote: the copy must never be able to write where it came from.
  await runGit(['--git-dir', dir, 'config', '--remove-section', 'remote.origin']);
}

function splitRef(line: string): [string, string] {
  const [ref = '', oid = ''] = line.split(' ');
  return [ref, oid];
}
