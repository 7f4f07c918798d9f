import { createHash } from 'node:crypto';
import { sumLines } from './body-git.ts';
import { repositoryBody } from './body-repository.ts';
import { nodeId, userBody } from './body-user.ts';
import type { Core } from './core.ts';
import { UNKNOWN_MERGE_STATE, type MergeState } from './merge-state.ts';
import type { Comment, PullRequest, Review } from './model.ts';

/** REST `pull-request-simple`: what lists show. */
export function simplePullBody(core: Core, pull: PullRequest) {
  const { number } = pull;
  const url = `${core.apiUrl}/pulls/${number}`;
  const issue = `${core.apiUrl}/issues/${number}`;
  const html = `${core.htmlUrl}/pull/${number}`;
  const statuses = `${core.apiUrl}/statuses/${pull.headSha}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${core.apiUrl}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userBody(core, pull.author),
    body: pull.body,
    labels: pull.labels.map((name) => labelBody(core, name)),
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommit,
    assignee: null,
    assignees: [],
    requested_reviewers: pull.reviewers.map((login) => userBody(core, login)),
    requested_teams: [],
    head: sideBody(core, pull.headRef, pull.headSha, pull.headOwner),
    base: sideBody(core, pull.baseRef, pull.baseSha),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${core.apiUrl}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: 'COLLABORATOR',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** REST `pull-request`, with what is known of its merging: nothing, unless somebody looked. */
export async function pullBody(core: Core, pull: PullRequest, mergeState: MergeState = UNKNOWN_MERGE_STATE) {
  const { mergeable, status } = mergeState;
  const { commits, files } = await core.differences.read(pull.baseSha, pull.headSha);
  return {
    ...simplePullBody(core, pull),
    merged: pull.mergedAt !== null,
    mergeable: mergeable === 'unknown' ? null : mergeable === 'mergeable',
    rebaseable: mergeable === 'unknown' ? null : mergeable === 'mergeable',
    mergeable_state: status.toLowerCase(),
    merged_by: pull.mergedBy === null ? null : userBody(core, pull.mergedBy),
    comments: core.state.comments.of(pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    ...sumLines(files),
    changed_files: files.length,
  };
}

function sideBody(core: Core, ref: string, sha: string, owner = core.owner) {
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: userBody(core, owner),
    // A fork is somebody else's repository, and gone when they delete it: then there is none.
    repo: owner === core.owner ? repositoryBody(core, core.defaultBranch) : null,
  };
}

/** REST `pull-request-review`. */
export function reviewBody(core: Core, review: Review) {
  const { id, number, login, body, state, submittedAt, commit } = review;
  const html = `${core.htmlUrl}/pull/${number}#pullrequestreview-${id}`;
  const pull = `${core.apiUrl}/pulls/${number}`;
  return {
    id,
    node_id: nodeId('PullRequestReview', id),
    user: userBody(core, login),
    body,
    state,
    html_url: html,
    pull_request_url: pull,
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: submittedAt,
    commit_id: commit,
    author_association: 'COLLABORATOR',
  };
}

/** REST `issue-comment`. */
export function commentBody(core: Core, { id, number, login, body, createdAt, updatedAt }: Comment) {
  return {
    id,
    node_id: nodeId('IssueComment', id),
    url: `${core.apiUrl}/issues/comments/${id}`,
    html_url: `${core.htmlUrl}/pull/${number}#issuecomment-${id}`,
    issue_url: `${core.apiUrl}/issues/${number}`,
    body,
    user: userBody(core, login),
    created_at: createdAt,
    updated_at: updatedAt,
    author_association: 'COLLABORATOR',
  };
}

/** REST `label`. A label that somebody names for the first time comes to be, as on GitHub. */
export function labelBody(core: Core, name: string) {
  return {
    id: createHash('sha1').update(name).digest().readUInt32BE(0),
    node_id: nodeId('Label', name),
    url: `${core.apiUrl}/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color: 'ededed',
    default: false,
  };
}
