import { MERGE_ANSWER } from './answers.ts';
import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';
import { LOOK_AT_MERGE } from './queries.ts';

export type MergeMethod = 'squash' | 'merge' | 'rebase';

export interface MergeQuestion {
  readonly number: number;
  /** The commit that was looked at and approved: nothing else is merged. */
  readonly head: string;
  readonly title: string;
  readonly message: string;
}

export type Merging =
  | { readonly kind: 'merged'; readonly commit: string }
  /** Another merge came in between, and GitHub computes anew: try again in a moment. */
  | { readonly kind: 'base-moved' }
  /** Somebody pushed: what would be merged is not what was looked at. */
  | { readonly kind: 'head-moved' }
  /** A rule or a conflict: `why` in GitHub's words. Look again before the next attempt. */
  | { readonly kind: 'refused'; readonly why: string };

/** See {@link GitHubStorage.merge}. */
export async function mergePullRequest(
  connection: GitHubConnection,
  method: MergeMethod,
  { number, head, title, message }: MergeQuestion,
): Promise<Merging> {
  const { rest, at } = connection;
  try {
    const { data } = await rest.pulls.merge({
      ...at,
      pull_number: number,
      sha: head,
      merge_method: method,
      commit_title: title,
      commit_message: message,
    });
    return { kind: 'merged', commit: data.sha };
  } catch (error) {
    if (!(error instanceof GitHubError) || (error.status !== 405 && error.status !== 409)) throw error;
    if (error.says(/base branch was modified/i)) return { kind: 'base-moved' };
    if (error.status === 409) return { kind: 'head-moved' };
    return explainRefusal(connection, { number, head }, error.reasons.join('; '));
  }
}

/** "Not mergeable" is also what GitHub says of a merged pull request: our own earlier attempt, it may be. */
async function explainRefusal(
  connection: GitHubConnection,
  { number, head }: { number: number; head: string },
  why: string,
): Promise<Merging> {
  const { repository } = await connection.query(LOOK_AT_MERGE, { number }, MERGE_ANSWER);
  const { state, headRefOid, mergeCommit } = repository.pullRequest;
  if (state !== 'MERGED' || mergeCommit === null) return { kind: 'refused', why };
  return headRefOid === head ? { kind: 'merged', commit: mergeCommit.oid } : { kind: 'head-moved' };
}
