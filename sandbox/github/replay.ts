import type { Signature } from './git-format.ts';
import type { GitRepository } from './git-repository.ts';

/**
 * Puts commits on top of another one, one after the other, as a rebase does.
 *
 * @returns the last of the new commits; undefined when one of them conflicts.
 */
export async function replay(
  git: GitRepository,
  commits: readonly string[],
  onto: string,
  committer: Signature,
): Promise<string | undefined> {
  let tip = onto;
  for (const oid of commits) {
    const commit = await git.commit(oid);
    const [parent, second] = commit?.parents ?? [];
    // A rebase leaves merges out: what they brought is there already, or comes with its own commits.
    if (commit === undefined || parent === undefined || second !== undefined) continue;
    const tree = await applyDifference(git, { from: parent, to: oid, onto: tip });
    if (tree === undefined) return undefined;
    const { author, message } = commit;
    tip = await git.writeCommit({ tree, parents: [tip], author, committer, message });
  }
  return tip;
}

/**
 * The tree of `onto` with the difference between two other commits applied; undefined on a conflict.
 *
 * `git merge-tree` (2.39) takes no base of its own, so three commits are made that have the right one: they
 * belong to no branch.
 */
export async function applyDifference(
  git: GitRepository,
  { from, to, onto }: { readonly from: string; readonly to: string; readonly onto: string },
): Promise<string | undefined> {
  const nobody = { name: 'nobody', email: 'nobody@example.com', date: '1970-01-01T00:00:01Z' };
  const wrap = async (commit: string, parents: readonly string[]) => {
    const tree = (await git.commit(commit))?.tree ?? '';
    return git.writeCommit({ tree, parents, author: nobody, committer: nobody, message: 'replay' });
  };
  const base = await wrap(from, []);
  const [ours, theirs] = [await wrap(onto, [base]), await wrap(to, [base])];
  return git.mergeTree(ours, theirs);
}
