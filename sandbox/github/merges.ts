import { ApiError } from './api-error.ts';
import type { Core } from './core.ts';
import { GitError } from './git-process.ts';
import { findObstacle, isBehind } from './merge-state.ts';
import type { MergeMethod, PullRequest } from './model.ts';
import { gitHubSignature } from './people.ts';
import { findPullRequest } from './pull-requests.ts';
import { followRef, moveRef, recordMerge, tipOf, writeRef } from './pushes.ts';
import { replay } from './replay.ts';

/** How a merge is asked for. */
export interface MergeWish {
  readonly login: string;
  /** The head that the caller has in mind: another one is refused. */
  readonly sha?: string;
  readonly method?: MergeMethod;
  readonly title?: string;
  readonly message?: string;
}

/**
 * Merges a pull request into the tip that its base has now, three-way.
 *
 * @returns the commit that the base points to afterwards.
 * @throws ApiError 404; 405 when it is closed, conflicts, or the rules of the branch are not met; 409 when the
 *   head is not the one that the caller has in mind.
 */
export async function mergePullRequest(core: Core, number: number, wish: MergeWish): Promise<string> {
  const pull = findPullRequest(core, number);
  const base = await checkMerge(core, pull, wish);
  const commit = await makeCommit(core, pull, base, wish);
  if (commit === undefined) throw new ApiError(405, 'Pull Request is not mergeable');
  const move = { ref: `refs/heads/${pull.baseRef}`, from: base, to: commit, login: wish.login };
  try {
    await writeRef(core, move);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    // Somebody moved the branch in git itself, between the look and the write.
    throw new ApiError(405, 'Base branch was modified. Review and try the merge again.');
  }
  // Only now: nobody may read of a merge that the branch does not show yet.
  recordMerge(core, pull, { mergeCommit: commit, login: wish.login, baseSha: base });
  await followRef(core, move);
  return commit;
}

async function checkMerge(core: Core, pull: PullRequest, wish: MergeWish): Promise<string> {
  if (pull.state === 'closed') throw new ApiError(405, 'Pull Request is not mergeable');
  if (pull.draft) throw new ApiError(405, 'Pull Request is still a draft');
  if (wish.sha !== undefined && wish.sha !== pull.headSha)
    throw new ApiError(409, 'Head branch was modified. Review and try the merge again.');
  const base = await tipOf(core, pull.baseRef);
  if (core.protection[pull.baseRef]?.mergeQueue === true)
    throw new ApiError(405, 'Changes must be made through the merge queue');
  const obstacle = await findObstacle(core, pull);
  if (obstacle !== undefined) throw new ApiError(405, obstacle);
  if (await isBehind(core, pull, base))
    throw new ApiError(405, 'This branch is out-of-date with the base branch. Update it before merging.');
  return base;
}

/** @returns the new tip of the base; undefined on a conflict. */
async function makeCommit(
  core: Core,
  pull: PullRequest,
  base: string,
  wish: MergeWish,
): Promise<string | undefined> {
  const { number, title, headRef, headSha, headOwner = core.owner } = pull;
  const now = new Date().toISOString();
  const committer = gitHubSignature(now);
  const author = core.people.signature(wish.login, now);
  if (wish.method === 'rebase') {
    const { commits } = await core.differences.read(pull.baseSha, headSha);
    return replay(core.git, commits.toReversed(), base, committer);
  }
  const tree = await core.git.mergeTree(base, headSha);
  if (tree === undefined) return undefined;
  if (wish.method === 'squash') {
    const message = `${wish.title ?? `${title} (#${number})`}\n\n${wish.message ?? ''}`.trimEnd();
    return core.git.writeCommit({ tree, parents: [base], author, committer, message });
  }
  const subject = wish.title ?? `Merge pull request #${number} from ${headOwner}/${headRef}`;
  const message = `${subject}\n\n${wish.message ?? title}`;
  return core.git.writeCommit({ tree, parents: [base, headSha], author, committer, message });
}

/**
 * Merges the base into the head, as the "Update branch" button does. GitHub answers 202 and does it afterwards.
 *
 * @returns what does the work.
 * @throws ApiError 422 when the head is not the expected one, or there is nothing to update.
 */
export async function prepareUpdate(
  core: Core,
  number: number,
  login: string,
  expectedHead: string | undefined,
): Promise<() => Promise<void>> {
  const pull = findPullRequest(core, number);
  // Its author has not allowed maintainers to push to the fork.
  if (pull.headOwner !== undefined) throw new ApiError(403, 'Resource not accessible by integration');
  if (expectedHead !== undefined && expectedHead !== pull.headSha)
    throw new ApiError(422, "expected head sha didn't match current head ref.");
  const base = await tipOf(core, pull.baseRef);
  if ((await core.git.divergence(base, pull.headSha)).behind === 0)
    throw new ApiError(422, 'There are no new commits on the base branch.');
  const tree = await core.git.mergeTree(pull.headSha, base);
  if (tree === undefined) throw new ApiError(422, 'merge conflict between base and head');
  return async () => {
    // The head moved in the meantime: GitHub, too, lets such an update fall.
    if (core.state.pull(number)?.headSha !== pull.headSha) return;
    const now = new Date().toISOString();
    const to = await core.git.writeCommit({
      tree,
      parents: [pull.headSha, base],
      author: core.people.signature(login, now),
      committer: gitHubSignature(now),
      message: `Merge branch '${pull.baseRef}' into ${pull.headRef}`,
    });
    await moveRef(core, { ref: `refs/heads/${pull.headRef}`, from: pull.headSha, to, login });
  };
}
