import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { loadConfig } from '../../worker/config.ts';
import { startCli } from './run-cli.ts';
import { runHere } from './run-here.ts';

const endings: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

async function startSandbox(...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'limelight-roll-out-'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  const sandbox = startCli(['sandbox', '--data', folder, ...args]);
  endings.push(() => {
    sandbox.end('SIGINT');
    return sandbox.ended;
  });
  await sandbox.untilPrinted('Ctrl-C ends the sandbox');
  const config = await loadConfig(join(folder, 'limelight.yaml'));
  return { config, run: (...given: string[]) => runHere(['sandbox', '--data', folder, ...given]) };
}

async function build(jenkins: string, stage: string): Promise<void> {
  const authorization = `Basic ${Buffer.from('limelight-bot:jenkins-token').toString('base64')}`;
  const job = `${jenkins}/job/package-storage/job/${stage}`;
  await fetch(`${job}/buildWithParameters`, { method: 'POST', headers: { authorization } });
  await expect
    .poll(async () =>
      (await fetch(`${job}/lastSuccessfulBuild/api/json`, { headers: { authorization } })).json(),
    )
    .toMatchObject({ number: 2 });
}

it('a sandbox can have pods, a cache, and images that wait for a person', async () => {
  const { config, run } = await startSandbox('--pods', '2', '--cdn', '600', '--rollout', 'manual');
  expect(config.pipeline.stages.map(({ deploy }) => deploy?.mode)).toEqual(['manual', 'manual', 'manual']);
  const registry = config.addresses.get('staging')?.registry ?? '';
  const state = async (): Promise<unknown> => (await fetch(`${registry}/__control/state`)).json();

  await build(config.jenkins.url, 'staging');
  expect(await state()).toMatchObject({ pods: [{ build: 1 }, { build: 1 }], published: { build: 2 } });
  expect(await run('rollout', 'staging')).toMatchObject({
    code: 0,
    stdout: 'registry/staging: serves build 2.\n',
  });
  expect(await state()).toMatchObject({ pods: [{ build: 2 }, { build: 2 }] });

  const look = async (): Promise<string | null> => (await fetch(`${registry}/search`)).headers.get('x-cache');
  expect([await look(), await look()]).toEqual([null, 'HIT']);
  expect(await run('fault', 'add', 'registry/staging', 'staleCdn', '--ms', '600000')).toMatchObject({
    code: 0,
  });
});

it('a roll-out says of each registry what it serves, also where nothing came of it', async () => {
  const { config, run } = await startSandbox('--rollout', 'manual');
  await build(config.jenkins.url, 'production');
  await run('fault', 'add', 'registry/production', 'crashLoop');
  expect((await run('rollout')).stdout.trim().split('\n')).toEqual([
    'registry/snapshot: serves build 1.',
    'registry/staging: serves build 1.',
    'registry/production: serves build 1; build 2 is not out.',
  ]);
  expect(await run('rollout', 'moon')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('There is no stage "moon"') as string,
  });
});
