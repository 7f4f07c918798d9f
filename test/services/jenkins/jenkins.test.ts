import { afterEach, describe, expect, test } from 'vitest';
import { JenkinsAnswerUnexpected } from '../../../services/jenkins/jenkins-answer-unexpected.ts';
import { JenkinsError } from '../../../services/jenkins/jenkins-error.ts';
import { JenkinsUnreachable } from '../../../services/jenkins/jenkins-unreachable.ts';
import { Jenkins } from '../../../services/jenkins/jenkins.ts';
import { startFake, type Fake, type FakeService } from '../fake-service.ts';

const JOB = 'job/storage/job/snapshot';
const OWN = { 'x-jenkins': '2.541' };
const LIBRARY = {
  lastBuiltRevision: { SHA1: 'l'.repeat(40) },
  remoteUrls: ['https://github.com/acme/apm-library'],
};
const checkout = (remote: string, sha = 'c'): object => ({
  lastBuiltRevision: { SHA1: sha.repeat(40) },
  remoteUrls: [remote],
});
const BUILD = {
  number: 7,
  queueId: 70,
  building: false,
  result: 'SUCCESS',
  timestamp: 1_000,
  duration: 50,
  actions: [{}],
};

let fake: FakeService | undefined;
afterEach(() => fake?.close());

async function jenkinsWith(routes: Record<string, Fake | Fake[]>): Promise<Jenkins> {
  fake = await startFake(routes);
  return new Jenkins({ url: fake.url, user: 'limelight-bot', token: 's3cret' });
}

function jobWith(...builds: object[]): Promise<Jenkins> {
  return jenkinsWith({ [`GET /${JOB}/api/json`]: { headers: OWN, body: { builds } } });
}

describe('a look at a job', () => {
  test('is one call with an API token and without a crumb', async () => {
    const jenkins = await jobWith();
    await jenkins.lookAtJob(`/${JOB}/`, 'acme/storage');
    expect(fake?.requests).toHaveLength(1);
    expect(fake?.requests[0]).toContain('builds[number,queueId,building,inProgress,result');
    expect(fake?.requests[0]).toContain('{0,20}');
    const credentials = Buffer.from('limelight-bot:s3cret').toString('base64');
    expect(fake?.headers[0]).toMatchObject({ authorization: `Basic ${credentials}` });
  });

  test('knows a Jenkins below a path', async () => {
    const server = await startFake({ [`GET /ci/${JOB}/api/json`]: { headers: OWN, body: { builds: [] } } });
    fake = server;
    const jenkins = new Jenkins({ url: `${server.url}/ci/`, user: 'u', token: 't' });
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).resolves.toMatchObject({ builds: [] });
  });

  test('tells the queue, whether it takes parameters and whether it can be built', async () => {
    const jenkins = await jenkinsWith({
      [`GET /${JOB}/api/json`]: {
        headers: OWN,
        body: {
          buildable: false,
          property: [{}, { parameterDefinitions: [{ name: 'run_all_stages' }] }],
          queueItem: { id: 12, inQueueSince: 99, why: 'In the quiet period.' },
          builds: [],
        },
      },
    });
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).resolves.toEqual({
      parameterized: true,
      buildable: false,
      queued: { id: 12, since: 99, why: 'In the quiet period.' },
      builds: [],
    });
  });

  test('of a job before its first build', async () => {
    const jenkins = await jenkinsWith({
      [`GET /${JOB}/api/json`]: {
        headers: OWN,
        body: { buildable: true, property: [{}], queueItem: null, builds: [] },
      },
    });
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).resolves.toEqual({
      parameterized: false,
      buildable: true,
      queued: null,
      builds: [],
    });
  });

  test('gives a build with its own address, whatever host Jenkins thinks it has', async () => {
    const jenkins = await jobWith({ ...BUILD, url: 'http://internal:8080/job/x/7/' });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds).toEqual([
      {
        number: 7,
        queueId: 70,
        building: false,
        result: 'SUCCESS',
        startedAt: 1_000,
        finishedAt: 1_050,
        commit: null,
        url: `${fake?.url}/${JOB}/7/`,
      },
    ]);
  });

  test('gives the newest build first', async () => {
    const jenkins = await jobWith({ ...BUILD, number: 6 }, { ...BUILD, number: 8 }, BUILD);
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds.map(({ number }) => number)).toEqual([8, 7, 6]);
  });

  test.each([
    ['building', { building: true, result: null, duration: 0 }],
    ['building with an early result', { building: true, result: 'FAILURE' }],
    ['in progress with an early result', { building: false, inProgress: true, result: 'UNSTABLE' }],
    ['neither building nor with a result', { building: false, result: null }],
  ])('takes a build that is %s for running', async (_title, sketch) => {
    const jenkins = await jobWith({ ...BUILD, ...sketch });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]).toMatchObject({ building: true, result: null, finishedAt: null });
  });

  test.each([
    'https://github.com/acme/storage',
    'https://github.com/acme/storage.git',
    'https://bot@github.com/ACME/Storage.git/',
    'git@github.com:acme/storage.git',
    'ssh://git@github.example.org:22/acme/storage',
  ])('knows the storage by the remote %s, not by position', async (remote) => {
    const jenkins = await jobWith({ ...BUILD, actions: [{}, null, LIBRARY, checkout(remote)] });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]?.commit).toBe('c'.repeat(40));
  });

  test.each([
    'https://github.com/acme/storage-library',
    'https://github.com/megaacme/storage',
    'git@github.com:acme/storage/x',
  ])('does not take %s for the storage', async (remote) => {
    const jenkins = await jobWith({ ...BUILD, actions: [LIBRARY, checkout(remote)] });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]?.commit).toBeNull();
  });
});

