import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../client/sandbox-faults.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { runHere } from './run-here.ts';

const JENKINS = { authorization: `Basic ${Buffer.from('limelight-bot:jenkins-token').toString('base64')}` };
const GITHUB = { authorization: 'Bearer bot-token' };

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-fault-'));
  sandbox = await startSandbox({ dataDir: folder });
});

afterEach(async () => {
  await fault('clear');
});

afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

function fault(...args: string[]): ReturnType<typeof runHere> {
  return runHere(['sandbox', 'fault', ...args], { LIMELIGHT_CONFIG: sandbox.configFile });
}

async function statusOf(url: string, headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(url, { headers })).status;
}

describe('limelight sandbox fault', () => {
  it('lets Jenkins fail as often as it is told, lists what is left, and ends it', async () => {
    const queue = `${sandbox.jenkins.url}/queue/api/json`;
    expect(await fault('add', 'jenkins', '503Loading', '--times', '3', '--match', 'queue')).toEqual({
      code: 0,
      stdout: 'jenkins: 503Loading, where /queue/, 3 times more\n',
      stderr: '',
    });
    expect(await statusOf(queue, JENKINS)).toBe(503);
    expect(await statusOf(`${sandbox.jenkins.url}/api/json`, JENKINS)).toBe(200);
    expect((await fault('list')).stdout).toBe('jenkins: 503Loading, where /queue/, 2 times more\n');
    expect((await fault('clear', 'jenkins', '503Loading')).stdout).toBe('Cleared.\n');
    expect(await statusOf(queue, JENKINS)).toBe(200);
    expect((await fault('list')).stdout).toBe('Nothing goes wrong.\n');
  });

  it('lets one registry fail, or all', async () => {
    const statuses = () =>
      Promise.all(Object.values(sandbox.registries).map(({ url }) => statusOf(`${url}/health`)));
    await fault('add', 'registry/staging', '5xx', '--value', '502');
    expect(await statuses()).toEqual([200, 502, 200]);
    const { stdout } = await fault('add', 'registry', 'rateLimit429', '--ms', '5000', '--times', '1');
    expect(stdout.trim().split('\n')).toEqual([
      'registry/snapshot: rateLimit429, 5000 ms, once more',
      'registry/staging: 5xx, 502',
      'registry/staging: rateLimit429, 5000 ms, once more',
      'registry/production: rateLimit429, 5000 ms, once more',
    ]);
    expect(await statuses()).toEqual([429, 429, 429]);
    await fault('clear', 'registry/staging');
    expect(await statuses()).toEqual([200, 200, 200]);
  });

  it.each([
    [['status', '--value', '502'], 502],
    [['rateLimit403', '--ms', '2000'], 403],
    [['rateLimit429'], 429],
  ])('lets GitHub fail: %j', async (args, status) => {
    const { code } = await fault('add', 'github', ...args, '--match', 'GET /user$', '--times', '1');
    expect(code).toBe(0);
    expect(await statusOf(`${sandbox.github.url}/rate_limit`, GITHUB)).toBe(200);
    expect(await statusOf(`${sandbox.github.url}/user`, GITHUB)).toBe(status);
    expect(await statusOf(`${sandbox.github.url}/user`, GITHUB)).toBe(200);
  });

  it('ends connections, and answers with pages where JSON is due', async () => {
    await fault('add', 'github', 'dropBefore', '--times', '1');
    await expect(fetch(`${sandbox.github.url}/user`, { headers: GITHUB })).rejects.toThrow('fetch failed');
    await fault('add', 'github', 'htmlPage200', '--match', 'Who');
    const ask = (name: string) =>
      fetch(`${sandbox.github.url}/graphql`, {
        method: 'POST',
        headers: GITHUB,
        body: JSON.stringify({ query: `query ${name} { viewer { login } }` }),
      });
    expect((await ask('Who')).headers.get('content-type')).toContain('text/html');
    expect((await ask('Other')).headers.get('content-type')).toContain('json');
  });

  it('lets readers of GitHub lag behind, until that is cleared', async () => {
    await fault('add', 'github', 'lagRefs', '--ms', '60000');
    await sandbox.github.pushCommit('lagging', { 'a.txt': 'a' }, 'author', 'Add a', 'snapshot');
    const branch = `${sandbox.github.url}/repos/sandbox/package-storage/branches/lagging`;
    expect(await statusOf(branch, GITHUB)).toBe(404);
    expect(JSON.parse((await fault('list', 'github', '--json')).stdout)).toEqual([
      { standIn: 'github', fault: { kind: 'lagRefs', ms: 60_000 } },
    ]);
    await fault('clear', 'github', 'lagRefs');
    expect(await statusOf(branch, GITHUB)).toBe(200);
  });

  it('does at once what is over at once, and finds the sandbox by its folder', async () => {
    const value = 'job/package-storage/job/production';
    const args = ['fault', 'add', 'jenkins', 'notParameterized', '--value', value];
    const { code, stdout } = await runHere(['sandbox', '--data', folder, ...args]);
    expect([code, stdout]).toEqual([0, 'jenkins: notParameterized, done.\n']);
    const job = sandbox.jenkins.state().jobs.find(({ branch }) => branch === 'production');
    expect(job?.parameterized).toBe(false);
    expect((await fault('list')).stdout).toBe('Nothing goes wrong.\n');
  });

  it('says what there is', async () => {
    const { stdout } = await fault('kinds');
    for (const known of ['github:', 'jenkins:', 'registry:', 'staleCdn', 'zombieBuilding', 'lagPulls'])
      expect(stdout).toContain(known);
    const kinds = JSON.parse((await fault('kinds', 'jenkins', '--json')).stdout) as { jenkins: object };
    expect(kinds).toMatchObject({ jenkins: { failIfPackageBad: { value: 'the name of a package' } } });
  });
});

