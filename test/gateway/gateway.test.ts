import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { request } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parseHeadBranch } from '../../domain/names.ts';
import { CommitDirectory } from '../../gateway/commit-directory.ts';
import { Counters } from '../../gateway/counters.ts';
import type { DeliverySubject } from '../../gateway/delivery-subject.ts';
import { serveGateway, type GatewayServer } from '../../gateway/gateway-server.ts';
import { GitHubDeliveries } from '../../gateway/github-deliveries.ts';
import { JenkinsNotifications } from '../../gateway/jenkins-notifications.ts';
import type { StageNews } from '../../gateway/publisher-waker.ts';
import { Waking, type Taken } from '../../gateway/waking.ts';
import { PIPELINE } from '../support/pipeline.ts';
import { deliver, post, SECRET } from './deliver.ts';

const running: GatewayServer[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

/** A gateway that only notes what it hears. */
async function listen({ jenkinsToken, taken = 'taken' }: { jenkinsToken?: string; taken?: Taken } = {}) {
  const heard: DeliverySubject[] = [];
  const news: StageNews[] = [];
  const lines: string[] = [];
  const state: { taken: Taken; trouble: string | undefined } = { taken, trouble: undefined };
  const waking = {
    hear: (subject: DeliverySubject) => (heard.push(subject), state.taken),
    hearOfStage: (one: StageNews) => (news.push(one), state.taken),
  };
  const server = await serveGateway({
    listen: '127.0.0.1:0',
    github: new GitHubDeliveries({ secret: SECRET, repository: 'acme/storage', waking }),
    jenkins: new JenkinsNotifications({ token: jenkinsToken, pipeline: PIPELINE, waking }),
    counters: new Counters(),
    findTrouble: async () => state.trouble,
    log: (line) => void lines.push(line),
  });
  running.push(server);
  return { url: server.url, heard, news, lines, state };
}

const repository = { full_name: 'acme/storage' };
const named = { number: 7, head: { ref: 'limelight/add-nginx@1.0.0-to-staging-1', sha: 'a'.repeat(40) } };
/** As GitHub has it in a delivery. */
const sent = { ...named, head: { ...named.head, repo: { id: 1 } }, base: { repo: { id: 1 } } };
const review = { action: 'submitted', pull_request: { ...sent, title: 'Add' }, repository };

describe('a delivery', () => {
  it.each(['pull_request', 'pull_request_review', 'pull_request_review_thread'])(
    'is taken with the pull request that it is about (%s)',
    async (event) => {
      const { url, heard } = await listen();
      expect(await deliver(url, { event, payload: review })).toEqual({
        status: 202,
        reason: 'Taken.',
      });
      expect(heard).toEqual([{ kind: 'pull-requests', pullRequests: [named] }]);
    },
  );

  it.each([
    ['a fork', { repo: { id: 2 } }, { repo: { id: 1 } }],
    ['a fork that is gone', { repo: null }, { repo: { id: 1 } }],
    ['nowhere that it names', {}, {}],
  ])('about a head in %s is not about ours of the same name', async (_, head, base) => {
    const { url, heard } = await listen();
    const payload = { pull_request: { ...named, head: { ...named.head, ...head }, base }, repository };
    await deliver(url, { event: 'pull_request', payload });
    const [subject] = heard;
    expect(subject).toMatchObject({ pullRequests: [{ number: 7, head: { sha: named.head.sha } }] });
    const ref = subject?.kind === 'pull-requests' ? (subject.pullRequests[0]?.head.ref ?? '') : '';
    expect([ref, parseHeadBranch(ref)]).toEqual([`fork:${named.head.ref}`, undefined]);
  });

  it.each([
    [
      'a wrong secret',
      { event: 'pull_request_review', payload: review, secret: 'other' },
      'The signature is wrong',
    ],
    [
      'a signature of something else',
      {
        event: 'pull_request_review',
        payload: review,
        headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      },
      'The signature is wrong',
    ],
    [
      'the old kind of signature alone',
      {
        event: 'pull_request_review',
        payload: review,
        headers: { 'x-hub-signature-256': '', 'x-hub-signature': 'sha1=0' },
      },
      'There is no X-Hub-Signature-256',
    ],
    ['no body at all', { event: 'pull_request_review', payload: '' }, 'The signature is wrong'],
  ])('is refused with %s, and wakes nobody', async (_, delivery, reason) => {
    const { url, heard, lines } = await listen();
    const answer = await deliver(url, delivery);
    expect(answer.status).toBe(401);
    expect(answer.reason).toContain(reason);
    expect(heard).toEqual([]);
    expect(lines.join()).not.toContain(SECRET);
  });

  it('is taken once, however often it comes, and another one of the same kind is taken, too', async () => {
    const { url, heard } = await listen();
    const id = randomUUID();
    for (let time = 0; time < 5; time += 1) {
      const { status } = await deliver(url, { event: 'pull_request_review', payload: review, id });
      expect(status).toBe(202);
    }
    expect(heard).toHaveLength(1);
    await deliver(url, { event: 'pull_request_review', payload: review });
    expect(heard).toHaveLength(2);
  });

  it('that was not taken for want of room may come again', async () => {
    const { url, heard, state } = await listen({ taken: 'full' });
    const id = randomUUID();
    expect(await deliver(url, { event: 'pull_request', payload: review, id })).toMatchObject({ status: 503 });
    state.taken = 'taken';
    expect(await deliver(url, { event: 'pull_request', payload: review, id })).toMatchObject({ status: 202 });
    expect(heard).toHaveLength(2);
  });

  it('whose id an impostor has used is taken all the same', async () => {
    const { url, heard } = await listen();
    const id = randomUUID();
    await deliver(url, { event: 'pull_request', payload: review, id, secret: 'other' });
    expect(await deliver(url, { event: 'pull_request', payload: review, id })).toMatchObject({
      reason: 'Taken.',
    });
    expect(heard).toHaveLength(1);
  });

  it.each([
    [
      'another repository',
      { event: 'pull_request', payload: { ...review, repository: { full_name: 'acme/other' } } },
    ],
    ['no repository', { event: 'pull_request', payload: {} }],
    ['an event that wakes nobody', { event: 'issue_comment', payload: { repository, issue: {} } }],
    ['an event that nobody knows', { event: 'constructor', payload: { repository } }],
    ['a shape that nobody knows', { event: 'pull_request', payload: { repository, pull_request: 7 } }],
    ['a tag', { event: 'push', payload: { repository, ref: 'refs/tags/v1', after: 'b'.repeat(40) } }],
  ])('about %s is forgotten', async (_, delivery) => {
    const { url, heard } = await listen();
    expect(await deliver(url, delivery)).toMatchObject({
      status: 202,
      reason: expect.stringContaining('Forgotten') as string,
    });
    expect(heard).toEqual([]);
  });

  it('is understood in a form, too, and from a repository whose name is written differently', async () => {
    const { url, heard } = await listen();
    const payload = JSON.stringify({ ...review, repository: { full_name: 'Acme/Storage' } });
    const form = new URLSearchParams({ payload }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await deliver(url, { event: 'pull_request', payload: form, headers })).toMatchObject({
      status: 202,
    });
    expect(heard).toHaveLength(1);
  });

  it('that is no JSON, or names no event, is refused with what to do', async () => {
    const { url } = await listen();
    expect(await deliver(url, { event: 'push', payload: 'hello' })).toMatchObject({ status: 400 });
    expect(await deliver(url, { event: '', payload: review })).toMatchObject({
      status: 400,
      reason: 'X-GitHub-Event or X-GitHub-Delivery is missing.',
    });
  });

  it('of a webhook that was just set up is told which events to send', async () => {
    const { url } = await listen();
    const { status, reason } = await deliver(url, { event: 'ping', payload: { zen: 'Keep it.' } });
    expect([status, reason]).toEqual([
      200,
      'The webhook is set up. Events to send: pull_request, pull_request_review, pull_request_review_thread, check_run, check_suite, status, push.',
    ]);
  });

  it('is answered before anything is looked at, also when 500 come at once and GitHub hangs', async () => {
    const hanging: (() => void)[] = [];
    const looked: number[] = [];
    const log = () => undefined;
    const counters = new Counters();
    const waking = new Waking({
      pipeline: PIPELINE,
      counters,
      log,
      pullRequests: {
        wake: async ({ number }) => {
          await new Promise<void>((resolve) => hanging.push(resolve));
          looked.push(number);
        },
      },
      publishers: { wake: async () => undefined },
      commits: new CommitDirectory(async () => [], 1_000),
    });
    const server = await serveGateway({
      listen: '127.0.0.1:0',
      github: new GitHubDeliveries({ secret: SECRET, repository: 'acme/storage', waking }),
      jenkins: { receive: vi.fn() },
      counters,
      findTrouble: async () => undefined,
      log,
    });
    running.push(server);
    const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
    const began = Date.now();
    const answers = await Promise.all(
      numbers.map(async (number) => {
        const payload = { ...review, pull_request: { ...sent, number } };
        const { status } = await deliver(server.url, { event: 'pull_request', payload });
        return { status, ms: Date.now() - began };
      }),
    );
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    // All answers are there, and no look has ended: some hang, and the others wait for their turn.
    expect(looked).toEqual([]);
    expect(hanging.length).toBeGreaterThan(0);
    console.log(`the slowest of 500 answers at once: ${Math.max(...answers.map(({ ms }) => ms))} ms`);
    const closed = waking.close();
    while (looked.length < numbers.length) {
      for (const release of hanging.splice(0)) release();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closed;
    expect(looked.toSorted((one, other) => one - other)).toEqual(numbers);
  });

  it('that is too large is refused, whether it says so or not', async () => {
    const { url, heard } = await listen();
    const payload = { ...review, padding: 'x'.repeat(6 * 1024 * 1024) };
    expect(await deliver(url, { event: 'pull_request', payload })).toMatchObject({ status: 413 });
    expect(await sendChunked(url, Buffer.from(JSON.stringify(payload)))).toMatch(/^HTTP\/1.1 413 /);
    expect(heard).toEqual([]);
    expect(await deliver(url, { event: 'pull_request', payload: review })).toMatchObject({ status: 202 });
  });
});

describe('a report on a commit', () => {
  it.each([
    ['check_run', { check_run: { head_sha: named.head.sha, pull_requests: [sent] } }],
    [
      'check_suite',
      { check_suite: { head_sha: named.head.sha, head_branch: named.head.ref, pull_requests: [sent] } },
    ],
  ])('is about the pull requests that it names (%s)', async (event, payload) => {
    const { url, heard } = await listen();
    await deliver(url, { event, payload: { ...payload, repository } });
    expect(heard).toEqual([{ kind: 'pull-requests', pullRequests: [named] }]);
  });

  it.each([
    [
      'check_run',
      { check_run: { head_sha: 'c', pull_requests: [], check_suite: { head_branch: 'snapshot' } } },
    ],
    ['check_suite', { check_suite: { head_sha: 'c', pull_requests: [], head_branch: 'snapshot' } }],
    ['status', { sha: 'c', branches: [{ name: 'snapshot' }] }],
  ])('is about the commit where it names none (%s)', async (event, payload) => {
    const { url, heard } = await listen();
    await deliver(url, { event, payload: { ...payload, repository } });
    expect(heard).toEqual([{ kind: 'commit', sha: 'c', branches: ['snapshot'] }]);
  });

  it('is about a branch when it was pushed to', async () => {
    const { url, heard } = await listen();
    await deliver(url, { event: 'push', payload: { ref: 'refs/heads/snapshot', after: 'd', repository } });
    expect(heard).toEqual([{ kind: 'push', branch: 'snapshot', tip: 'd' }]);
  });
});

describe('a notification of Jenkins', () => {
  const body = JSON.stringify({
    name: 'staging',
    build: { number: 42, phase: 'COMPLETED', status: 'SUCCESS' },
  });
  const bearer = { authorization: 'Bearer jenkins-token' };

  it('is taken with the token in a header or in the path', async () => {
    const { url, news } = await listen({ jenkinsToken: 'jenkins-token' });
    expect(await post(`${url}/jenkins/staging`, body, bearer)).toEqual({ status: 202, reason: 'Taken.' });
    expect(await post(`${url}/jenkins/staging/jenkins-token`, body)).toMatchObject({ status: 202 });
    expect(news).toEqual([
      { stage: 'staging', picture: 'build 42 is COMPLETED SUCCESS' },
      { stage: 'staging', picture: 'build 42 is COMPLETED SUCCESS' },
    ]);
  });

  it('is refused without the token, and where none is configured', async () => {
    const { url, news, lines } = await listen({ jenkinsToken: 'jenkins-token' });
    expect(await post(`${url}/jenkins/staging`, body)).toMatchObject({ status: 401 });
    expect(await post(`${url}/jenkins/staging/jenkins-tokem`, body)).toMatchObject({ status: 401 });
    expect(lines.join()).not.toContain('jenkins-tokem');
    const open = await listen();
    expect(await post(`${open.url}/jenkins/staging`, body)).toMatchObject({ status: 404 });
    expect([...news, ...open.news]).toEqual([]);
  });

  it('of an unknown stage, or of a start, is forgotten; what is none is refused', async () => {
    const { url, news } = await listen({ jenkinsToken: 'jenkins-token' });
    const started = JSON.stringify({ build: { number: 42, phase: 'STARTED' } });
    expect(await post(`${url}/jenkins/nowhere`, body, bearer)).toMatchObject({ status: 202 });
    expect(await post(`${url}/jenkins/staging`, started, bearer)).toMatchObject({ status: 202 });
    expect(await post(`${url}/jenkins/staging`, '{}', bearer)).toMatchObject({ status: 400 });
    expect(await post(`${url}/jenkins/staging`, 'x'.repeat(6 * 1024 * 1024), bearer)).toMatchObject({
      status: 413,
    });
    expect(news).toEqual([]);
  });
});

describe('whoever looks after the gateway', () => {
  it('sees whether it is alive, ready, and what it counted', async () => {
    const { url, state } = await listen();
    const get = async (path: string) => {
      const { statusCode, body } = await request(`${url}${path}`);
      return { status: statusCode, text: await body.text() };
    };
    await deliver(url, { event: 'pull_request', payload: review });
    await deliver(url, { event: 'pull_request', payload: review, secret: 'other' });
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    state.trouble = 'Temporal does not answer.';
    expect(await get('/readyz')).toEqual({ status: 503, text: '{"reason":"Temporal does not answer."}\n' });
    const { text } = await get('/metrics');
    expect(text).toContain('limelight_gateway_deliveries_total{source="github",status="202"} 1\n');
    expect(text).toContain('limelight_gateway_deliveries_total{source="github",status="401"} 1\n');
    expect(await get('/')).toMatchObject({ status: 404 });
    expect(await get('/github')).toMatchObject({ status: 405 });
  });

  it('is told when the address is taken', async () => {
    const { url } = await listen();
    const address = url.replace('http://', '');
    await expect(
      serveGateway({
        listen: address,
        github: { receive: vi.fn() },
        jenkins: { receive: vi.fn() },
        counters: new Counters(),
        findTrouble: async () => undefined,
        log: () => undefined,
      }),
    ).rejects.toThrow('EADDRINUSE');
  });
});

/** Sends a body that does not say its length. @returns the answer as it comes. */
function sendChunked(url: string, body: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (data) => {
      answer += String(data);
      if (answer.includes('\r\n')) socket.destroy();
    });
    socket.once('close', () => resolve(answer));
    socket.once('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
    socket.write(
      'POST /github HTTP/1.1\r\nhost: gateway\r\nx-hub-signature-256: sha256=0\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    socket.write(`${body.length.toString(16)}\r\n`);
    socket.write(body);
    socket.write('\r\n0\r\n\r\n');
  });
}
