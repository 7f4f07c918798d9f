import { z } from 'zod';
import { invalid, notFound } from './api-error.ts';
import { fileBody, readCommitBody } from './body-git.ts';
import { pullBody, simplePullBody } from './body-pulls.ts';
import { userBody } from './body-user.ts';
import { created, numberOf, ok, page, param, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import { mergePullRequest, prepareUpdate } from './merges.ts';
import { readMergeState } from './merge-state.ts';
import type { PullRequest } from './model.ts';
import { readVisibleCommit } from './routes-repository.ts';
import { editPullRequest, findPullRequest, openPullRequest } from './pull-requests.ts';

const NewPull = z.object({
  title: z.string().min(1),
  head: z.string(),
  base: z.string(),
  body: z.string().nullable().optional(),
  draft: z.boolean().optional(),
});
const Edit = z.object({
  title: z.string().min(1).optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});
const Merge = z.object({
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
});
const Update = z.object({ expected_head_sha: z.string().optional() });
const Reviewers = z.object({ reviewers: z.array(z.string()).default([]) });

/** GitHub merges the base into the head some time after its 202. */
const UPDATE_MS = 20;
/** GitHub lists no more files of a pull request than this. */
const MAX_FILES = 3000;

/** Pull requests from opening to merging. */
export function pullRoutes(core: Core): Route[] {
  const find = (call: Call) => findPullRequest(core, numberOf(call, 'number'));
  return [
    { method: 'GET', path: '/pulls', handle: (call) => listPulls(core, call) },
    { method: 'POST', path: '/pulls', handle: (call) => createPull(core, call) },
    { method: 'GET', path: '/pulls/:number', handle: (call) => getPull(core, call, find(call)) },
    { method: 'PATCH', path: '/pulls/:number', handle: (call) => updatePull(core, call) },
    {
      method: 'GET',
      path: '/pulls/:number/commits',
      handle: (call) => listPullCommits(core, call, find(call)),
    },
    { method: 'GET', path: '/pulls/:number/files', handle: (call) => listFiles(core, call, find(call)) },
    { method: 'GET', path: '/pulls/:number/merge', handle: (call) => isMerged(find(call)) },
    { method: 'PUT', path: '/pulls/:number/merge', handle: (call) => merge(core, call) },
    { method: 'PUT', path: '/pulls/:number/update-branch', handle: (call) => updateBranch(core, call) },
    {
      method: 'GET',
      path: '/pulls/:number/requested_reviewers',
      handle: (call) => listReviewers(core, find(call)),
    },
    {
      method: 'POST',
      path: '/pulls/:number/requested_reviewers',
      handle: (call) => requestReviewers(core, call),
    },
    {
      method: 'DELETE',
      path: '/pulls/:number/requested_reviewers',
      handle: (call) => withdrawReviewers(core, call),
    },
    { method: 'GET', path: '/commits/:sha/pulls', handle: (call) => listPullsOfCommit(core, call) },
  ];
}

function listPulls(core: Core, call: Call): Promise<Reply> {
  const state = call.query.get('state') ?? 'open';
  const head = call.query.get('head');
  const base = call.query.get('base');
  const pulls = core.state
    .pullsAsOf(core.faults.lag.pulls ?? 0)
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === null || pull.baseRef === base)
    // Without its owner GitHub ignores the head, and lists everything.
    .filter((pull) => !head?.includes(':') || `${pull.headOwner ?? core.owner}:${pull.headRef}` === head);
  const byUpdate = call.query.get('sort') === 'updated';
  const keyOf = (pull: PullRequest) => (byUpdate ? Date.parse(pull.updatedAt) : pull.number);
  const ascending = (call.query.get('direction') ?? (call.query.has('sort') ? 'asc' : 'desc')) === 'asc';
  pulls.sort((a, b) => (ascending ? keyOf(a) - keyOf(b) : keyOf(b) - keyOf(a)));
  return page(call, pulls, async (pull) => simplePullBody(core, pull));
}

async function createPull(core: Core, call: Call): Promise<Reply> {
  const { title, head, base, body = null, draft = false } = readBody(call, NewPull);
  const pull = await openPullRequest(core, { title, head, base, body, draft, login: call.identity.login });
  return created(await pullBody(core, pull));
}

