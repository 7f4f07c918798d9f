import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ImageStore } from '../../../sandbox/images/image-store.ts';
import { JenkinsStandIn } from '../../../sandbox/jenkins/jenkins-stand-in.ts';
import { DEFAULT_USERS } from '../../../sandbox/jenkins/users.ts';
import { Jenkins } from '../../../services/jenkins/jenkins.ts';
import { samplePackage, SampleStorage } from '../../sandbox/sample-storage.ts';
import { jenkinsWith, OWN } from './fake-jenkins.ts';

const JOB = 'job/storage/job/snapshot';
const OTHER_JOB = 'job/storage/job/staging';

let storage: SampleStorage;
let standIn: JenkinsStandIn;
let jenkins: Jenkins;
let colleague: Jenkins;

beforeEach(async () => {
  storage = new SampleStorage({
    snapshot: samplePackage('sample', '1.0.0'),
    staging: samplePackage('sample', '1.0.0'),
  });
  standIn = await JenkinsStandIn.start({
    gitDir: storage.gitDir,
    images: new ImageStore(),
    jobs: [
      { stage: 'snapshot', branch: 'snapshot', path: JOB, layers: [] },
      { stage: 'staging', branch: 'staging', path: OTHER_JOB, layers: [] },
    ],
    repositoryUrl: 'https://github.com/acme/storage.git',
    quietPeriodMs: 20,
    buildMs: 50,
    users: [...DEFAULT_USERS, { login: 'ada', token: 'of-ada', permissions: ['discover', 'read', 'build'] }],
  });
  jenkins = new Jenkins({ url: standIn.url, user: 'limelight-bot', token: 'jenkins-token' });
  colleague = new Jenkins({ url: standIn.url, user: 'ada', token: 'of-ada' });
  standIn.faults.add({ kind: 'stuck' });
});
afterEach(async () => {
  await standIn.close();
  storage.remove();
});

async function triggerBy(user: Jenkins): Promise<number> {
  const { queueId } = await user.trigger(JOB);
  if (queueId === null) throw new Error('Jenkins did not tell the id');
  return queueId;
}

test('what we alone asked for is cancelled, however often, and is never built', async () => {
  const id = await triggerBy(jenkins);
  expect(await triggerBy(jenkins)).toBe(id);
  await expect(jenkins.cancelOwnQueued(JOB, id)).resolves.toBe('cancelled');
  await expect(jenkins.cancelOwnQueued(JOB, id)).resolves.toBe('cancelled');
  standIn.faults.clear('stuck');
  expect((await jenkins.lookAtJob(JOB, 'acme/storage')).queued).toBeNull();
  expect((await jenkins.lookAtJob(JOB, 'acme/storage')).builds.map(({ number }) => number)).toEqual([1]);
});

test.each<[string, readonly ('we' | 'ada')[]]>([
  ['before us', ['ada', 'we']],
  ['after us', ['we', 'ada']],
  ['alone', ['ada']],
])('what somebody else asked for %s stays', async (_when, order) => {
  const ids: number[] = [];
  for (const who of order) ids.push(await triggerBy(who === 'we' ? jenkins : colleague));
  const [id = 0] = ids;
  expect(new Set(ids).size).toBe(1);
  await expect(jenkins.cancelOwnQueued(JOB, id)).resolves.toBe('shared');
  standIn.faults.clear('stuck');
  await vi.waitFor(async () => expect((await jenkins.lookAtQueueItem(id))?.build).toBe(2), 5_000);
});

test('a build that has begun, or that Jenkins has forgotten, goes on', async () => {
  const id = await triggerBy(jenkins);
  standIn.faults.clear('stuck');
  await vi.waitFor(async () => expect((await jenkins.lookAtQueueItem(id))?.build).toBe(2), 5_000);
  await expect(jenkins.cancelOwnQueued(JOB, id)).resolves.toBe('begun');
  await expect(jenkins.cancelOwnQueued(JOB, 999)).resolves.toBe('begun');
  await vi.waitFor(async () => {
    const { builds } = await jenkins.lookAtJob(JOB, 'acme/storage');
    expect(builds[0]).toMatchObject({ number: 2, result: 'SUCCESS' });
  }, 5_000);
});

test('an item of another job that has its id, since Jenkins lost its queue, stays', async () => {
  const before = await triggerBy(jenkins);
  standIn.faults.add({ kind: 'restartIdsLost' });
  const { queueId } = await jenkins.trigger(OTHER_JOB);
  const id = queueId ?? 0;
  // An id that was given out before.
  expect(id).toBeLessThanOrEqual(before);
  await expect(jenkins.cancelOwnQueued(JOB, id)).resolves.toBe('begun');
  expect((await jenkins.lookAtJob(OTHER_JOB, 'acme/storage')).queued).toMatchObject({ id });
  await expect(jenkins.cancelOwnQueued(OTHER_JOB, id)).resolves.toBe('cancelled');
});

test('who may not cancel leaves its item where it is', async () => {
  const id = await triggerBy(colleague);
  await expect(colleague.cancelOwnQueued(JOB, id)).resolves.toBe('forbidden');
  expect((await jenkins.lookAtJob(JOB, 'acme/storage')).queued).toMatchObject({ id });
});

test.each([
  ['a push', [{ userId: 'limelight-bot' }, {}]],
  ['nobody that Jenkins tells of', undefined],
])('what was asked for by %s stays', async (_whom, causes) => {
  const actions = [{}, null, { causes }];
  const { jenkins: client, fake } = await jenkinsWith({
    'GET /queue/item/42/api/json': {
      headers: OWN,
      body: { id: 42, inQueueSince: 5, why: 'It waits.', actions },
    },
  });
  await expect(client.cancelOwnQueued(JOB, 42)).resolves.toBe('shared');
  expect(fake.requests.filter((request) => request.startsWith('POST'))).toEqual([]);
});
