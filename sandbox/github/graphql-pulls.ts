import { sumLines } from './body-git.ts';
import { labelBody } from './body-pulls.ts';
import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import { actorNode } from './graphql-actors.ts';
import { commentNode, reactionGroups } from './graphql-comments.ts';
import { commitNode } from './graphql-git.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import { readRefNode } from './graphql-refs.ts';
import { rollupNode } from './graphql-reports.ts';
import { readMergeState } from './merge-state.ts';
import type { PullRequest, Review } from './model.ts';
import { headReference } from './pull-requests.ts';
import { awaitedOwners, decideReviews, latestReviews } from './reviews.ts';

/** The arguments of `Repository.pullRequests`. */
export interface PullsArguments extends PageArguments {
  readonly headRefName?: string | null;
  readonly baseRefName?: string | null;
  readonly states?: readonly string[] | null;
  readonly labels?: readonly string[] | null;
  readonly orderBy?: { readonly field: string; readonly direction: string } | null;
}

/** The pull requests that a reader may see by now, filtered and in order: the oldest first unless asked otherwise. */
export function pullsConnection(core: Core, wanted: PullsArguments, viewer: string) {
  const { headRefName, baseRefName, states, labels, orderBy } = wanted;
  const pulls = core.state
    .pullsAsOf(core.faults.lag.pulls ?? 0)
    .filter((pull) => (headRefName ?? pull.headRef) === pull.headRef)
    .filter((pull) => (baseRefName ?? pull.baseRef) === pull.baseRef)
    .filter((pull) => states?.includes(stateOf(pull)) ?? true)
    .filter((pull) => labels?.some((label) => pull.labels.includes(label)) ?? true);
  const keyOf = (pull: PullRequest) =>
    orderBy?.field === 'UPDATED_AT' ? Date.parse(pull.updatedAt) : pull.number;
  pulls.sort((a, b) => keyOf(a) - keyOf(b));
  if (orderBy?.direction === 'DESC') pulls.reverse();
  return connect('pullRequests', pulls, wanted, (pull) => pullNode(core, pull, viewer));
}

function stateOf(pull: PullRequest): 'OPEN' | 'CLOSED' | 'MERGED' {
  if (pull.state === 'open') return 'OPEN';
  return pull.mergedAt === null ? 'CLOSED' : 'MERGED';
}

