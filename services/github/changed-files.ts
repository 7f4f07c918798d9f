import { MORE_FILES_ANSWER, type PullRequestAnswer } from './answers.ts';
import { GitHubAnswerUnexpected } from './github-answer-unexpected.ts';
import type { GitHubConnection } from './github-connection.ts';
import { MORE_FILES } from './queries.ts';

/** What a pull request does to files. */
export interface FilesLook {
  /** New files in the version's folder. */
  readonly added: number;
  /** Files that are gone from the version's folder. */
  readonly removed: number;
  /**
   * Everything else: other changes in the folder (a file moved into it is gone from where it was), and anything
   * outside. Above zero it is only known that there are some: the rest is not read.
   */
  readonly other: number;
}

/** Counts the files of an open pull request. Of one that is over nothing is asked, and nothing counted. */
export async function countFiles(
  connection: GitHubConnection,
  { number, state, headRefOid, files }: PullRequestAnswer,
  folder: string,
): Promise<FilesLook> {
  const count = { added: 0, removed: 0, other: 0 };
  if (state !== 'OPEN') return count;
  let page = files;
  for (;;) {
    if (page === null) throw unexpected(`GitHub does not list the files of pull request ${number}`);
    for (const { path, changeType } of page.nodes)
      count[path.startsWith(`${folder}/`) ? kindOf(changeType) : 'other'] += 1;
    if (!page.pageInfo.hasNextPage || count.other > 0) return count;
    const after = page.pageInfo.endCursor;
    const { repository } = await connection.query(MORE_FILES, { number, after }, MORE_FILES_ANSWER);
    if (repository.pullRequest.headRefOid !== headRefOid)
      throw unexpected(`pull request ${number} moved meanwhile`);
    page = repository.pullRequest.files;
  }
}

/** A copy leaves its original where it was: it is a new file and nothing else. */
function kindOf(changeType: string): keyof FilesLook {
  if (changeType === 'ADDED' || changeType === 'COPIED') return 'added';
  return changeType === 'DELETED' ? 'removed' : 'other';
}

function unexpected(what: string): GitHubAnswerUnexpected {
  const operation = 'GraphQL MoreFiles';
  return new GitHubAnswerUnexpected(`${operation}: ${what}`, { operation });
}
