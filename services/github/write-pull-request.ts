import { LOOK_AT_MERGE } from './queries.ts';
import { MERGE_ANSWER } from './answers.ts';
import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';
import { GitHubObjectMissing } from './github-object-missing.ts';

export interface PullRequestText {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

export type Opening =
  | { readonly kind: 'opened'; readonly number: number; readonly url: string }
  /** There is an open one from that head to that base: look for it and adopt it, or leave it alone. */
  | { readonly kind: 'exists' }
  /** The head has no commit that the base has not. */
  | { readonly kind: 'no-difference' };

/** See {@link GitHubStorage.openPullRequest}. */
export async function openPullRequest(
  { rest, at }: GitHubConnection,
  text: PullRequestText,
): Promise<Opening> {
  try {
    const { data } = await rest.pulls.create({ ...at, ...text });
    return { kind: 'opened', number: data.number, url: data.html_url };
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== 422) throw error;
    if (error.says(/pull request already exists/i)) return { kind: 'exists' };
    if (error.says(/no commits between/i)) return { kind: 'no-difference' };
    if (error.says(/\bhead invalid\b/i)) throw new GitHubObjectMissing(error.message, error);
    throw error;
  }
}

/** See {@link GitHubStorage.updateBranch}. */
export async function updateBranch(
  { rest, at }: GitHubConnection,
  number: number,
  head: string,
): Promise<void> {
  try {
    await rest.pulls.updateBranch({ ...at, pull_number: number, expected_head_sha: head });
  } catch (error) {
    const isUpToDate =
      error instanceof GitHubError && error.status === 422 && error.says(/no new commits on the base/i);
    if (!isUpToDate) throw error;
  }
}

/** See {@link GitHubStorage.closePullRequest}. */
export async function closePullRequest(
  connection: GitHubConnection,
  number: number,
  beforehand?: () => Promise<unknown>,
): Promise<boolean> {
  const { rest, at } = connection;
  if (!(await isOpen(connection, number))) return false;
  await beforehand?.();
  try {
    await rest.pulls.update({ ...at, pull_number: number, state: 'closed' });
    return true;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.status !== 422) throw error;
    if (await isOpen(connection, number)) throw error;
    return false;
  }
}

async function isOpen(connection: GitHubConnection, number: number): Promise<boolean> {
  const { repository } = await connection.query(LOOK_AT_MERGE, { number }, MERGE_ANSWER);
  return repository.pullRequest.state === 'OPEN';
}