/** A pull request as somebody sees it; what costs git something is looked up only when it is asked for. */
export function pullNode(core: Core, pull: PullRequest, viewer: string) {
  const difference = () => core.differences.read(pull.baseSha, pull.headSha);
  const lines = async () => sumLines((await difference()).files);
  const reviews = core.state.reviews.of(pull.number);
  const toReview = (review: Review) => reviewNode(core, review);
  // Two fields tell of the one job; asked for together they must agree.
  let mergeState: ReturnType<typeof readMergeState> | undefined;
  const readOnce = () => (mergeState ??= readMergeState(core, pull));
  return {
    id: nodeId('PullRequest', pull.id),
    number: pull.number,
    url: `${core.htmlUrl}/pull/${pull.number}`,
    state: stateOf(pull),
    title: pull.title,
    body: pull.body ?? '',
    isDraft: pull.draft,
    isCrossRepository: pull.headOwner !== undefined,
    author: actorNode(core, pull.author),
    authorAssociation: 'COLLABORATOR',
    assignees: (page: PageArguments) => connect('assignees', [], page, (nobody) => nobody),
    comments: (page: PageArguments) =>
      connect('comments', core.state.comments.of(pull.number), page, (comment) =>
        commentNode(core, comment, viewer),
      ),
    headRepositoryOwner: { ...actorNode(core, pull.headOwner ?? core.owner), __typename: 'User' },
    maintainerCanModify: false,
    milestone: null,
    potentialMergeCommit: null,
    reactionGroups: reactionGroups(),
    createdAt: pull.createdAt,
    updatedAt: pull.updatedAt,
    closed: pull.state === 'closed',
    closedAt: pull.closedAt,
    merged: pull.mergedAt !== null,
    mergedAt: pull.mergedAt,
    mergedBy: pull.mergedBy === null ? null : actorNode(core, pull.mergedBy),
    mergeCommit: () => (pull.mergeCommit === null ? null : commitNode(core, pull.mergeCommit)),
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    headRef: () => readRefNode(core, headReference(pull)),
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    baseRef: () => readRefNode(core, `refs/heads/${pull.baseRef}`),
    changedFiles: async () => (await difference()).files.length,
    additions: async () => (await lines()).additions,
    deletions: async () => (await lines()).deletions,
    mergeable: async () => MERGEABLE[(await readOnce()).mergeable],
    mergeStateStatus: async () => (await readOnce()).status,
    reviewDecision: () => decideReviews(core, pull) ?? null,
    isInMergeQueue: false,
    isMergeQueueEnabled: core.protection[pull.baseRef]?.mergeQueue === true,
    autoMergeRequest: null,
    latestReviews: (page: PageArguments) =>
      connect('latestReviews', latestReviews(core, pull.number), page, toReview),
    latestOpinionatedReviews: (page: PageArguments & { readonly writersOnly?: boolean }) => {
      const opinions = latestReviews(core, pull.number, true);
      const shown = opinions.filter(
        ({ login }) => page.writersOnly !== true || core.people.may(login, 'write'),
      );
      return connect('latestOpinionatedReviews', shown, page, toReview);
    },
    reviews: (
      page: PageArguments & { readonly author?: string | null; readonly states?: readonly string[] | null },
    ) => {
      const shown = reviews.filter(
        ({ login, state }) => (page.author ?? login) === login && (page.states?.includes(state) ?? true),
      );
      return connect('reviews', shown, page, toReview);
    },
    reviewThreads: (page: PageArguments) =>
      connect('reviewThreads', core.state.conversations.of(pull.number), page, ({ id, isResolved }) => ({
        id: nodeId('PullRequestReviewThread', id),
        isResolved,
      })),
    reviewRequests: (page: PageArguments) =>
      connect('reviewRequests', reviewRequestsOf(core, pull), page, (request) => request),
    statusCheckRollup: () => rollupNode(core, pull.headSha),
    labels: (page: PageArguments) => connect('labels', pull.labels, page, (name) => labelNode(core, name)),
    files: async (page: PageArguments) => {
      const { files } = await difference();
      return connect('files', files, page, ({ path, status, additions, deletions }) => ({
        path,
        changeType: CHANGE_TYPE[status],
        additions,
        deletions,
      }));
    },
    commits: async (page: PageArguments) => {
      const { commits } = await difference();
      return connect('commits', commits.toReversed(), page, (oid) => ({
        id: nodeId('PullRequestCommit', oid),
        commit: () => commitNode(core, oid),
        url: `${core.htmlUrl}/pull/${pull.number}/commits/${oid}`,
      }));
    },
  };
}

const CHANGE_TYPE = { added: 'ADDED', removed: 'DELETED', modified: 'MODIFIED', renamed: 'RENAMED' } as const;
const MERGEABLE = { unknown: 'UNKNOWN', mergeable: 'MERGEABLE', conflicting: 'CONFLICTING' } as const;

/** A review. */
export function reviewNode(core: Core, review: Review) {
  return {
    id: nodeId('PullRequestReview', review.id),
    author: actorNode(core, review.login),
    authorAssociation: 'COLLABORATOR',
    includesCreatedEdit: false,
    reactionGroups: reactionGroups(),
    authorCanPushToRepository: core.people.may(review.login, 'write'),
    body: review.body,
    commit: () => commitNode(core, review.commit),
    createdAt: review.submittedAt,
    state: review.state,
    submittedAt: review.submittedAt,
    url: `${core.htmlUrl}/pull/${review.number}#pullrequestreview-${review.id}`,
  };
}

/** Who is asked for a review: by somebody, or by the CODEOWNERS file. */
function reviewRequestsOf(core: Core, pull: PullRequest) {
  const owners = awaitedOwners(core, pull);
  const asked = [...new Set([...pull.reviewers, ...owners])];
  return asked.map((name) => ({
    id: nodeId('ReviewRequest', `${pull.id}:${name}`),
    asCodeOwner: owners.includes(name),
    requestedReviewer: name.includes('/') ? teamNode(name) : actorNode(core, name),
  }));
}

function teamNode(combinedSlug: string) {
  const slug = combinedSlug.slice(combinedSlug.indexOf('/') + 1);
  const login = combinedSlug.slice(0, combinedSlug.indexOf('/'));
  const organization = { id: nodeId('Organization', login), login, name: login };
  return {
    __typename: 'Team',
    id: nodeId('Team', combinedSlug),
    combinedSlug,
    slug,
    name: slug,
    organization,
  };
}

/** A label. */
export function labelNode(core: Core, name: string) {
  const { node_id: id, color, description } = labelBody(core, name);
  return { id, name, color, description };
}
