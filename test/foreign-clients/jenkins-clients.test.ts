import { beforeAll, describe, expect, it } from 'vitest';
import { ImageStore } from '../../sandbox/images/image-store.ts';
import { JenkinsStandIn } from '../../sandbox/jenkins/jenkins-stand-in.ts';
import { DEFAULT_USERS } from '../../sandbox/jenkins/users.ts';
import { samplePackage, SampleStorage } from '../sandbox/sample-storage.ts';
import { installClients, isWanted, ON_DEMAND, runScript } from './foreign-clients.ts';

const PERSON = {
  login: 'person',
  token: 'person-token',
  password: 'secret',
  permissions: ['discover', 'read', 'build', 'cancel'],
} as const;

describe.runIf(isWanted)(`ordinary Jenkins clients ${ON_DEMAND}`, () => {
  let storage: SampleStorage;
  let jenkins: JenkinsStandIn;

  beforeAll(async () => {
    await installClients();
    storage = new SampleStorage({
      production: samplePackage('old', '1.0.0'),
      staging: samplePackage('warm', '1.0.0'),
    });
    jenkins = await JenkinsStandIn.start({
      gitDir: storage.gitDir,
      images: new ImageStore(),
      jobs: ['production', 'staging'].map((name) => ({
        stage: name,
        branch: name,
        path: `job/storage/job/${name}`,
        layers: [],
      })),
      users: [...DEFAULT_USERS, PERSON],
      quietPeriodMs: 300,
      buildMs: 1_500,
    });
    return async () => {
      await jenkins.close();
      storage.remove();
    };
  }, 300_000);

  it.each([
    ['a token', 'limelight-bot', 'jenkins-token', 'storage/production'],
    ['a password and a crumb', 'person', 'secret', 'storage/staging'],
  ])('python-jenkins, with %s', async (_with, user, secret, job) => {
    expect(await runScript('python_jenkins.py', jenkins.url, user, secret, job)).toEqual({
      version: '2.462.3',
      who: user,
      jobs: ['storage', 'storage/production', 'storage/staging'],
      count: 3,
      exists: [true, true, false],
      name: job.split('/')[1],
      first: 1,
      nodes: [{ name: 'Built-In Node', offline: false }],
      // As with a real Jenkins: a job with parameters refuses a request without them ...
      noParameters: 'HTTPError',
      // ... and whoever joins a request in the queue is sent to it by a 303, where this client loses its number.
      joined: 'EmptyResponseException',
      queued: true,
      running: [[2, 0]],
      result: 'SUCCESS',
      next: true,
      log: 'Finished: SUCCESS',
      stopped: 'ABORTED',
      cancelled: true,
      missing: 'JenkinsException',
      wrongSecret: 'JenkinsException',
    });
  });

  it('api4jenkins', async () => {
    const user = ['limelight-bot', 'jenkins-token'];
    expect(await runScript('api4jenkins_walk.py', jenkins.url, ...user, 'storage/production')).toMatchObject({
      version: '2.462.3',
      jobs: ['storage', 'storage/production', 'storage/staging'],
      name: 'storage/production',
      parent: 'storage',
      missing: null,
      parameters: ['run_all_stages'],
      first: 1,
      failed: null,
      nodes: ['Built-In Node'],
      joined: true,
      queue: true,
      running: [true],
      result: 'SUCCESS',
      log: 'Finished: SUCCESS',
      causes: true,
      again: true,
      stopped: 'ABORTED',
      cancelled: true,
    });
  });
});
