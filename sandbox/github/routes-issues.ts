import { notFound } from './api-error.ts';
import { labelBody } from './body-pulls.ts';
import { nodeId, userBody } from './body-user.ts';
import { numberOf, ok, page, param, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import type { PullRequest } from './model.ts';
import { findPullRequest } from './pull-requests.ts';

/** Every pull request is an issue too; there are no others. And their labels. */
export function issueRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/issues', handle: (call) => listIssues(core, call) },
    { method: 'GET', path: '/issues/:number', handle: (call) => getIssue(core, call) },
    { method: 'GET', path: '/labels', handle: (call) => listLabels(core, call) },
    { method: 'GET', path: '/labels/:name', handle: (call) => getLabel(core, call) },
    // The stand-in keeps no comments on lines of a file: there are none.
    { method: 'GET', path: '/pulls/:number/comments', handle: (call) => listNothing(core, call) },
  ];
}

/** REST `issue`. */
function issueBody(core: Core, pull: PullRequest) {
  const { number } = pull;
  const url = `${core.apiUrl}/issues/${number}`;
  const html = `${core.htmlUrl}/pull/${number}`;
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    url,
    repository_url: core.apiUrl,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    user: userBody(core, pull.author),
    labels: pull.labels.map((name) => labelBody(core, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    comments: core.state.comments.of(number).length,
    pull_request: {
      url: `${core.apiUrl}/pulls/${number}`,
      html_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      merged_at: pull.mergedAt,
    },
    draft: pull.draft,
    closed_at: pull.closedAt,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    author_association: 'COLLABORATOR',
  };
}

function listIssues(core: Core, call: Call): Promise<Reply> {
  const state = call.query.get('state') ?? 'open';
  const labels = call.query.get('labels')?.split(',') ?? [];
  const pulls = core.state
    .pullsAsOf(core.faults.lag.pulls ?? 0)
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => labels.every((label) => pull.labels.includes(label)))
    .toReversed();
  return page(call, pulls, async (pull) => issueBody(core, pull));
}

function getIssue(core: Core, call: Call): Reply {
  return ok(issueBody(core, findPullRequest(core, numberOf(call, 'number'))));
}

/** The labels of the repository: those that some pull request has or had at its end. */
export function labelsOf(core: Core): string[] {
  return [...new Set(core.state.pulls.all().flatMap(({ labels }) => labels))].toSorted();
}

function listLabels(core: Core, call: Call): Promise<Reply> {
  return page(call, labelsOf(core), async (name) => labelBody(core, name));
}

function getLabel(core: Core, call: Call): Reply {
  const name = param(call, 'name');
  if (!labelsOf(core).includes(name)) throw notFound();
  return ok(labelBody(core, name));
}

function listNothing(core: Core, call: Call): Promise<Reply> {
  findPullRequest(core, numberOf(call, 'number'));
  return page<never>(call, [], (nothing) => Promise.resolve(nothing));
}
