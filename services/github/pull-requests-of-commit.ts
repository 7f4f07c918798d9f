import { forkBranch } from '../../domain/names.ts';
import { PULL_REQUESTS_OF_COMMIT_ANSWER } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { PULL_REQUESTS_OF_COMMIT } from './queries.ts';

/** A pull request, with the head by which it was found; `ref` is as `forkBranch` has it where it is in a fork. */
export interface PullRequestHead {
  readonly number: number;
  readonly head: { readonly ref: string; readonly sha: string };
}

/** See {@link GitHubStorage.pullRequestsOfCommit}. */
export async function pullRequestsOfCommit(
  connection: GitHubConnection,
  commit: string,
): Promise<PullRequestHead[]> {
  const { repository } = await connection.query(
    PULL_REQUESTS_OF_COMMIT,
    { commit },
    PULL_REQUESTS_OF_COMMIT_ANSWER,
  );
  return (repository.object?.associatedPullRequests?.nodes ?? [])
    .filter(({ state, headRefOid }) => state === 'OPEN' && headRefOid === commit)
    .map(({ number, headRefName, headRefOid, isCrossRepository }) => ({
      number,
      head: { ref: isCrossRepository ? forkBranch(headRefName) : headRefName, sha: headRefOid },
    }));
}