it('the manual has every fault', async () => {
  const manual = await readFile('docs/sandbox.md', 'utf8');
  for (const kinds of Object.values(FAULT_KINDS))
    for (const [kind, { does }] of Object.entries(kinds))
      expect(manual).toContain(`| \`${kind}\` | ${does} |`);
});

describe('what is no fault', () => {
  it.each([
    [['add', 'jenkins', 'explode'], 'There is no fault "explode" here; there are: 401, 403,'],
    [['add', 'moon', '500'], 'There is no stand-in "moon"; there are: github, jenkins, registry/snapshot,'],
    [['add', 'jenkins', '500', '--match', '('], 'match is no regular expression'],
    [['add', 'jenkins', '500', '--ms', '5'], 'The fault "500" takes no ms.'],
    [['add', 'jenkins', 'result'], 'needs a value: UNSTABLE, FAILURE, NOT_BUILT or ABORTED'],
    [['add', 'jenkins', 'result', '--value', 'GREEN'], 'takes another value: UNSTABLE'],
    [['add', 'jenkins', 'restart', '--times', '2'], 'takes no times: it acts at once'],
    [['add', 'jenkins', 'discardBuild'], 'needs times: the number of the build'],
    [['add', 'jenkins', 'slowBuild'], 'The fault "slowBuild" needs ms: how much longer.'],
    [['add', 'registry/staging', 'staleCdn'], 'The fault "staleCdn" needs ms: for how much longer.'],
    [
      ['add', 'registry/staging', 'staleCdn', '--ms', '5'],
      'registry/staging: The fault "staleCdn" can do nothing here: no cache is before it.',
    ],
    [['add', 'registry/staging', 'versionVanishes', '--value', 'nginx'], 'takes another value: NAME@VERSION'],
    [['add', 'github', 'lagRefs', '--times', '2'], 'takes no times: it lasts until it is cleared'],
    [['add', 'github', 'status', '--probability', '2'], 'This is no fault: probability'],
    [['clear', 'jenkins', 'explode'], 'There is no fault "explode" of jenkins.'],
    [['kinds', 'moon'], 'There is no stand-in "moon"'],
  ])('%j: %s', async (args, words) => {
    const run = await fault(...args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(words);
    expect(run.stderr).toContain('limelight sandbox fault kinds');
    expect((await fault('list')).stdout).toBe('Nothing goes wrong.\n');
  });

  it('is refused by the stand-ins themselves too', async () => {
    for (const { url } of [sandbox.github, sandbox.jenkins, ...Object.values(sandbox.registries)]) {
      const body = JSON.stringify([{ kind: 'timeout?' }]);
      const answer = await fetch(`${url}/__control/faults`, { method: 'POST', body });
      expect([400, 422]).toContain(answer.status);
      expect(await answer.json()).toMatchObject({
        message: expect.stringMatching(/^There is no fault "timeout\?" here; there are: ./) as string,
      });
    }
  });

  it('keeps what was sent with it from being added', async () => {
    for (const [{ url }, kind] of [
      [sandbox.github, 'slow'],
      [sandbox.jenkins, 'slow'],
      [sandbox.notices, 'status'],
      ...Object.values(sandbox.registries).map((registry) => [registry, 'timeout'] as const),
    ] as const) {
      const body = JSON.stringify([{ kind }, { kind: 'nothing' }]);
      const { ok } = await fetch(`${url}/__control/faults`, { method: 'POST', body });
      const faults = await fetch(`${url}/__control/faults`);
      expect([ok, await faults.json()]).toEqual([false, []]);
    }
  });

  it('is nothing where no sandbox runs, and no real service is asked', async () => {
    const away = await mkdtemp(join(tmpdir(), 'limelight-fault-'));
    const other = await startSandbox({ dataDir: away });
    await other.close();
    const { code, stderr } = await runHere(['sandbox', '--data', away, 'fault', 'list']);
    await rm(away, { recursive: true, force: true });
    expect([code, stderr]).toEqual([
      5,
      expect.stringContaining('No sandbox answers for github at http://127.'),
    ]);
    const example = await runHere(['sandbox', 'fault', 'list', '--config', 'limelight.example.yaml']);
    expect([example.code, example.stderr]).toEqual([5, expect.stringContaining('No sandbox answers for')]);
  });
});
