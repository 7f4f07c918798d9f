import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commitsToCompare, judgeBuilds, type BuildVerdict } from '../../../domain/builds.ts';
import { ImageStore } from '../../../sandbox/images/image-store.ts';
import { JenkinsStandIn } from '../../../sandbox/jenkins/jenkins-stand-in.ts';
import { JenkinsAnswerUnexpected } from '../../../services/jenkins/jenkins-answer-unexpected.ts';
import { JenkinsUnreachable } from '../../../services/jenkins/jenkins-unreachable.ts';
import { Jenkins, type JobLook } from '../../../services/jenkins/jenkins.ts';
import { samplePackage, SampleStorage } from '../../sandbox/sample-storage.ts';

const JOB = 'job/storage/job/snapshot';

let storage: SampleStorage;
let standIn: JenkinsStandIn;
let jenkins: Jenkins;

beforeEach(async () => {
  storage = new SampleStorage({ snapshot: samplePackage('sample', '1.0.0') });
  standIn = await JenkinsStandIn.start({
    gitDir: storage.gitDir,
    images: new ImageStore(),
    jobs: [{ stage: 'snapshot', branch: 'snapshot', path: JOB, layers: [] }],
    repositoryUrl: 'https://github.com/acme/storage.git',
    quietPeriodMs: 100,
    buildMs: 100,
  });
  jenkins = new Jenkins({ url: standIn.url, user: 'limelight-bot', token: 'jenkins-token' });
});
afterEach(async () => {
  await standIn.close();
  storage.remove();
});

const look = (): Promise<JobLook> => jenkins.lookAtJob(JOB, 'acme/storage');

/** What the journey does at each look; git tells what GitHub would. */
async function judge(commit: string): Promise<BuildVerdict> {
  const job = await look();
  const holding = commitsToCompare({ commit, layers: [] }, job).filter((built) => {
    const base = execFileSync('git', ['--git-dir', storage.gitDir, 'merge-base', commit, built]);
    return base.toString().trim() === commit;
  });
  return judgeBuilds({ commit, layers: [] }, job, (built) => holding.includes(built));
}

function settled(commit: string): Promise<BuildVerdict> {
  return vi.waitFor(async () => {
    const verdict = await judge(commit);
    expect(verdict.kind).not.toBe('expected');
    return verdict;
  }, 5_000);
}

function merge(version: string): string {
  return storage.commit('snapshot', samplePackage('sample', version));
}

test('a merge is missing, then expected, then satisfied by one build, with its own commit', async () => {
  const commit = merge('1.0.1');
  await expect(judge(commit)).resolves.toMatchObject({ kind: 'missing' });
  standIn.faults.add({ kind: 'stuck' });
  const { queueId } = await jenkins.trigger(JOB);
  await expect(judge(commit)).resolves.toMatchObject({ kind: 'expected' });
  standIn.faults.clear('stuck');
  await expect(settled(commit)).resolves.toMatchObject({
    kind: 'satisfied',
    build: { number: 2, commit, queueId },
  });
});

test('triggers while one is queued share it', async () => {
  standIn.faults.add({ kind: 'stuck' });
  const first = merge('1.0.1');
  const ids = [await jenkins.trigger(JOB), await jenkins.trigger(JOB)];
  const second = merge('1.0.2');
  ids.push(await jenkins.trigger(JOB));
  standIn.faults.clear('stuck');
  expect(new Set(ids.map(({ queueId }) => queueId)).size).toBe(1);
  await expect(settled(first)).resolves.toMatchObject({
    kind: 'satisfied',
    build: { number: 2, commit: second },
  });
  await expect(settled(second)).resolves.toMatchObject({ kind: 'satisfied', build: { number: 2 } });
});

test('a trigger whose answer is lost has worked all the same', async () => {
  const commit = merge('1.0.1');
  standIn.faults.add({ kind: 'stuck' });
  standIn.faults.add({ kind: 'dropResponseAfterAccept', match: 'buildWithParameters', times: 1 });
  await expect(jenkins.trigger(JOB)).rejects.toBeInstanceOf(JenkinsUnreachable);
  await expect(judge(commit)).resolves.toMatchObject({ kind: 'expected' });
  standIn.faults.clear('stuck');
  await expect(settled(commit)).resolves.toMatchObject({ kind: 'satisfied' });
});