async function getPull(core: Core, call: Call, pull: PullRequest): Promise<Reply> {
  const [, kind] = /application\/vnd\.github(?:\.v3)?\.(diff|patch)/.exec(call.accept) ?? [];
  if (kind !== undefined) return readText(core, pull, kind === 'diff' ? 'diff' : 'patch');
  return ok(await pullBody(core, pull, await readMergeState(core, pull)));
}

/** What a pull request changes, as git writes it. */
async function readText(core: Core, pull: PullRequest, kind: 'diff' | 'patch'): Promise<Reply> {
  const body = await core.git.text(kind, pull.baseSha, pull.headSha);
  return { status: 200, body, headers: { 'content-type': `application/vnd.github.${kind}; charset=utf-8` } };
}

async function updatePull(core: Core, call: Call): Promise<Reply> {
  const { title, body, state, base } = readBody(call, Edit);
  const pull = await editPullRequest(core, numberOf(call, 'number'), call.identity.login, {
    ...(title !== undefined && { title }),
    ...(body !== undefined && { body }),
    ...(state !== undefined && { state }),
    ...(base !== undefined && { base }),
  });
  return ok(await pullBody(core, pull));
}

async function listPullCommits(core: Core, call: Call, pull: PullRequest): Promise<Reply> {
  const { commits } = await core.differences.read(pull.baseSha, pull.headSha);
  return page(call, commits.toReversed(), (oid) => readCommitBody(core, oid));
}

async function listFiles(core: Core, call: Call, pull: PullRequest): Promise<Reply> {
  const { files } = await core.differences.read(pull.baseSha, pull.headSha);
  return page(call, files.slice(0, MAX_FILES), async (file) => fileBody(core, pull.headSha, file));
}

function isMerged(pull: PullRequest): Reply {
  if (pull.mergedAt === null) throw notFound();
  return { status: 204 };
}

async function merge(core: Core, call: Call): Promise<Reply> {
  const wish = readBody(call, Merge);
  const sha = await mergePullRequest(core, numberOf(call, 'number'), {
    login: call.identity.login,
    ...(wish.sha !== undefined && { sha: wish.sha }),
    ...(wish.merge_method !== undefined && { method: wish.merge_method }),
    ...(wish.commit_title !== undefined && { title: wish.commit_title }),
    ...(wish.commit_message !== undefined && { message: wish.commit_message }),
  });
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

async function updateBranch(core: Core, call: Call): Promise<Reply> {
  const number = numberOf(call, 'number');
  const { expected_head_sha: expected } = readBody(call, Update);
  const update = await prepareUpdate(core, number, call.identity.login, expected);
  core.timers.after(UPDATE_MS, () => core.write(update));
  return {
    status: 202,
    body: { message: 'Updating pull request branch.', url: `${core.htmlUrl}/pull/${number}` },
  };
}

function requestReviewers(core: Core, call: Call): Reply {
  const { reviewers } = readBody(call, Reviewers);
  const pull = findPullRequest(core, numberOf(call, 'number'));
  const message = 'Reviews may only be requested from collaborators.';
  if (reviewers.includes(pull.author) || reviewers.some((login) => !core.people.may(login, 'read')))
    throw invalid('PullRequest', { code: 'custom', message });
  const asked = [...new Set([...pull.reviewers, ...reviewers])];
  return created(simplePullBody(core, core.state.putPull({ ...pull, reviewers: asked })));
}

function listReviewers(core: Core, { reviewers }: PullRequest): Reply {
  return ok({ users: reviewers.map((login) => userBody(core, login)), teams: [] });
}

function withdrawReviewers(core: Core, call: Call): Reply {
  const { reviewers } = readBody(call, Reviewers);
  const pull = findPullRequest(core, numberOf(call, 'number'));
  const asked = pull.reviewers.filter((login) => !reviewers.includes(login));
  return ok(simplePullBody(core, core.state.putPull({ ...pull, reviewers: asked })));
}

/** The pull requests that brought a commit, or that would bring it. */
async function listPullsOfCommit(core: Core, call: Call): Promise<Reply> {
  const { oid } = await readVisibleCommit(core, param(call, 'sha'));
  const pulls: PullRequest[] = [];
  for (const pull of core.state.pulls.all()) {
    const { commits } = await core.differences.read(pull.baseSha, pull.headSha);
    if (pull.mergeCommit === oid || commits.includes(oid)) pulls.push(pull);
  }
  return page(call, pulls, async (pull) => simplePullBody(core, pull));
}
