import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ImageStore } from '../../../sandbox/images/image-store.ts';
import { JenkinsStandIn } from '../../../sandbox/jenkins/jenkins-stand-in.ts';
import { DEFAULT_USERS } from '../../../sandbox/jenkins/users.ts';
import { samplePackage, SampleStorage } from '../sample-storage.ts';

const STRANGER = { login: 'stranger', token: 'strange-token', permissions: [] };
let storage: SampleStorage;
let jenkins: JenkinsStandIn;

beforeEach(async () => {
  storage = new SampleStorage({
    staging: samplePackage('warm', '1.0.0'),
    snapshot: samplePackage('new', '1.0.0'),
  });
  jenkins = await JenkinsStandIn.start({
    gitDir: storage.gitDir,
    images: new ImageStore(),
    jobs: [
      { stage: 'snapshot', branch: 'snapshot', path: 'job/beats/job/storage/job/snapshot', layers: [] },
      { stage: 'staging', branch: 'staging', path: 'job/beats/job/storage/job/staging', layers: [] },
    ],
    users: [...DEFAULT_USERS, STRANGER],
    quietPeriodMs: 20,
    buildMs: 40,
  });
});

afterEach(async () => {
  await jenkins.close();
  storage.remove();
});

function ask(path: string, method = 'GET', user = 'limelight-bot:jenkins-token'): Promise<Response> {
  const authorization = `Basic ${Buffer.from(user).toString('base64')}`;
  return fetch(`${jenkins.url}/${path}`, { method, headers: { authorization }, redirect: 'manual' });
}