test('a job whose parameters were dropped is triggered the other way', async () => {
  standIn.faults.add({ kind: 'notParameterized', value: JOB });
  await expect(look()).resolves.toMatchObject({ parameterized: false });
  const { queueId } = await jenkins.trigger(JOB);
  expect(queueId).not.toBeNull();
  const ways = standIn.log.matching(/^POST/).map(({ path, status }) => `${status} ${path.split('/').at(-1)}`);
  expect(ways).toEqual(['400 buildWithParameters', '201 build']);
});

test('an item is known in the queue, may be cancelled, and is forgotten', async () => {
  standIn.faults.add({ kind: 'stuck' });
  const { queueId } = await jenkins.trigger(JOB);
  const id = queueId ?? 0;
  await expect(jenkins.lookAtQueueItem(id)).resolves.toMatchObject({ id, cancelled: false, build: null });
  await jenkins.cancelQueued(id);
  await expect(jenkins.lookAtQueueItem(id)).resolves.toMatchObject({ cancelled: true });
  await jenkins.cancelQueued(id);
  standIn.faults.add({ kind: 'expireLeftNow' });
  await expect(jenkins.lookAtQueueItem(id)).resolves.toBeNull();
});

test('a red build is told with the end of its log', async () => {
  const commit = merge('1.0.1');
  standIn.faults.add({ kind: 'result', value: 'FAILURE', times: 1 });
  await jenkins.trigger(JOB);
  await expect(settled(commit)).resolves.toMatchObject({
    kind: 'red',
    build: { number: 2, result: 'FAILURE' },
  });
  const tail = await jenkins.logTail(JOB, 2, 20);
  expect(tail).toMatch(/FAILURE\n?$/);
  expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(20);
});

test('a build that was given a stale tip is not taken for ours', async () => {
  const commit = merge('1.0.1');
  standIn.faults.add({ kind: 'staleTip', times: 1 });
  await jenkins.trigger(JOB);
  await expect(settled(commit)).resolves.toMatchObject({ kind: 'missing' });
  await jenkins.trigger(JOB);
  await expect(settled(commit)).resolves.toMatchObject({ kind: 'satisfied', build: { number: 3 } });
});

test('a build that runs is stopped', async () => {
  standIn.faults.add({ kind: 'zombieBuilding' });
  await jenkins.trigger(JOB);
  await vi.waitFor(
    async () => expect((await look()).builds[0]).toMatchObject({ number: 2, building: true }),
    5_000,
  );
  await jenkins.stop(JOB, 2);
  await vi.waitFor(async () => expect((await look()).builds[0]).toMatchObject({ result: 'ABORTED' }), 5_000);
  await jenkins.stop(JOB, 2);
});

test.each([
  ['401', 401],
  ['403', 403],
  ['404job', 404],
  ['500', 500],
  ['502', 502],
  ['503Loading', 503],
] as const)('the fault %s is the status %i', async (kind, status) => {
  standIn.faults.add({ kind });
  await expect(look()).rejects.toMatchObject({ name: 'JenkinsError', status });
});

test('a login page with the status 200 is not believed', async () => {
  standIn.faults.add({ kind: 'htmlLogin200' });
  await expect(look()).rejects.toBeInstanceOf(JenkinsAnswerUnexpected);
});

test('a renamed job is a 404, a wrong token a 401', async () => {
  const stranger = new Jenkins({ url: standIn.url, user: 'limelight-bot', token: 'wrong' });
  await expect(stranger.lookAtJob(JOB, 'acme/storage')).rejects.toMatchObject({ status: 401 });
  standIn.renameJob(JOB, 'job/moved/job/snapshot');
  await expect(look()).rejects.toMatchObject({ status: 404 });
});

test('a disabled job is a 409, and a plugin that refuses is none of ours', async () => {
  standIn.faults.add({ kind: 'refuse302', times: 1 });
  await expect(jenkins.trigger(JOB)).rejects.toMatchObject({ status: 302 });
  standIn.faults.add({ kind: 'disabled', value: JOB });
  await expect(look()).resolves.toMatchObject({ buildable: false });
  await expect(jenkins.trigger(JOB)).rejects.toMatchObject({ status: 409 });
});

test.each(['wrongHostInLocation', 'noLocation'] as const)(
  'the fault %s does not lose the build',
  async (kind) => {
    const commit = merge('1.0.1');
    standIn.faults.add({ kind });
    await jenkins.trigger(JOB);
    await expect(settled(commit)).resolves.toMatchObject({ kind: 'satisfied' });
  },
);
