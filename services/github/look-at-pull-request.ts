import { packagePath, type PackageVersion } from '../../domain/package-version.ts';
import {
  MORE_CONTEXTS_ANSWER,
  PULL_REQUEST_ANSWER,
  type ContextAnswer,
  type PullRequestAnswer,
} from './answers.ts';
import { countFiles, type FilesLook } from './changed-files.ts';
import { latestContexts, type PullRequestContext } from './contexts.ts';
import type { GitHubConnection } from './github-connection.ts';
import { GitHubAnswerUnexpected } from './github-answer-unexpected.ts';
import { loginOf } from './login.ts';
import { askForKeeper, findTree, folderOf, readKeeper } from './look-at-branches.ts';
import { readProtection, type BranchProtection } from './protection.ts';
import { LOOK_AT_PULL_REQUEST, MORE_CONTEXTS } from './queries.ts';
import { latestReviews, type PullRequestReview } from './reviews.ts';

/** A pull request as one look showed it. */
export interface PullRequestLook extends BranchProtection {
  readonly number: number;
  readonly url: string;
  readonly state: 'OPEN' | 'MERGED' | 'CLOSED';
  readonly isDraft: boolean;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly headRefName: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly isCrossRepository: boolean;
  /** As GitHub counts them: a file that was moved is one. */
  readonly changedFiles: number;
  readonly files: FilesLook;
  readonly mergedBy: string | null;
  readonly mergedAt: string | null;
  readonly mergeCommit: string | null;
  /** UNKNOWN: GitHub is computing it, which this look has started. */
  readonly mergeable: 'MERGEABLE' | 'CONFLICTING' | 'UNKNOWN';
  readonly mergeStateStatus: string;
  /** Null when the branch requires no review, however many there are. */
  readonly reviewDecision: string | null;
  readonly inMergeQueue: boolean;
  readonly mergeQueueRequired: boolean;
  /** The latest check run and commit status of each name on the head. */
  readonly contexts: readonly PullRequestContext[];
  /** How many conversations are not resolved; of the first hundred. */
  readonly openConversations: number;
  /** The code owners whose review is still awaited: logins, and `a team` for each team. */
  readonly awaitedOwners: readonly string[];
  /** How many of the last thirty commits have no verified signature. */
  readonly unsignedCommits: number;
  /** The latest approval, request for changes or dismissal of each person, oldest first. */
  readonly reviews: readonly PullRequestReview[];
  /** The package version's tree at the head. */
  readonly headVersionTree: string | null;
  /** The package version's tree at the base branch's tip. */
  readonly baseVersionTree: string | null;
  /** The package version's tree on the branch that was asked for besides; null when it is not there. */
  readonly keeperVersionTree?: string | null;
}

/** Which pull request is looked at, for which version, and of which other branch it is asked besides. */
export interface PullRequestQuestion {
  readonly number: number;
  readonly packageVersion: PackageVersion;
  readonly keeper?: string | undefined;
}

/** See {@link GitHubStorage.lookAtPullRequest}. */
export async function lookAtPullRequest(
  connection: GitHubConnection,
  { number, packageVersion, keeper }: PullRequestQuestion,
): Promise<PullRequestLook | null> {
  const path = packagePath(packageVersion);
  const variables = { number, path, ...askForKeeper(keeper) };
  const { repository } = await connection.query(LOOK_AT_PULL_REQUEST, variables, PULL_REQUEST_ANSWER);
  const found = repository.pullRequest;
  if (found === null) return null;
  return {
    number: found.number,
    url: found.url,
    state: found.state,
    isDraft: found.isDraft,
    title: found.title,
    body: found.body,
    author: loginOf(found.author),
    headRefName: found.headRefName,
    headRefOid: found.headRefOid,
    baseRefName: found.baseRefName,
    isCrossRepository: found.isCrossRepository,
    changedFiles: found.changedFiles,
    files: await countFiles(connection, found, path),
    mergedBy: found.mergedBy && loginOf(found.mergedBy),
    mergedAt: found.mergedAt,
    mergeCommit: found.mergeCommit?.oid ?? null,
    mergeable: found.mergeable,
    mergeStateStatus: found.mergeStateStatus,
    reviewDecision: found.reviewDecision,
    inMergeQueue: found.isInMergeQueue,
    mergeQueueRequired: found.isMergeQueueEnabled,
    contexts: latestContexts(await readAllContexts(connection, found)),
    ...readProtection(found.baseRef),
    openConversations: found.reviewThreads.nodes.filter(({ isResolved }) => !isResolved).length,
    awaitedOwners: awaitedOwners(found),
    unsignedCommits: found.commits.nodes.filter(({ commit }) => commit.signature?.isValid !== true).length,
    reviews: latestReviews(found.reviews?.nodes ?? []),
    headVersionTree: await readHeadTree(connection, found, path),
    baseVersionTree: folderOf(found.baseRef?.target.version ?? null),
    ...readKeeper(repository.keeper),
  };
}

function awaitedOwners({ reviewRequests }: PullRequestAnswer): string[] {
  const asked = (reviewRequests?.nodes ?? []).filter(({ asCodeOwner }) => asCodeOwner);
  return asked
    .flatMap(({ requestedReviewer: who }) =>
      who === null ? [] : (who.login ?? `a ${who.__typename.toLowerCase()}`),
    )
    .sort();
}

async function readAllContexts(
  connection: GitHubConnection,
  { number, headRefOid, statusCheckRollup }: PullRequestAnswer,
): Promise<ContextAnswer[]> {
  const all: ContextAnswer[] = [];
  let page = statusCheckRollup?.contexts;
  while (page !== undefined) {
    all.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) break;
    const after = page.pageInfo.endCursor;
    const { repository } = await connection.query(MORE_CONTEXTS, { number, after }, MORE_CONTEXTS_ANSWER);
    if (repository.pullRequest.headRefOid !== headRefOid) {
      const operation = 'GraphQL MoreContexts';
      throw new GitHubAnswerUnexpected(`${operation}: pull request ${number} moved meanwhile`, { operation });
    }
    page = repository.pullRequest.statusCheckRollup?.contexts;
  }
  return all;
}

/** By the head branch, or, where that is gone or already elsewhere, by the commit that GitHub calls the head. */
async function readHeadTree(
  connection: GitHubConnection,
  { headRef, headRefOid }: PullRequestAnswer,
  path: string,
): Promise<string | null> {
  if (headRef?.target.oid === headRefOid) return folderOf(headRef.target.version);
  return (await findTree(connection, headRefOid, path))?.tree ?? null;
}
