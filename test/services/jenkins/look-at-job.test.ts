import { describe, expect, onTestFinished, test } from 'vitest';
import { Jenkins } from '../../../services/jenkins/jenkins.ts';
import { startFake } from '../fake-service.ts';
import { jenkinsWith, JOB, OWN } from './fake-jenkins.ts';

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

function jobWith(...builds: object[]): ReturnType<typeof jenkinsWith> {
  return jenkinsWith({ [`GET /${JOB}/api/json`]: { headers: OWN, body: { builds } } });
}

describe('a look at a job', () => {
  test('is one call with an API token and without a crumb', async () => {
    const { jenkins, fake } = await jobWith();
    await jenkins.lookAtJob(`/${JOB}/`, 'acme/storage');
    expect(fake.requests).toHaveLength(1);
    expect(fake.requests[0]).toContain('builds[number,queueId,building,inProgress,result');
    expect(fake.requests[0]).toContain('{0,20}');
    const credentials = Buffer.from('limelight-bot:s3cret').toString('base64');
    expect(fake.headers[0]).toMatchObject({ authorization: `Basic ${credentials}` });
  });

  test('knows a Jenkins below a path', async () => {
    const fake = await startFake({ [`GET /ci/${JOB}/api/json`]: { headers: OWN, body: { builds: [] } } });
    onTestFinished(() => fake.close());
    const jenkins = new Jenkins({ url: `${fake.url}/ci/`, user: 'u', token: 't' });
    await expect(jenkins.lookAtJob(JOB, 'acme/storage')).resolves.toMatchObject({ builds: [] });
  });

  test('tells the queue, whether it takes parameters and whether it can be built', async () => {
    const { jenkins } = await jenkinsWith({
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
    const { jenkins } = await jenkinsWith({
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
    const { jenkins, fake } = await jobWith({ ...BUILD, url: 'http://internal:8080/job/x/7/' });
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
        url: `${fake.url}/${JOB}/7/`,
      },
    ]);
  });

  test.each([
    ['by us', [{ userId: 'Limelight-Bot' }], true],
    ['by us and by a push', [{}, { userId: 'limelight-bot' }], true],
    ['by somebody else', [{ userId: 'ada' }], undefined],
    ['by a timer', [{ userId: null }], undefined],
  ])('knows whether a build was asked for by us: %s', async (_who, causes, ours) => {
    const { jenkins } = await jobWith({ ...BUILD, actions: [{ causes }, null, {}] });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]?.ours).toBe(ours);
  });

  test('gives the newest build first', async () => {
    const { jenkins } = await jobWith({ ...BUILD, number: 6 }, { ...BUILD, number: 8 }, BUILD);
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds.map(({ number }) => number)).toEqual([8, 7, 6]);
  });

  test.each([
    ['building', { building: true, result: null, duration: 0 }],
    ['building with an early result', { building: true, result: 'FAILURE' }],
    ['in progress with an early result', { building: false, inProgress: true, result: 'UNSTABLE' }],
    ['neither building nor with a result', { building: false, result: null }],
  ])('takes a build that is %s for running', async (_title, sketch) => {
    const { jenkins } = await jobWith({ ...BUILD, ...sketch });
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
    const { jenkins } = await jobWith({ ...BUILD, actions: [{}, null, LIBRARY, checkout(remote)] });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]?.commit).toBe('c'.repeat(40));
  });

  test.each([
    'https://github.com/acme/storage-library',
    'https://github.com/megaacme/storage',
    'git@github.com:acme/storage/x',
  ])('does not take %s for the storage', async (remote) => {
    const { jenkins } = await jobWith({ ...BUILD, actions: [LIBRARY, checkout(remote)] });
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]?.commit).toBeNull();
  });
});
