import type { RestEndpointMethodTypes } from '@octokit/rest';
import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';
import { GitHubObjectMissing } from './github-object-missing.ts';

export type NewTreeEntry = RestEndpointMethodTypes['git']['createTree']['parameters']['tree'][number];

/** Whoever merges is in the merge's commit; these commits are the machine's, and the same on every attempt. */
const IDENTITY = { name: 'Limelight', email: 'limelight@users.noreply.github.com' };

/** GitHub's ways of saying that something a write names is not there. */
const MISSING = /does not exist|BadObjectState|not a valid|not found|Invalid (?:tree|base_tree|sha|object)/i;

/** Writes a tree, on top of another when given. The same entries are the same tree, however often written. */
export async function createTree(
  { rest, at }: GitHubConnection,
  tree: NewTreeEntry[],
  base?: string,
): Promise<string> {
  const { data } = await tellMissing(
    rest.git.createTree({ ...at, tree, ...(base !== undefined && { base_tree: base }) }),
  );
  return data.sha;
}

/** Writes a commit by Limelight. The same tree, parents, message and date are the same commit. */
export async function createCommit(
  { rest, at }: GitHubConnection,
  commit: { tree: string; parents: string[]; message: string; date: string },
): Promise<string> {
  // git ends every message in a newline; so the id is also the one that `git commit-tree` gives.
  const message = commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`;
  const person = { ...IDENTITY, date: commit.date };
  const { tree, parents } = commit;
  const { data } = await tellMissing(
    rest.git.createCommit({ ...at, message, tree, parents, author: person, committer: person }),
  );
  return data.sha;
}

/** Turns the refusal of a write that names something absent into {@link GitHubObjectMissing}. */
export async function tellMissing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 422 && error.says(MISSING)) {
      throw new GitHubObjectMissing(error.message, error);
    }
    throw error;
  }
}
