import { createHmac } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { listenOnLoopback } from '../../../sandbox/loopback-server.ts';
import { OWNER as owner, REPO as repo, startGitHub } from '../../support/github.ts';
import { gitIn, graftSample, refusal } from './support.ts';

const at = { owner, repo };
const MERGE = { method: 'PUT', path: /\/merge$/ };

describe('faults', () => {
  it('answer with a status, a page or nothing, as often as told', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    const { faults, log } = github.standIn;
    const failing = faults.inject({ path: /\/pulls$/, status: 502, count: 2 });
    for (const _ of [1, 2]) expect((await refusal(octokit.pulls.list(at))).status).toBe(502);
    expect((await octokit.pulls.list(at)).data).toEqual([]);
    expect(failing.hits).toBe(2);
    faults.rateLimit({ method: 'GET', count: 1 }, 403, 7);
    const response = await fetch(`${github.standIn.url}/user`, {
      headers: { authorization: 'token bot-token' },
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([403, '7']);
    faults.inject({ html: true, count: 1 });
    expect((await octokit.pulls.list(at)).data).toMatch(/^<!doctype html>/);
    faults.inject({ dropBefore: true, count: 1 });
    await expect(octokit.pulls.list(at)).rejects.toMatchObject({ status: 500 });
    expect(log.exchanges.map(({ status }) => status)).toEqual([502, 502, 200, 403, 200, 0]);
  });

  it('lose the answer of what was done', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    github.standIn.faults.inject({ ...MERGE, dropAfter: true });
    await expect(github.client().pulls.merge({ ...at, pull_number: data.number })).rejects.toMatchObject({
      status: 500,
    });
    expect(github.standIn.pullRequests()).toMatchObject([{ state: 'closed', mergedBy: 'limelight-bot' }]);
    expect(github.standIn.log.matching(/merge$/)).toMatchObject([{ status: 200, note: 'dropped' }]);
  });

  it('refuse merges as if somebody else merged, and hold one until released', async () => {
    const github = await startGitHub();
    const { data } = await graftSample(github, '1.0.0', 'staging');
    const merge = () => github.client().pulls.merge({ ...at, pull_number: data.number });
    github.standIn.faults.baseModified405(1);
    expect((await refusal(merge())).message).toMatch(/^Base branch was modified/);
    const hold = github.standIn.faults.hold(MERGE, 'after');
    const merging = merge();
    await hold.arrived;
    await vi.waitFor(() => expect(github.standIn.pullRequests()[0]?.mergedAt).not.toBeNull());
    hold.release();
    expect((await merging).data.merged).toBe(true);
  });

  it('meet a GraphQL operation by its name', async () => {
    const github = await startGitHub();
    github.standIn.faults.inject({ operation: 'Who', status: 500, count: 1 });
    const ask = (name: string) => github.client().graphql(`query ${name} { viewer { login } }`);
    expect(await ask('Other')).toEqual({ viewer: { login: 'limelight-bot' } });
    expect((await refusal(ask('Who'))).status).toBe(500);
    expect(github.standIn.log.exchanges.map(({ note }) => note)).toEqual(['Other', 'Who']);
  });

  it('can be set from outside the process', async () => {
    const github = await startGitHub();
    const control = `${github.standIn.url}/__control/faults`;
    const body = JSON.stringify({ lag: { pulls: 50 }, faults: [{ path: '/user$', status: 503 }] });
    await fetch(control, { method: 'POST', body });
    expect((await refusal(github.client().users.getAuthenticated())).status).toBe(503);
    expect(github.standIn.faults.lag).toEqual({ pulls: 50 });
    await fetch(control, { method: 'DELETE' });
    expect((await github.client().users.getAuthenticated()).data.login).toBe('limelight-bot');
    expect((await fetch(control, { method: 'POST', body: '{"oops":1}' })).status).toBe(422);
  });
});

describe('lag', () => {
  const far = { pulls: 60_000, refs: 60_000, objects: 60_000 };

  it('hides what was just written, and only from readers', async () => {
    const github = await startGitHub();
    const octokit = github.client();
    github.standIn.faults.lag = far;
    const base = await gitIn(github, 'rev-parse', 'staging');
    const { data: tree } = await octokit.git.createTree({
      ...at,
      base_tree: base,
      tree: [{ path: 'x.txt', mode: '100644', type: 'blob', content: 'x' }],
    });
    const { data: commit } = await octokit.git.createCommit({
      ...at,
      message: 'x',
      tree: tree.sha,
      parents: [base],
    });
    expect((await refusal(octokit.git.getCommit({ ...at, commit_sha: commit.sha }))).status).toBe(404);
    await octokit.git.createRef({ ...at, ref: 'refs/heads/new', sha: commit.sha });
    expect((await refusal(octokit.git.getRef({ ...at, ref: 'heads/new' }))).status).toBe(404);
    const { data: pull } = await octokit.pulls.create({ ...at, title: 'x', head: 'new', base: 'staging' });
    expect((await octokit.pulls.list(at)).data).toEqual([]);
    await octokit.pulls.merge({ ...at, pull_number: pull.number });
    expect((await octokit.git.getRef({ ...at, ref: 'heads/staging' })).data.object.sha).toBe(base);
    github.standIn.faults.clear();
    expect((await octokit.pulls.list({ ...at, state: 'closed' })).data).toHaveLength(1);
    expect((await octokit.git.getRef({ ...at, ref: 'heads/staging' })).data.object.sha).not.toBe(base);
  });
});

describe('webhooks and CI', () => {
  it('tells of everything, signed, and tests each new head', async () => {
    const received: { event: string; body: Record<string, unknown> }[] = [];
    const hook = await listenOnLoopback(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const digest = createHmac('sha256', 'quiet').update(body).digest('hex');
      expect(request.headers['x-hub-signature-256']).toBe(`sha256=${digest}`);
      received.push({
        event: String(request.headers['x-github-event']),
        body: JSON.parse(body.toString('utf8')) as Record<string, unknown>,
      });
      response.end();
    });
    const ci = { delayMs: 5, verdict: () => 'success' as const, contexts: ['build'] };
    const github = await startGitHub({ ci });
    const config = { url: hook.url, content_type: 'json', secret: 'quiet' };
    await github.client('admin-token').repos.createWebhook({ ...at, config, events: ['*'] });
    const { data } = await graftSample(github, '1.0.0', 'staging');
    await vi.waitFor(() => {
      const told = received.map(({ event, body }) => [event, body['action'] ?? body['state']].join(' '));
      for (const one of [
        'push ',
        'pull_request opened',
        'check_run created',
        'check_run completed',
        'status success',
      ])
        expect(told).toContain(one);
    });
    await github.standIn.review(data.number, 'teammate', 'APPROVED');
    await github.standIn.mergePullRequest(data.number, 'teammate');
    await vi.waitFor(() => expect(received.map(({ event }) => event)).toContain('pull_request_review'));
    await vi.waitFor(() => expect(received.some(({ body }) => body['action'] === 'closed')).toBe(true));
    const { data: runs } = await github.client().checks.listForRef({ ...at, ref: data.head.sha });
    expect(runs).toMatchObject({ total_count: 1, check_runs: [{ name: 'build', conclusion: 'success' }] });
    await hook.close();
  });
});