describe('a trigger', () => {
  const ITEM = { location: 'http://wrong-host:8080/queue/item/42/' };
  const NOT_PARAMETERIZED = {
    status: 400,
    body: '<html><title>Error 400 snapshot is not parameterized</title></html>',
  };
  const post = (way: string): string => `POST /${JOB}/${way}`;

  test.each([201, 303])('accepted with %i gives the id in the queue', async (status) => {
    const jenkins = await jenkinsWith({ [post('buildWithParameters')]: { status, headers: ITEM } });
    await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: 42 });
    expect(fake?.requests).toEqual([post('buildWithParameters')]);
  });

  test('accepted without a location has no id', async () => {
    const jenkins = await jenkinsWith({ [post('buildWithParameters')]: { status: 201 } });
    await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: null });
  });

  test.each([400, 500])('of a job without parameters (%i) goes the other way', async (status) => {
    const jenkins = await jenkinsWith({
      [post('buildWithParameters')]: { ...NOT_PARAMETERIZED, status },
      [post('build')]: { status: 201, headers: ITEM },
    });
    await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: 42 });
    expect(fake?.requests).toEqual([post('buildWithParameters'), post('build')]);
  });

  test.each(['Nothing is submitted', 'This page expects a form submission but had only {}'])(
    'of a job that got its parameters in between (%s) goes back once',
    async (body) => {
      const jenkins = await jenkinsWith({
        [post('buildWithParameters')]: [NOT_PARAMETERIZED, { status: 201, headers: ITEM }],
        [post('build')]: { status: 400, body },
      });
      await expect(jenkins.trigger(JOB)).resolves.toEqual({ queueId: 42 });
      expect(fake?.requests).toHaveLength(3);
    },
  );

  test('refused both ways ends', async () => {
    const jenkins = await jenkinsWith({
      [post('buildWithParameters')]: NOT_PARAMETERIZED,
      [post('build')]: { status: 400, body: 'Nothing is submitted' },
    });
    await expect(jenkins.trigger(JOB)).rejects.toMatchObject({ name: 'JenkinsError', status: 400 });
    expect(fake?.requests).toHaveLength(3);
  });

  test('vetoed by a plugin is no success', async () => {
    const jenkins = await jenkinsWith({
      [post('buildWithParameters')]: { status: 302, headers: { location: '.' } },
    });
    await expect(jenkins.trigger(JOB)).rejects.toMatchObject({ name: 'JenkinsError', status: 302 });
    expect(fake?.requests).toHaveLength(1);
  });

  test('sends neither a delay nor parameters', async () => {
    const jenkins = await jenkinsWith({ [post('buildWithParameters')]: { status: 201, headers: ITEM } });
    await jenkins.trigger(JOB);
    expect(fake?.requests[0]).not.toContain('?');
    expect(fake?.headers[0]?.['content-length']).toBe('0');
  });
});