async function read(path: string): Promise<unknown> {
  const answer = await ask(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.json();
}

const reference = (number: number) => ({
  _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
  number,
  url: `${jenkins.url}/job/beats/job/storage/job/snapshot/${number}/`,
});

describe('from the root down', () => {
  it('shows folders, the project of the branches, and their jobs', async () => {
    const storageProject = {
      _class: 'org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject',
      name: 'storage',
      url: `${jenkins.url}/job/beats/job/storage/`,
    };
    expect(await read('api/json')).toMatchObject({
      jobs: [{ _class: 'com.cloudbees.hudson.plugin.folder.Folder', name: 'beats' }],
      views: [{ name: 'all', url: `${jenkins.url}/` }],
      quietingDown: false,
    });
    expect(await read('job/beats/api/json')).toMatchObject({ fullName: 'beats', jobs: [storageProject] });
    expect(await read('job/beats/job/storage/api/json')).toMatchObject({
      ...storageProject,
      fullName: 'beats/storage',
      jobs: [
        { name: 'snapshot', color: 'blue' },
        { name: 'staging', color: 'blue' },
      ],
    });
    expect(await read('view/all/api/json?tree=jobs[name]')).toMatchObject({ jobs: [{ name: 'beats' }] });
    expect((await ask('job/nowhere/api/json')).status).toBe(404);
  });

  it('answers one tree over all levels, and of what is named without brackets only the class', async () => {
    expect(await read('api/json?tree=jobs[name,jobs[name,jobs[name],views]]')).toEqual({
      _class: 'hudson.model.Hudson',
      jobs: [
        {
          _class: 'com.cloudbees.hudson.plugin.folder.Folder',
          name: 'beats',
          jobs: [
            {
              _class: 'org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject',
              name: 'storage',
              jobs: ['snapshot', 'staging'].map((name) => ({
                _class: 'org.jenkinsci.plugins.workflow.job.WorkflowJob',
                name,
              })),
              views: [{ _class: 'jenkins.branch.MultiBranchProjectViewHolder$ViewImpl' }],
            },
          ],
        },
      ],
    });
  });

  it('shows a stranger an empty root, and no folder', async () => {
    const root = await ask('api/json', 'GET', 'stranger:strange-token');
    expect([root.status, await root.json()]).toMatchObject([200, { jobs: [] }]);
    expect((await ask('job/beats/api/json', 'GET', 'stranger:strange-token')).status).toBe(404);
  });

  it('tells its version on the page at the root, and who asks', async () => {
    const root = await ask('');
    expect([root.status, root.headers.get('x-jenkins')]).toEqual([200, '2.462.3']);
    expect(await read('me/api/json')).toMatchObject({ id: 'limelight-bot', fullName: 'limelight-bot' });
    expect(await read('user/limelight-bot/api/json')).toMatchObject({ id: 'limelight-bot' });
    expect((await ask('user/nobody/api/json')).status).toBe(404);
  });
});

describe('builds', () => {
  const JOB = 'job/beats/job/storage/job/snapshot';

  async function build(): Promise<void> {
    const before = (await read(`${JOB}/api/json?tree=nextBuildNumber`)) as { nextBuildNumber: number };
    expect((await ask(`${JOB}/buildWithParameters`, 'POST')).status).toBe(201);
    await expect
      .poll(() => read(`${JOB}/api/json?tree=lastCompletedBuild[number]`))
      .toMatchObject({ lastCompletedBuild: { number: before.nextBuildNumber } });
  }

  it('are named by number and address at depth 0, and shown whole at depth 1', async () => {
    expect(await read(`${JOB}/api/json`)).toMatchObject({
      builds: [reference(1)],
      lastBuild: reference(1),
      lastUnstableBuild: null,
    });
    const job = (await read(`${JOB}/api/json`)) as { builds: object[]; allBuilds?: unknown };
    expect([job.builds[0], job.allBuilds]).toEqual([reference(1), undefined]);
    expect(await read(`${JOB}/api/json?depth=1`)).toMatchObject({
      builds: [{ number: 1, result: 'SUCCESS', actions: [{ causes: [{}] }, {}, {}, {}, {}] }],
    });
    expect(await read(`${JOB}/api/json?tree=allBuilds[number],firstBuild[number]`)).toMatchObject({
      allBuilds: [{ number: 1 }],
      firstBuild: { number: 1 },
    });
  });

  it('lead to their neighbours, and are found by permalinks', async () => {
    await build();
    jenkins.faults.add({ kind: 'result', value: 'FAILURE', times: 1 });
    await build();
    expect(await read(`${JOB}/2/api/json`)).toMatchObject({
      previousBuild: reference(1),
      nextBuild: reference(3),
    });
    expect(await read(`${JOB}/3/api/json?tree=previousBuild[previousBuild[number]],nextBuild`)).toMatchObject(
      {
        previousBuild: { previousBuild: { number: 1 } },
        nextBuild: null,
      },
    );
    const numbers = { lastBuild: 3, lastFailedBuild: 3, lastUnsuccessfulBuild: 3, lastSuccessfulBuild: 2 };
    for (const [link, number] of Object.entries(numbers))
      expect(await read(`${JOB}/${link}/api/json`)).toMatchObject({ number });
    expect((await ask(`${JOB}/lastUnstableBuild/api/json`)).status).toBe(404);
    expect(await read(`${JOB}/api/json?tree=color`)).toMatchObject({ color: 'red' });
  });

  it('occupy the computer while they run', async () => {
    const idle = {
      executors: [{ currentExecutable: null }, { currentExecutable: null }],
      oneOffExecutors: [],
    };
    const names = ['(built-in)', '(master)'].map(
      (name) => `computer/${encodeURIComponent(name)}/api/json?depth=1`,
    );
    for (const name of names) expect(await read(name)).toMatchObject(idle);
    jenkins.faults.add({ kind: 'slowBuild', ms: 10_000, times: 1 });
    await ask(`${JOB}/buildWithParameters`, 'POST');
    await expect
      .poll(() => read('computer/api/json?depth=2'))
      .toMatchObject({
        busyExecutors: 1,
        computer: [
          {
            displayName: 'Built-In Node',
            executors: [{ number: 0, currentExecutable: { number: 2 } }, { currentExecutable: null }],
            oneOffExecutors: [{ currentExecutable: { number: 2, building: true } }],
          },
        ],
      });
    expect(await read(`${JOB}/api/json?tree=color,lastBuild[building]`)).toMatchObject({
      color: 'blue_anime',
      lastBuild: { building: true },
    });
    expect((await ask('computer/elsewhere/api/json')).status).toBe(404);
  });
});
