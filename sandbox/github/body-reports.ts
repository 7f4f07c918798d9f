import { minimalRepositoryBody } from './body-repository.ts';
import { nodeId, userBody } from './body-user.ts';
import type { Core } from './core.ts';
import type { CheckRun, CommitStatus, PullRequest } from './model.ts';
import { APP_SLUG } from './people.ts';
import { latestCheckRuns, latestStatuses, rollUp, stateOfRun } from './reports.ts';

const BORN = '2026-01-01T00:00:00Z';

/** REST `integration`: the one GitHub App. */
export function appBody(core: Core) {
  return {
    id: 1,
    slug: APP_SLUG,
    node_id: nodeId('Integration', 1),
    owner: userBody(core, core.owner),
    name: APP_SLUG,
    description: null,
    external_url: core.url,
    html_url: `${core.url}/apps/${APP_SLUG}`,
    created_at: BORN,
    updated_at: BORN,
    permissions: {
      contents: 'write',
      pull_requests: 'write',
      checks: 'write',
      statuses: 'write',
      metadata: 'read',
    },
    events: [],
  };
}

/** All runs on one commit are one suite, whose number comes from the commit. */
export function suiteIdOf(sha: string): number {
  return Number.parseInt(sha.slice(0, 8), 16);
}

/** REST `check-run`. */
export function checkRunBody(core: Core, run: CheckRun) {
  const url = `${core.apiUrl}/check-runs/${run.id}`;
  const pulls = pullsOf(core, run.sha);
  return {
    id: run.id,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.sha,
    external_id: run.externalId,
    url,
    html_url: `${core.htmlUrl}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: suiteIdOf(run.sha), head_branch: pulls[0]?.headRef ?? null, head_sha: run.sha },
    app: appBody(core),
    pull_requests: pulls.map((pull) => minimalPullBody(core, pull)),
  };
}

/** REST `check-suite`. */
export async function checkSuiteBody(core: Core, sha: string) {
  const runs = latestCheckRuns(core, sha);
  const state = rollUp(runs.map((run) => ({ name: run.name, state: stateOfRun(run) })));
  const url = `${core.apiUrl}/check-suites/${suiteIdOf(sha)}`;
  const commit = await core.git.commit(sha);
  const pulls = pullsOf(core, sha);
  return {
    id: suiteIdOf(sha),
    node_id: nodeId('CheckSuite', sha),
    head_branch: pulls[0]?.headRef ?? null,
    head_sha: sha,
    status: state === undefined ? 'queued' : state === 'pending' ? 'in_progress' : 'completed',
    conclusion: state === undefined || state === 'pending' ? null : state,
    url,
    before: null,
    after: sha,
    pull_requests: pulls.map((pull) => minimalPullBody(core, pull)),
    app: appBody(core),
    repository: minimalRepositoryBody(core),
    created_at: runs[0]?.startedAt ?? null,
    updated_at: runs.at(-1)?.startedAt ?? null,
    head_commit: {
      id: sha,
      tree_id: commit?.tree ?? '',
      message: commit?.message ?? '',
      timestamp: commit?.author.date ?? BORN,
      author: { name: commit?.author.name ?? '', email: commit?.author.email ?? '' },
      committer: { name: commit?.committer.name ?? '', email: commit?.committer.email ?? '' },
    },
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}

/** REST `status`. */
export function statusBody(core: Core, status: CommitStatus) {
  return { ...simpleStatusBody(core, status), creator: userBody(core, status.creator) };
}

function simpleStatusBody(core: Core, status: CommitStatus) {
  return {
    url: `${core.apiUrl}/statuses/${status.sha}`,
    avatar_url: `${core.url}/avatars/${core.people.idOf(status.creator)}`,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** REST `combined-commit-status`: `pending` also when nobody has reported anything. */
export function combinedStatusBody(core: Core, sha: string) {
  const statuses = latestStatuses(core, sha);
  return {
    state: rollUp(statuses.map(({ context, state }) => ({ name: context, state }))) ?? 'pending',
    statuses: statuses.map((status) => simpleStatusBody(core, status)),
    sha,
    total_count: statuses.length,
    repository: minimalRepositoryBody(core),
    commit_url: `${core.apiUrl}/commits/${sha}`,
    url: `${core.apiUrl}/commits/${sha}/status`,
  };
}

/** GitHub names none that comes from a fork. */
function pullsOf(core: Core, sha: string): PullRequest[] {
  return core.state.openPulls().filter((pull) => pull.headSha === sha && pull.headOwner === undefined);
}

function minimalPullBody(core: Core, pull: PullRequest) {
  const repo = { id: 1, url: core.apiUrl, name: core.repo };
  return {
    id: pull.id,
    number: pull.number,
    url: `${core.apiUrl}/pulls/${pull.number}`,
    head: { ref: pull.headRef, sha: pull.headSha, repo },
    base: { ref: pull.baseRef, sha: pull.baseSha, repo },
  };
}