describe('a queue item', () => {
  const route = 'GET /queue/item/42/api/json';
  const item = { id: 42, inQueueSince: 5 };

  test.each([
    [
      'waits',
      { why: 'In the quiet period.' },
      { why: 'In the quiet period.', cancelled: false, build: null },
    ],
    ['is stuck', { why: 'offline', stuck: true }, { stuck: true }],
    ['left', { why: null, cancelled: false, executable: { number: 7 } }, { why: '', build: 7 }],
    ['left, but its build is not told yet', { cancelled: false, executable: null }, { build: null }],
    ['was cancelled', { cancelled: true }, { cancelled: true, build: null }],
  ])('that %s', async (_title, state, expected) => {
    const jenkins = await jenkinsWith({ [route]: { headers: OWN, body: { ...item, ...state } } });
    await expect(jenkins.lookAtQueueItem(42)).resolves.toMatchObject({ id: 42, since: 5, ...expected });
  });

  test('that Jenkins forgot is null', async () => {
    const jenkins = await jenkinsWith({ [route]: { status: 404 } });
    await expect(jenkins.lookAtQueueItem(42)).resolves.toBeNull();
  });

  test.each([204, 302, 404])('is cancelled, or gone already (%i)', async (status) => {
    const jenkins = await jenkinsWith({ 'POST /queue/cancelItem': { status, headers: { location: '/' } } });
    await expect(jenkins.cancelQueued(42)).resolves.toBeUndefined();
    expect(fake?.requests).toEqual(['POST /queue/cancelItem?id=42']);
  });

  test.each([422, 500])('that cannot be cancelled (%i) is an error', async (status) => {
    const jenkins = await jenkinsWith({ 'POST /queue/cancelItem': { status } });
    await expect(jenkins.cancelQueued(42)).rejects.toMatchObject({ name: 'JenkinsError', status });
  });
});

describe('the log of a build', () => {
  /** As Jenkins does: the whole size in a header, the text from `start` on. */
  function log(text: string): Fake {
    return (request, response) => {
      const start = Number(new URL(request.url ?? '', 'http://x').searchParams.get('start'));
      response.writeHead(200, { 'content-type': 'text/plain', 'x-text-size': Buffer.byteLength(text) });
      response.end(Buffer.from(text).subarray(start));
    };
  }
  const route = `GET /${JOB}/7/logText/progressiveText`;

  test('is read at once when it is short', async () => {
    const jenkins = await jenkinsWith({ [route]: log('Finished: FAILURE\n') });
    await expect(jenkins.logTail(JOB, 7)).resolves.toBe('Finished: FAILURE\n');
    expect(fake?.requests).toHaveLength(1);
  });

  test('is read from near its end when it is long', async () => {
    const jenkins = await jenkinsWith({ [route]: log(`${'line\n'.repeat(500_000)}Finished: FAILURE\n`) });
    const tail = await jenkins.logTail(JOB, 7, 1_000);
    expect(tail).toHaveLength(1_000);
    expect(tail).toMatch(/line\nFinished: FAILURE\n$/);
    expect(fake?.requests).toHaveLength(2);
  });

  test('begins with a whole character', async () => {
    const jenkins = await jenkinsWith({ [route]: log('äöü') });
    await expect(jenkins.logTail(JOB, 7, 3)).resolves.toBe('ü');
  });

  test('of a discarded build is a 404', async () => {
    const jenkins = await jenkinsWith({ [route]: { status: 404, body: 'Not Found' } });
    await expect(jenkins.logTail(JOB, 7)).rejects.toMatchObject({ name: 'JenkinsError', status: 404 });
  });

  test('that is a page for people is refused', async () => {
    const jenkins = await jenkinsWith({ [route]: { body: '<html>'.padEnd(500_000) } });
    await expect(jenkins.logTail(JOB, 7)).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
  });
});

test.each([200, 302])('a build is stopped (%i)', async (status) => {
  const jenkins = await jenkinsWith({ [`POST /${JOB}/7/stop`]: { status, headers: { location: '.' } } });
  await expect(jenkins.stop(JOB, 7)).resolves.toBeUndefined();
});

