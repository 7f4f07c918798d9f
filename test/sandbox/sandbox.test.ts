import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findExpected } from '../../client/expected-content.ts';
import { openStorage } from '../../client/open-storage.ts';
import { stageNamed } from '../../domain/pipeline.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import { loadConfig } from '../../worker/config.ts';
import { Registry } from '../../services/registry/registry.ts';
import { lookAtServed } from '../../services/registry/verify.ts';
import { readFolder } from '../../services/github/read-folder.ts';

const BUNDLE = '../shared/data/package-storage.bundle';
const STAGES = ['snapshot', 'staging', 'production'];

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'limelight-sandbox-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  cleanUps.push(() => sandbox.close());
  return sandbox;
}

describe('a sandbox', () => {
  it('writes a configuration and an environment that fit, and all state to its folder', async () => {
    const dataDir = await newFolder();
    const { configFile, config, env, github, jenkins, registries } = await start({ dataDir });
    expect(configFile).toBe(join(dataDir, 'limelight.yaml'));
    expect(await loadConfig(configFile)).toEqual(config);
    expect(config).toMatchObject({
      github: { apiUrl: github.url },
      jenkins: { url: jenkins.url },
      route: STAGES,
    });
    expect(Object.keys(registries)).toEqual(STAGES);
    const lines = (await readFile(join(dataDir, 'env'), 'utf8')).trim().split('\n');
    expect(lines).toEqual(Object.entries(env).map(([name, value]) => `export ${name}='${value}'`));

    await openStorage(config, env).whoAmI();
    const [exchange = ''] = (await readFile(join(dataDir, 'github.jsonl'), 'utf8')).split('\n');
    expect(JSON.parse(exchange)).toMatchObject({
      method: 'POST',
      path: '/graphql',
      status: 200,
      who: 'limelight-bot',
    });
  });

  it('serves the sample packages of every branch that a registry has, from its start', async () => {
    const { config, env, registries } = await start({ dataDir: await newFolder() });
    const storage = openStorage(config, env);
    const packageVersion = { name: 'orchestra', version: '1.1.0' };
    const { branch, files } = await findExpected(
      storage,
      packageVersion,
      config.pipeline,
      stageNamed(config.pipeline, 'snapshot'),
    );
    expect(branch).toBe('staging');
    const looks = STAGES.map(async (stage) => {
      const registry = new Registry({ url: registries[stage]?.url ?? '' });
      return (await lookAtServed(registry, { packageVersion, level: 'full', files })).verdict;
    });
    expect(await Promise.all(looks)).toEqual(['served', 'served', 'not-served']);
  });

  it('goes on where it was, when it is started again on its folder', async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    const tip = await first.github.pushCommit(
      'more',
      { 'packages/curtain/0.2.0/docs/more.md': 'more\n' },
      'author',
      'Say more',
      'snapshot',
    );
    const { number } = await first.github.openPullRequest({
      title: 'Move on',
      head: 'more',
      base: 'snapshot',
      body: '',
      login: 'author',
    });
    await first.close();
    const second = await start({ dataDir });
    expect(second.github.pullRequests().map((pull) => pull.number)).toEqual([number]);
    const storage = openStorage(second.config, second.env);
    const looks = await storage.lookAtBranches({ name: 'curtain', version: '0.2.0' }, ['more']);
    expect(looks['more']?.commit).toBe(tip);
  });

  it('has ports that follow each other from the one that is given', async () => {
    const portBase = 20_000 + (process.pid % 20_000);
    const { github, jenkins, registries } = await start({ dataDir: await newFolder(), portBase });
    const urls = [github.url, jenkins.url, ...STAGES.map((stage) => registries[stage]?.url ?? '')];
    expect(urls.map((url) => Number(new URL(url).port))).toEqual(
      [0, 1, 2, 3, 4].map((offset) => portBase + offset),
    );
  });

  it('leaves nothing running when a port is taken', async () => {
    const portBase = 20_000 + ((process.pid + 7) % 20_000);
    await start({ dataDir: await newFolder(), portBase });
    await expect(startSandbox({ dataDir: await newFolder(), portBase: portBase - 1 })).rejects.toThrow(
      'EADDRINUSE',
    );
    const { github } = await start({ dataDir: await newFolder(), portBase: portBase + 6 });
    expect(github.url).toContain(String(portBase + 6));
  });

  it('has a teammate who approves what the bot opens once CI is green, and nobody else’s', async () => {
    const { github } = await start({
      dataDir: await newFolder(),
      teammate: { delayMs: 10 },
      ci: { delayMs: 10, verdict: () => 'success', contexts: ['lint'] },
    });
    const reviewed = new Promise<unknown>((resolve) => {
      github.on((event, payload) => {
        if (event === 'pull_request_review') resolve(payload['review']);
      });
    });
    for (const [branch, login] of [
      ['theirs', 'author'],
      ['ours', 'limelight-bot'],
    ] as const) {
      await github.pushCommit(branch, { [`${branch}.md`]: 'x\n' }, login, 'Add', 'staging');
      await github.openPullRequest({ title: branch, head: branch, base: 'staging', body: '', login });
    }
    expect(await reviewed).toMatchObject({ state: 'approved', user: { login: 'teammate' } });
    const ours = github.pullRequests().find(({ author }) => author === 'limelight-bot');
    expect(await reviewed).toMatchObject({ commit_id: ours?.headSha });
  });

  it('has a newborn sample that no branch holds', async () => {
    const packageVersion = { name: 'spotlight', version: '1.0.0' };
    const { contentFiles } = await readFolder(sampleFolder(packageVersion), packageVersion);
    expect(Object.keys(contentFiles)).toContain('manifest.yml');
    const { config, env } = await start({ dataDir: await newFolder() });
    const looks = await openStorage(config, env).lookAtBranches(packageVersion, STAGES);
    expect(STAGES.map((stage) => looks[stage]?.versionTree)).toEqual([null, null, null]);
  });

  it.skipIf(!existsSync(BUNDLE))('serves a private copy of a real storage (needs its bundle)', async () => {
    const dataDir = await newFolder();
    const { gitDir, config, env } = await start({ dataDir, storage: BUNDLE });
    const tree = execFileSync('git', ['--git-dir', gitDir, 'rev-parse', 'snapshot:packages/nginx/1.6.0'], {
      encoding: 'utf8',
    });
    const looks = await openStorage(config, env).lookAtBranches({ name: 'nginx', version: '1.6.0' }, STAGES);
    expect(looks['snapshot']?.versionTree).toBe(tree.trim());
  });
});
