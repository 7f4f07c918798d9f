import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ImageStore } from '../../../sandbox/images/image-store.ts';
import { JenkinsStandIn, type JenkinsStandInOptions } from '../../../sandbox/jenkins/jenkins-stand-in.ts';
import { samplePackage, SampleStorage } from '../sample-storage.ts';

const JOB = 'job/storage/job/snapshot';
const PRODUCTION = 'job/storage/job/production';
const STAGING = 'job/storage/job/staging';
const jobs = [
  { stage: 'snapshot', branch: 'snapshot', path: JOB, layers: ['production', 'staging'] },
  { stage: 'staging', branch: 'staging', path: STAGING, layers: ['production'] },
  { stage: 'production', branch: 'production', path: PRODUCTION, layers: [] },
];
const OWN_AUTHORIZATION = basic('limelight-bot', 'jenkins-token');
const endings: (() => Promise<void> | void)[] = [];

interface CallOptions {
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

function basic(login: string, secret: string): string {
  return `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;
}

async function setUp(options: Partial<JenkinsStandInOptions> = {}) {
  const storage = new SampleStorage({
    production: samplePackage('old', '1.0.0'),
    staging: samplePackage('warm', '1.0.0'),
    snapshot: samplePackage('new', '1.0.0'),
  });
  const images = options.images ?? new ImageStore();
  const start = async (): Promise<JenkinsStandIn> => {
    const all = { gitDir: storage.gitDir, images, jobs, quietPeriodMs: 60, buildMs: 40, ...options };
    const started = await JenkinsStandIn.start(all);
    endings.unshift(() => started.close());
    return started;
  };
  endings.unshift(() => storage.remove());
  const jenkins = await start();
  return { storage, images, jenkins, start, call: caller(jenkins), ended: () => buildsEnded(jenkins) };
}

function caller(jenkins: JenkinsStandIn) {
  return async (method: 'GET' | 'POST', path: string, { headers = {}, body }: CallOptions = {}) => {
    const answer = await request(`${jenkins.url}/${path}`, {
      method,
      headers: { authorization: OWN_AUTHORIZATION, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.body.text();
    const location = String(answer.headers['location'] ?? '');
    const json = (): unknown => JSON.parse(text);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text,
      json,
      location,
      id: Number(/item\/(\d+)/.exec(location)?.[1]),
    };
  };
}

function job(jenkins: JenkinsStandIn, path = JOB) {
  const found = jenkins.state().jobs.find((candidate) => candidate.path === path);
  if (found === undefined) throw new Error(`no job ${path}`);
  return found;
}

function buildsEnded(jenkins: JenkinsStandIn): Promise<void> {
  return vi.waitFor(
    () => {
      const { jobs, queue } = jenkins.state();
      const isQuiet =
        queue.every(({ state }) => state === 'left') &&
        jobs.every(({ builds }) => builds.every(({ building }) => !building));
      if (!isQuiet) throw new Error('still building');
    },
    { timeout: 5000, interval: 10 },
  );
}

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

it('has built each branch once before anybody comes, the layers first', async () => {
  const { jenkins, images } = await setUp();
  const builds = [PRODUCTION, STAGING, JOB].map((path) => job(jenkins, path).builds[0]);
  expect(builds).toMatchObject(builds.map(() => ({ number: 1, result: 'SUCCESS', building: false })));
  const times = [
    ...builds.flatMap((build) => [build?.startedAt ?? 0, (build?.startedAt ?? 0) + (build?.duration ?? 0)]),
    Date.now(),
  ];
  expect(times).toEqual(times.toSorted((one, other) => one - other));
  expect(images.tagged('snapshot')?.layers.map(({ branch }) => branch)).toEqual([
    'production',
    'staging',
    'snapshot',
  ]);
});

describe('triggering', () => {
  it('joins requests for one job: 201 for the first, 303 with the same item for the others', async () => {
    const { call, jenkins, ended } = await setUp({ quietPeriodMs: 1_000 });
    const first = await call('POST', `${JOB}/buildWithParameters`);
    const others = [
      await call('POST', `${JOB}/buildWithParameters`),
      await call('POST', `${JOB}/buildWithParameters?unknown=1`),
    ];
    expect(first.status).toBe(201);
    expect(others.map(({ status, id }) => [status, id])).toEqual([
      [303, first.id],
      [303, first.id],
    ]);
    await ended();
    expect(job(jenkins).builds.map(({ number }) => number)).toEqual([2, 1]);
    expect(job(jenkins).builds[0]?.causes).toHaveLength(3);
  });

  it('keeps apart what has other parameter values, and other jobs', async () => {
    const { call, jenkins, ended } = await setUp({ quietPeriodMs: 1_000 });
    const plain = await call('POST', `${JOB}/buildWithParameters`);
    const full = await call('POST', `${JOB}/buildWithParameters?run_all_stages=true`);
    const other = await call('POST', `${STAGING}/buildWithParameters`);
    expect([plain.status, full.status, other.status]).toEqual([201, 201, 201]);
    await ended();
    expect(job(jenkins).builds).toHaveLength(3);
  });

  it('answers what Jenkins answers on the wrong endpoint, method or delay', async () => {
    const { call, jenkins } = await setUp({ quietPeriodMs: 1_000 });
    const get = await call('GET', `${JOB}/buildWithParameters`);
    expect([get.status, get.headers['allow']]).toEqual([405, 'POST']);
    expect(await call('POST', `${JOB}/build`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('Nothing is submitted'),
    });
    expect(await call('POST', `${JOB}/buildWithParameters?delay=soon`)).toMatchObject({ status: 400 });
    jenkins.faults.add({ kind: 'notParameterized', value: JOB });
    expect(await call('POST', `${JOB}/buildWithParameters`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('is not parameterized'),
    });
    const plain = await call('POST', `${JOB}/build`);
    const joined = await call('POST', `${JOB}/build`);
    expect([plain.status, joined.status, joined.id]).toEqual([201, 201, plain.id]);
  });

  it('refuses a disabled job, until that is cleared', async () => {
    const { call, jenkins } = await setUp();
    jenkins.faults.add({ kind: 'disabled', value: STAGING });
    const shown = async (): Promise<unknown> =>
      (await call('GET', `${STAGING}/api/json?tree=buildable,disabled,color`)).json();
    expect(await call('POST', `${STAGING}/buildWithParameters`)).toMatchObject({ status: 409 });
    expect(await shown()).toMatchObject({ buildable: false, disabled: true, color: 'disabled' });
    expect(await call('POST', `${JOB}/buildWithParameters`)).toMatchObject({ status: 201 });
    jenkins.faults.clear('disabled');
    expect(await shown()).toMatchObject({ buildable: true, disabled: false, color: 'blue' });
    expect(await call('POST', `${STAGING}/buildWithParameters`)).toMatchObject({ status: 201 });
  });

  it('loses the item id of a form that joined another', async () => {
    const { call } = await setUp({ quietPeriodMs: 1_000 });
    const form = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        json: '{"parameter":[{"name":"run_all_stages","value":false}]}',
      }).toString(),
    };
    expect(await call('POST', `${JOB}/build`, form)).toMatchObject({ status: 201 });
    const joined = await call('POST', `${JOB}/build`, form);
    expect(joined.status).toBe(302);
    expect(joined.location).toMatch(new RegExp(`/${JOB}/$`));
  });

  it('reads a bare delay as milliseconds, and a delay with a unit as seconds', async () => {
    const { call, jenkins } = await setUp({ quietPeriodMs: 60_000 });
    const { id } = await call('POST', `${JOB}/buildWithParameters?delay=30sec`);
    const item = (): { due: number; since: number } | undefined =>
      jenkins.state().queue.find((candidate) => candidate.id === id);
    expect((item()?.due ?? 0) - (item()?.since ?? 0)).toBe(30_000);
    await call('POST', `${JOB}/buildWithParameters?delay=5`);
    await vi.waitFor(() => expect(job(jenkins).builds).toHaveLength(2), { interval: 10 });
  });
});

describe('the queue', () => {
  it('shows an item through its states, and after it left until it is forgotten', async () => {
    const { call, jenkins, ended } = await setUp({ quietPeriodMs: 1_000 });
    const { id } = await call('POST', `${JOB}/buildWithParameters`);
    const tree = 'id,why,cancelled,executable[number,url]';
    const waiting = (await call('GET', `queue/item/${id}/api/json?tree=${tree}`)).json();
    expect(waiting).toEqual({
      _class: 'hudson.model.Queue$WaitingItem',
      id,
      why: expect.stringContaining('quiet period'),
    });
    const queue = (await call('GET', 'queue/api/json?tree=items[id]')).json();
    expect(queue).toMatchObject({ items: [{ id }] });
    await ended();
    expect((await call('GET', `queue/item/${id}/api/json?tree=${tree}`)).json()).toEqual({
      _class: 'hudson.model.Queue$LeftItem',
      id,
      why: null,
      cancelled: false,
      executable: { _class: expect.any(String), number: 2, url: `${jenkins.url}/${JOB}/2/` },
    });
    expect(await call('GET', `queue/item/${id}/`)).toMatchObject({ status: 200 });
    jenkins.faults.add({ kind: 'expireLeftNow' });
    expect(await call('GET', `queue/item/${id}/api/json`)).toMatchObject({ status: 404 });
  });

  it('cancels', async () => {
    const { call } = await setUp({ quietPeriodMs: 60_000 });
    const { id } = await call('POST', `${JOB}/buildWithParameters`);
    expect(await call('POST', `queue/cancelItem?id=${id}`)).toMatchObject({ status: 204 });
    expect(await call('POST', `queue/cancelItem?id=${id}`)).toMatchObject({ status: 500 });
    expect(await call('POST', 'queue/cancelItem?id=999')).toMatchObject({ status: 404 });
    expect((await call('GET', `queue/item/${id}/api/json?tree=cancelled`)).json()).toMatchObject({
      cancelled: true,
    });
  });

  it('holds a stuck item until the fault is gone', async () => {
    const { call, jenkins, ended } = await setUp();
    jenkins.faults.add({ kind: 'stuck', match: 'snapshot' });
    const { id } = await call('POST', `${JOB}/buildWithParameters?delay=0sec`);
    await vi.waitFor(async () => {
      const { _class } = (await call('GET', `queue/item/${id}/api/json`)).json() as { _class: string };
      expect(_class).toBe('hudson.model.Queue$BuildableItem');
    });
    jenkins.faults.clear('stuck');
    await ended();
    expect(job(jenkins).builds[0]).toMatchObject({ number: 2, result: 'SUCCESS' });
  });

  it.each([
    ['stuck', 'BuildableItem', 'Waiting for next available executor'],
    ['quietingDown', 'BlockedItem', 'Jenkins is about to shut down'],
  ] as const)('holds one request when it is %s once, however often it looks', async (kind, state, why) => {
    const { call, jenkins, ended } = await setUp();
    jenkins.faults.add({ kind, times: 1 });
    const held = await call('POST', `${JOB}/buildWithParameters?delay=0sec`);
    const shown = async (): Promise<unknown> =>
      (await call('GET', `queue/item/${held.id}/api/json?tree=why`)).json();
    await vi.waitFor(async () => expect(await shown()).toMatchObject({ why }));
    await call('POST', `${STAGING}/buildWithParameters?delay=0sec`);
    await vi.waitFor(() => expect(job(jenkins, STAGING).builds[0]).toMatchObject({ result: 'SUCCESS' }));
    // Jenkins looks at its queue every 50 ms.
    await sleep(200);
    expect(await shown()).toEqual({ _class: `hudson.model.Queue$${state}`, why });
    expect(jenkins.faults.list()).toEqual([{ kind, times: 0 }]);
    const root = (await call('GET', 'api/json?tree=quietingDown')).json();
    expect(root).toMatchObject({ quietingDown: kind === 'quietingDown' });
    jenkins.faults.clear(kind);
    await ended();
    expect(job(jenkins).builds[0]).toMatchObject({ number: 2, result: 'SUCCESS' });
  });

  it('lets a held request be cancelled, and is over with it', async () => {
    const { call, jenkins } = await setUp();
    jenkins.faults.add({ kind: 'stuck', times: 1 });
    const { id } = await call('POST', `${JOB}/buildWithParameters?delay=0sec`);
    await vi.waitFor(() => expect(jenkins.faults.list()).toMatchObject([{ times: 0 }]));
    expect(await call('POST', `queue/cancelItem?id=${id}`)).toMatchObject({ status: 204 });
    expect(jenkins.faults.list()).toEqual([]);
  });

  it('loses the requests of one job when somebody cancels them', async () => {
    const { call, jenkins } = await setUp({ quietPeriodMs: 60_000 });
    const [gone, stays] = [JOB, STAGING].map((path) => call('POST', `${path}/buildWithParameters`));
    const ids = [(await gone)?.id, (await stays)?.id];
    jenkins.faults.add({ kind: 'cancelQueued', value: JOB });
    const states = ids.map(async (id) =>
      (await call('GET', `queue/item/${id}/api/json?tree=cancelled,executable[number]`)).json(),
    );
    expect(await Promise.all(states)).toEqual([
      { _class: 'hudson.model.Queue$LeftItem', cancelled: true, executable: null },
      { _class: 'hudson.model.Queue$WaitingItem' },
    ]);
  });

  it('throttles a job, except for what a user asks for', async () => {
    const { call, jenkins } = await setUp({ cascade: true, throttleMs: 3_600_000 });
    await call('POST', `${PRODUCTION}/buildWithParameters`);
    await vi.waitFor(async () => {
      const { items } = (await call('GET', 'queue/api/json')).json() as { items: unknown[] };
      expect(items).toMatchObject([
        {
          _class: 'hudson.model.Queue$BlockedItem',
          why: expect.stringMatching(
            /^Build throttle expires at \d+:\d\d:\d\d [AP]M on \w+ \d+, \d{4}$/,
          ) as string,
        },
      ]);
    });
    expect(job(jenkins, STAGING).builds).toHaveLength(1);
    expect(await call('POST', `${STAGING}/buildWithParameters`)).toMatchObject({ status: 303 });
    await vi.waitFor(() => expect(job(jenkins, STAGING).builds).toHaveLength(2));
  });

  it('throttles users too where they have no privilege', async () => {
    const { call } = await setUp({ throttleMs: 3_600_000, userBoost: false });
    const { id } = await call('POST', `${JOB}/buildWithParameters?delay=0sec`);
    await vi.waitFor(async () =>
      expect((await call('GET', `queue/item/${id}/api/json?tree=why`)).json()).toMatchObject({
        why: expect.stringContaining('Build throttle expires at ') as string,
      }),
    );
  });
});

describe('a build', () => {
  it('takes the tip at its start and the layers of its own moment', async () => {
    const { storage, images, call, ended } = await setUp();
    await call('POST', `${JOB}/buildWithParameters`);
    const late = storage.commit('snapshot', samplePackage('late', '1.0.0'));
    await ended();
    expect(images.tagged('snapshot')).toMatchObject({ commit: late, build: 2 });
    expect(images.tagged('snapshot')?.layers).toEqual([
      { branch: 'production', commit: storage.tip('production'), build: 1 },
      { branch: 'staging', commit: storage.tip('staging'), build: 1 },
      { branch: 'snapshot', commit: late, build: 2 },
    ]);
    expect(images.ofCommit(late)).toEqual(images.tagged('snapshot'));
  });

  it('answers everything that a client asks in one call', async () => {
    const { storage, jenkins, call, ended } = await setUp({
      repositoryUrl: 'https://git.example/package-storage.git',
    });
    const { id } = await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    const tree =
      'inQueue,queueItem[id,inQueueSince,actions[causes[userId]]],builds[number,queueId,building,inProgress,result,timestamp,duration,' +
      'actions[_class,lastBuiltRevision[SHA1],remoteUrls,causes[_class,shortDescription,userId],parameters[name,value]]]{0,1}';
    const answer = await call('GET', `${JOB}/api/json?tree=${tree}`);
    expect(answer.headers['x-jenkins']).toBeDefined();
    const body = answer.json() as {
      builds: { actions: { remoteUrls?: string[]; lastBuiltRevision?: { SHA1: string } }[] }[];
    };
    expect(body).toMatchObject({
      inQueue: false,
      queueItem: null,
      builds: [{ number: 2, queueId: id, building: false, result: 'SUCCESS' }],
    });
    const data = body.builds[0]?.actions.filter(({ remoteUrls }) => remoteUrls !== undefined) ?? [];
    expect(data.map(({ remoteUrls }) => remoteUrls?.[0]?.includes('library'))).toEqual([true, false]);
    expect(data[1]?.lastBuiltRevision).toEqual({ SHA1: storage.tip('snapshot') });
    const shallow = (await call('GET', `${JOB}/api/json`)).json() as { builds: object[] };
    expect(shallow.builds[0]).toEqual({
      _class: expect.any(String),
      number: 2,
      url: `${jenkins.url}/${JOB}/2/`,
    });
    expect(await call('GET', `${JOB}/api/json?tree=builds[number`)).toMatchObject({ status: 400 });
    expect(
      (await call('GET', `${JOB}/2/api/json?tree=result,changeSets[items[commitId]]`)).json(),
    ).toMatchObject({ result: 'SUCCESS' });
    expect(await call('GET', `${JOB}/9/api/json`)).toMatchObject({ status: 404 });
  });

  it('shows its log as it grows, and its stages', async () => {
    const { call, ended } = await setUp();
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    const whole = await call('GET', `${JOB}/2/logText/progressiveText`);
    const size = Number(whole.headers['x-text-size']);
    const rest = await call('GET', `${JOB}/2/logText/progressiveText?start=${size - 18}`);
    expect(rest).toMatchObject({ text: 'Finished: SUCCESS\n' });
    expect(whole.headers['x-more-data']).toBeUndefined();
    expect((await call('GET', `${JOB}/2/wfapi/describe`)).json()).toMatchObject({
      status: 'SUCCESS',
      stages: [{ name: 'Checkout' }, { name: 'Build' }, { name: 'Publish Docker image', status: 'SUCCESS' }],
    });
  });

  it('fails when the registry would not start, and goes on failing until that is mended', async () => {
    const { storage, images, jenkins, call, ended } = await setUp();
    const before = images.tagged('snapshot');
    storage.commit('snapshot', { 'packages/bad/1.0.0/manifest.yml': 'name: [' });
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    storage.commit('snapshot', samplePackage('good', '1.0.0'));
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    expect(job(jenkins).builds.map(({ result }) => result)).toEqual(['FAILURE', 'FAILURE', 'SUCCESS']);
    expect(job(jenkins).builds[0]?.log).toContain('packages/bad/1.0.0');
    expect(images.tagged('snapshot')).toEqual(before);
    storage.commit('snapshot', { 'packages/bad/1.0.0/manifest.yml': undefined });
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    expect(job(jenkins).builds[0]).toMatchObject({ result: 'SUCCESS' });
  });

  it('can be stopped, and is aborted by a restart', async () => {
    const { images, jenkins, call, ended } = await setUp({ buildMs: 60_000 });
    for (const how of ['stop', 'restart'] as const) {
      await call('POST', `${JOB}/buildWithParameters?delay=0sec`);
      await vi.waitFor(() => expect(job(jenkins).builds[0]?.building).toBe(true), { interval: 5 });
      const { number } = job(jenkins).builds[0] ?? {};
      if (how === 'stop') await call('POST', `${JOB}/${number}/stop`);
      else jenkins.faults.add({ kind: 'restart' });
      await ended();
    }
    expect(job(jenkins).builds.map(({ result }) => result)).toEqual(['ABORTED', 'ABORTED', 'SUCCESS']);
    expect(images.tagged('snapshot')?.build).toBe(1);
  });

  it('keeps 20 of them', async () => {
    const { jenkins, call, ended } = await setUp({ quietPeriodMs: 0, buildMs: 0 });
    for (let round = 0; round < 22; round += 1) {
      await call('POST', `${JOB}/buildWithParameters`);
      await ended();
    }
    expect(job(jenkins).builds.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, at) => 23 - at),
    );
  });

  it('stays, however old, while it runs or when no later one was good', async () => {
    const { jenkins, call } = await setUp({ quietPeriodMs: 0, buildMs: 0 });
    jenkins.faults.add({ kind: 'zombieBuilding', times: 1 }, { kind: 'result', value: 'FAILURE' });
    await call('POST', `${JOB}/buildWithParameters`);
    await vi.waitFor(() => expect(jenkins.faults.list()).toHaveLength(1), { interval: 5 });
    for (let number = 3; number < 25; number += 1) {
      await call('POST', `${JOB}/buildWithParameters`);
      await vi.waitFor(() => expect(job(jenkins).builds[0]).toMatchObject({ number, building: false }), {
        interval: 5,
      });
    }
    expect(job(jenkins).builds.map(({ number }) => number)).toEqual([
      ...Array.from({ length: 20 }, (_, at) => 24 - at),
      2,
      1,
    ]);
    expect((await call('GET', `${JOB}/lastSuccessfulBuild/api/json`)).json()).toMatchObject({ number: 1 });
  });
});

describe('more than one build', () => {
  it('lets the last finisher win the tag, also when it built the older commit', async () => {
    const { storage, images, jenkins, call, ended } = await setUp({ quietPeriodMs: 0 });
    jenkins.faults.add({ kind: 'outOfOrderFinish', times: 1 });
    const older = storage.tip('snapshot');
    await call('POST', `${JOB}/buildWithParameters`);
    await vi.waitFor(() => expect(job(jenkins).builds[0]).toMatchObject({ number: 2, commit: older }), {
      interval: 5,
    });
    const newer = storage.commit('snapshot', samplePackage('late', '1.0.0'));
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    expect(
      job(jenkins)
        .builds.map(({ commit, result }) => [commit, result])
        .slice(0, 2),
    ).toEqual([
      [newer, 'SUCCESS'],
      [older, 'SUCCESS'],
    ]);
    expect(images.tagged('snapshot')).toMatchObject({ commit: older, build: 2 });
  });

  it('cascades from the more mature branches when it is told to', async () => {
    const { images, jenkins, call, ended } = await setUp({ cascade: true, quietPeriodMs: 0 });
    await call('POST', `${PRODUCTION}/buildWithParameters`);
    await vi.waitFor(() => expect(images.tagged('snapshot')?.build).toBe(2));
    await ended();
    expect(job(jenkins, STAGING).builds[0]?.causes).toEqual([
      { kind: 'upstream', job: PRODUCTION, build: 2 },
    ]);
    expect(images.tagged('snapshot')?.layers.map(({ build }) => build)).toEqual([2, 2, 2]);
  });

  it('builds a branch that moved when it is told to', async () => {
    const { storage, images, jenkins, ended } = await setUp({ buildOnMerge: true, quietPeriodMs: 0 });
    const moved = storage.commit('staging', samplePackage('late', '1.0.0'));
    await vi.waitFor(() => expect(images.tagged('staging')?.commit).toBe(moved), { timeout: 3000 });
    await ended();
    expect(job(jenkins, STAGING).builds[0]?.causes).toEqual([{ kind: 'branch' }]);
  });
});

describe('who may do what', () => {
  const users = [
    { login: 'ci', token: 'token', password: 'secret', permissions: ['discover', 'read', 'build', 'cancel'] },
    { login: 'reader', token: 'token', permissions: ['discover', 'read'] },
    { login: 'stranger', token: 'token', permissions: [] },
    { login: 'guest', token: 'token', permissions: ['discover'] },
  ] as const;

  it.each([
    ['nobody', '', 403, 'Authentication required'],
    ['a wrong token', basic('ci', 'wrong'), 401, 'Invalid password/token for user: ci'],
    ['somebody who may not know of the job', basic('stranger', 'token'), 404, ''],
    ['somebody who may not read the job', basic('guest', 'token'), 403, ''],
    ['somebody who may', basic('reader', 'token'), 200, ''],
  ])('%s', async (_, authorization, status, text) => {
    const { call } = await setUp({ users });
    const answer = await call('GET', `${JOB}/api/json`, { headers: { authorization } });
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
  });

  it('names the permission that is missing', async () => {
    const { call } = await setUp({ users });
    const { status, headers } = await call('POST', `${JOB}/buildWithParameters`, {
      headers: { authorization: basic('reader', 'token') },
    });
    expect(status).toBe(403);
    expect(headers).toMatchObject({
      'x-you-are-authenticated-as': 'reader',
      'x-required-permission': 'hudson.model.Item.Build',
    });
  });

  it('asks for a crumb of the same session with a password, and for none with a token', async () => {
    const { call, jenkins } = await setUp({ users });
    const authorization = basic('ci', 'secret');
    expect(await call('POST', `${JOB}/buildWithParameters`, { headers: { authorization } })).toMatchObject({
      status: 403,
    });
    const issued = await call('GET', 'crumbIssuer/api/json', { headers: { authorization } });
    const { crumb, crumbRequestField } = issued.json() as { crumb: string; crumbRequestField: string };
    const cookie = String(issued.headers['set-cookie']).split(';')[0] ?? '';
    const withCrumb = { authorization, [crumbRequestField]: crumb };
    expect(await call('POST', `${JOB}/buildWithParameters`, { headers: withCrumb })).toMatchObject({
      status: 403,
    });
    expect(
      await call('POST', `${JOB}/buildWithParameters`, { headers: { ...withCrumb, cookie } }),
    ).toMatchObject({ status: 201 });
    expect(jenkins.log.exchanges.at(-1)).toMatchObject({ method: 'POST', status: 201, who: 'ci' });
  });
});

describe('faults', () => {
  it('come over the control endpoint, strike as often as they say, and can be taken back', async () => {
    const { call, jenkins } = await setUp();
    const add = (fault: object) => call('POST', '__control/faults', { body: JSON.stringify(fault) });
    expect(await add({ kind: '500', match: 'api/json', times: 1 })).toMatchObject({ status: 201 });
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({ status: 500 });
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({ status: 200 });
    expect(await add({ kind: 'nonsense' })).toMatchObject({
      status: 400,
      text: expect.stringContaining('there are: '),
    });
    await add({ kind: '503Loading' });
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({ status: 503 });
    await request(`${jenkins.url}/__control/faults`, { method: 'DELETE' });
    const state = JSON.parse(JSON.stringify(jenkins.state())) as object;
    expect((await call('GET', '__control/state')).json()).toEqual({
      ...state,
      requests: expect.objectContaining({ total: 3, counts: { [`GET /${JOB}/api/json`]: 3 } }) as object,
    });
    expect(jenkins.log.matching(/__control/)).toEqual([]);
  });

  it.each([
    ['500', 500, true],
    ['502', 502, false],
    ['503Loading', 503, true],
    ['htmlLogin200', 200, false],
    ['401', 401, true],
    ['404job', 404, true],
  ] as const)('%s: %i, and whether Jenkins itself says so', async (kind, status, isJenkins) => {
    const { call, jenkins } = await setUp();
    jenkins.faults.add({ kind });
    const answer = await call('GET', `${JOB}/api/json`);
    expect([answer.status, answer.headers['x-jenkins'] !== undefined]).toEqual([status, isJenkins]);
  });

  it('403 names the user and what he lacks', async () => {
    const { call, jenkins } = await setUp();
    jenkins.faults.add({ kind: '403' });
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({
      status: 403,
      headers: {
        'x-you-are-authenticated-as': 'limelight-bot',
        'x-required-permission': 'hudson.model.Item.Read',
      },
    });
  });

  it('503Loading is over by itself when it was told for how long', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    endings.push(() => void vi.useRealTimers());
    const { call, jenkins } = await setUp();
    jenkins.faults.add({ kind: '503Loading', ms: 1_200_000 });
    vi.setSystemTime(Date.now() + 1_199_000);
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({ status: 503 });
    vi.setSystemTime(Date.now() + 2_000);
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({ status: 200 });
    expect(jenkins.faults.list()).toEqual([]);
  });

  it.each(['user/%zz/api/json', 'computer/%zz/api/json', '/'])('answers 400 to %s', async (path) => {
    const { call } = await setUp();
    expect(await call('GET', path)).toMatchObject({
      status: 400,
      text: expect.not.stringContaining('at ') as string,
    });
  });

  it('failIfPackageBad strikes for its own package only', async () => {
    const { call, jenkins, ended } = await setUp();
    const others = { kind: 'failIfPackageBad', value: 'other', times: 1 } as const;
    jenkins.faults.add(others, { kind: 'failIfPackageBad', value: 'new', times: 1 });
    for (const result of ['FAILURE', 'SUCCESS']) {
      await call('POST', `${JOB}/buildWithParameters`);
      await ended();
      expect(job(jenkins).builds[0]).toMatchObject({ result });
    }
    expect(jenkins.faults.list()).toEqual([others]);
  });

  it('accepts a trigger and loses the answer', async () => {
    const { call, jenkins, ended } = await setUp();
    jenkins.faults.add({ kind: 'dropResponseAfterAccept', match: '^POST', times: 1 });
    await expect(call('POST', `${JOB}/buildWithParameters`)).rejects.toThrow('other side closed');
    await ended();
    expect(job(jenkins).builds).toHaveLength(2);
    expect(jenkins.log.exchanges[0]).toMatchObject({ status: 201, note: 'the answer was lost' });
  });

  it.each([
    [{ kind: 'wrongHostInLocation' }, 201, /^http:\/\/jenkins\.internal:8080\/queue\/item\/\d+\/$/],
    [{ kind: 'noLocation' }, 201, /^$/],
    [{ kind: 'refuse302' }, 302, /^\.$/],
  ] as const)('%o', async (fault, status, location) => {
    const { call, jenkins } = await setUp();
    jenkins.faults.add(fault);
    const answer = await call('POST', `${JOB}/buildWithParameters`);
    expect(answer.status).toBe(status);
    expect(answer.location).toMatch(location);
  });

  it.each([
    [{ kind: 'result', value: 'NOT_BUILT' }, { result: 'NOT_BUILT' }, 1],
    [{ kind: 'failIfPackageBad', value: 'new' }, { result: 'FAILURE' }, 1],
    [{ kind: 'missingBuildData' }, { result: 'SUCCESS', checkedOut: false }, 2],
    [{ kind: 'publishSilentlyFails' }, { result: 'SUCCESS' }, 1],
  ] as const)('%o', async (fault, build, published) => {
    const { call, jenkins, images, ended } = await setUp();
    jenkins.faults.add(fault);
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    expect(job(jenkins).builds[0]).toMatchObject(build);
    expect(images.tagged('snapshot')?.build).toBe(published);
  });

  it('builds the commit before the tip', async () => {
    const { storage, images, call, jenkins, ended } = await setUp();
    const before = storage.tip('snapshot');
    storage.commit('snapshot', samplePackage('late', '1.0.0'));
    jenkins.faults.add({ kind: 'staleTip', times: 1 });
    await call('POST', `${JOB}/buildWithParameters`);
    await ended();
    expect(images.tagged('snapshot')?.commit).toBe(before);
  });

  it('shows a result before the build is done, or builds for ever', async () => {
    const { call, jenkins, ended } = await setUp();
    jenkins.faults.add({ kind: 'resultBeforeDone', ms: 60_000, times: 1 });
    await call('POST', `${JOB}/buildWithParameters`);
    await vi.waitFor(
      () => expect(job(jenkins).builds[0]).toMatchObject({ number: 2, building: true, result: 'SUCCESS' }),
      { interval: 5 },
    );
    await call('POST', `${JOB}/2/stop`);
    await ended();
    jenkins.faults.add({ kind: 'discardBuild', times: 2 });
    expect(await call('GET', `${JOB}/2/api/json`)).toMatchObject({ status: 404 });
  });
});

describe('what lasts', () => {
  it('finds nothing at the old path of a renamed job', async () => {
    const { call, jenkins } = await setUp();
    jenkins.renameJob(JOB, 'job/other/job/snapshot');
    expect(await call('GET', `${JOB}/api/json`)).toMatchObject({ status: 404 });
    expect(await call('POST', 'job/other/job/snapshot/buildWithParameters')).toMatchObject({ status: 201 });
  });

  it('survives a restart of the process: what ran is aborted, what waited is built', async () => {
    const images = new ImageStore();
    const probe = new SampleStorage({});
    endings.push(() => probe.remove());
    const { jenkins, start, call } = await setUp({
      images,
      quietPeriodMs: 200,
      buildMs: 400,
      stateFile: `${probe.folder}/jenkins.json`,
    });
    await call('POST', `${JOB}/buildWithParameters?delay=0sec`);
    await vi.waitFor(() => expect(job(jenkins).builds[0]?.building).toBe(true), { interval: 5 });
    await call('POST', `${STAGING}/buildWithParameters`);
    await jenkins.close();
    const again = await start();
    expect(job(again).builds[0]).toMatchObject({ number: 2, building: false, result: 'ABORTED' });
    await buildsEnded(again);
    expect(images.tagged('staging')?.build).toBe(2);
  });
});