describe('what goes wrong', () => {
  const route = `GET /${JOB}/api/json`;
  const look = (jenkins: Jenkins): Promise<unknown> => jenkins.lookAtJob(JOB, 'acme/storage');

  test.each([
    [400, 'bad request', '400 Bad Request: bad request'],
    [
      401,
      '<html><title>Error 401 Invalid password/token for user: x</title>',
      '401 Unauthorized: Error 401 Invalid',
    ],
    [403, '', '403 Forbidden (limelight-bot lacks the permission hudson.model.Item.Read)'],
    [404, '<!DOCTYPE html><h1>Not Found</h1>', '404 Not Found: Not Found'],
    [409, 'snapshot is not buildable', '409 Conflict: snapshot is not buildable'],
    [429, '', '429 Too Many Requests'],
    [500, '<html><body>Oops!</body></html>', '500 Internal Server Error: a page in HTML'],
    [502, '', '502 Bad Gateway'],
    [503, '<html><title>Starting Jenkins</title></html>', '503 Service Unavailable: Starting Jenkins'],
    [504, 'x'.repeat(500), `504 Gateway Timeout: ${'x'.repeat(197)}...`],
  ])('the status %i', async (status, body, sentence) => {
    const headers = {
      'x-you-are-authenticated-as': 'limelight-bot',
      'x-required-permission': 'hudson.model.Item.Read',
    };
    const jenkins = await jenkinsWith({ [route]: { status, body, headers } });
    const error = await look(jenkins).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(JenkinsError);
    expect(error).toMatchObject({ status, operation: 'lookAtJob' });
    expect(String(error)).toContain(`[GET] "${fake?.url}/${JOB}/api/json?tree=`);
    expect(String(error)).toContain(`": ${sentence}`);
  });

  test('Retry-After is kept', async () => {
    const jenkins = await jenkinsWith({ [route]: { status: 503, headers: { 'retry-after': '90' } } });
    await expect(look(jenkins)).rejects.toMatchObject({ status: 503, retryAfterMs: 90_000 });
  });

  test.each([
    ['a login page with the status 200', { headers: OWN, body: '\n<!DOCTYPE html><title>Sign in</title>' }],
    ['JSON that is not from Jenkins', { body: { builds: [] } }],
    ['broken JSON', { headers: OWN, body: '{"builds":[' }],
    ['JSON of something else, such as a folder', { headers: OWN, body: { jobs: [] } }],
    ['a redirect to a login', { status: 302, headers: { location: '/login?from=%2F' } }],
    [
      'a redirect to single sign-on',
      { status: 303, headers: { location: 'https://ci/securityRealm/commenceLogin' } },
    ],
  ])('%s', async (_title, answer) => {
    const jenkins = await jenkinsWith({ [route]: answer });
    await expect(look(jenkins)).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
    expect(fake?.requests).toHaveLength(1);
  });

  test('a trigger that is led to a login', async () => {
    const answer = { status: 302, headers: { location: 'http://ci/login?from=x' } };
    const jenkins = await jenkinsWith({ [`POST /${JOB}/buildWithParameters`]: answer });
    await expect(jenkins.trigger(JOB)).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
  });

  test('a lost answer to a trigger', async () => {
    const jenkins = await jenkinsWith({
      [`POST /${JOB}/buildWithParameters`]: (request) => {
        request.socket.destroy();
      },
    });
    await expect(jenkins.trigger(JOB)).rejects.toBeInstanceOf(JenkinsUnreachable);
    expect(fake?.requests).toHaveLength(1);
  });

  test('an answer that breaks off', async () => {
    const jenkins = await jenkinsWith({
      [route]: (_request, response) => {
        response.writeHead(200, { ...OWN, 'content-length': '1000' });
        response.write('{"builds":[', () => response.destroy());
      },
    });
    await expect(look(jenkins)).rejects.toBeInstanceOf(JenkinsUnreachable);
  });

  test('nobody there', async () => {
    const jenkins = await jenkinsWith({});
    await fake?.close();
    const error = await look(jenkins).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(JenkinsUnreachable);
    expect(String(error)).toMatch(/no answer: .*ECONNREFUSED/);
  });

  test('an error never tells the token', async () => {
    const jenkins = await jenkinsWith({
      [route]: { status: 401, body: 'Invalid password/token for user: limelight-bot' },
    });
    const error = await look(jenkins).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error) + String(error)).not.toMatch(/s3cret|czNjcmV0|Basic/);
  });
});

describe('around each call', () => {
  test('the caller hears the operation and the status', async () => {
    const calls: unknown[] = [];
    fake = await startFake({
      [`GET /${JOB}/api/json`]: [{ headers: OWN, body: { builds: [] } }, { status: 503 }],
    });
    const jenkins = new Jenkins({
      url: fake.url,
      user: 'u',
      token: 't',
      onCall: (operation, status) => calls.push([operation, status]),
    });
    await jenkins.lookAtJob(JOB, 'acme/storage');
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).rejects.toThrow('503');
    await fake.close();
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).rejects.toThrow('no answer');
    expect(calls).toEqual([
      ['lookAtJob', 200],
      ['lookAtJob', 503],
      ['lookAtJob', 'unreachable'],
    ]);
  });

  test('the signal ends a call with its own reason', async () => {
    const ending = new AbortController();
    const reason = new Error('cancelled by the journey');
    fake = await startFake({
      [`GET /${JOB}/api/json`]: () => ending.abort(reason),
    });
    const jenkins = new Jenkins({ url: fake.url, user: 'u', token: 't', signal: () => ending.signal });
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).rejects.toBe(reason);
  });
});
