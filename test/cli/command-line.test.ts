import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFreePort } from '../../sandbox/temporal/free-port.ts';
import { writeSandboxConfig } from '../../sandbox/sandbox-config.ts';
import { runCli } from './run-cli.ts';
import { runHere } from './run-here.ts';

const SECRETS = { GITHUB_TOKEN: 't', JENKINS_USER: 'u', JENKINS_TOKEN: 't' };

let folder: string;
let config: string;
let nobody: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-cli-'));
  nobody = `127.0.0.1:${await findFreePort()}`;
  config = join(folder, 'limelight.yaml');
  const url = `http://${nobody}`;
  await writeFile(
    config,
    writeSandboxConfig({
      github: url,
      repository: 'sandbox/package-storage',
      jenkins: url,
      registries: { snapshot: url, staging: url, production: url },
    }),
  );
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the manual', () => {
  it('lists every command, the exit codes and examples', async () => {
    const { code, stdout } = await runHere(['--help']);
    expect(code).toBe(0);
    for (const command of [
      'start',
      'status',
      'list',
      'watch',
      'plan',
      'verify',
      'publisher',
      'approve',
      'retry',
      'abort',
      'nudge',
      'deployed',
      'up',
      'worker',
      'gateway',
      'setup',
      'config',
      'demo',
      'sandbox',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(stdout).toContain('Exit codes:');
    expect(stdout).toContain('Examples:');
  });

  it('has examples for a command', async () => {
    const { code, stdout } = await runHere(['start', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--pull-request');
    expect(stdout).toContain('$ limelight start nginx@1.6.0');
  });
});

describe('what is wrong with a command line, in words and exit code', () => {
  it.each([
    [['stat'], 2, "unknown command 'stat'"],
    [['start'], 2, "missing required argument 'NAME@VERSION'"],
    [['start', 'nginx'], 2, 'Write NAME@VERSION, such as nginx@1.6.0.'],
    [['start', 'nginx@latest'], 2, 'is no package version'],
    [['start', 'a@1.0.0', '--from', '.', '--pull-request', '1'], 2, 'cannot be used with option'],
    [['start', 'a@1.0.0', '--pull-request', 'x'], 2, 'Write a whole number, 1 or more.'],
    [['deployed', 'staging'], 2, "required option '--build <n>' not specified"],
    [['deployed', 'staging', '--build', '0'], 2, 'Write a whole number, 1 or more.'],
    [['verify', 'a@1.0.0'], 2, "required option '--stage <stage>' not specified"],
    [
      ['verify', 'a@1.0.0', '--stage', 's', '--content', 'half'],
      2,
      'Allowed choices are full, manifest, presence.',
    ],
    [['status', 'a@1.0.0', '--config', '/nowhere.yaml'], 2, 'There is no configuration at /nowhere.yaml.'],
  ])('limelight %j: %i, %s', async (args, code, words) => {
    const run = await runHere(args);
    expect(run).toMatchObject({ code, stdout: '' });
    expect(run.stderr).toContain(words);
    expect(run.stderr).not.toContain('    at ');
  });

  it('says which environment variable is missing', async () => {
    const run = await runHere(['plan', 'a@1.0.0', '--config', config]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('GITHUB_TOKEN');
    expect(run.stderr).not.toContain('JENKINS_TOKEN');
  });

  it('says that the gateway lacks its secret, and that an address is none', async () => {
    const run = await runHere(['gateway', '--config', config], SECRETS);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('GITHUB_WEBHOOK_SECRET (named by gateway.secretEnv)');
    const elsewhere = await runHere(['gateway', '--config', config, '--listen', '8085'], SECRETS);
    expect(elsewhere.code).toBe(2);
    expect(elsewhere.stderr).toContain('Write HOST:PORT, such as 0.0.0.0:8085.');
  });

  it('knows the stages of the pipeline', async () => {
    const run = await runHere(['plan', 'a@1.0.0', '--config', config, '--route', 'moon'], SECRETS);
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain(
      'There is no stage "moon"; the pipeline has: snapshot, staging, production.',
    );
  });
});

describe('a service that does not answer', () => {
  it('is Temporal: what and where, and what to do; as JSON or with its stack where that is wanted', async () => {
    const status = ['status', 'a@1.0.0', '--config', config];
    const env = { TEMPORAL_ADDRESS: nobody };
    const [plain, json, debug] = await Promise.all([
      runHere(status, env),
      runHere([...status, '--json'], env),
      runHere([...status, '--debug'], env),
    ]);
    expect(plain).toEqual({
      code: 5,
      stdout: '',
      stderr: `Temporal does not answer at ${nobody}.\nStart it with \`limelight up\`, or set TEMPORAL_ADDRESS to where it is.\n`,
    });
    expect(json.code).toBe(5);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { name: 'TemporalUnreachable' } });
    expect(debug.stderr).toContain('    at ');
  });

  it('is GitHub', async () => {
    const run = await runHere(['plan', 'a@1.0.0', '--config', config], SECRETS);
    expect(run).toMatchObject({ code: 5, stdout: '' });
    expect(run.stderr).toContain(`"http://${nobody}/graphql": no answer`);
  });
});

describe('limelight config', () => {
  it('checks the file and the environment', async () => {
    const [good, lacking] = await Promise.all([
      runHere(['config', 'check', '--config', config], SECRETS),
      runHere(['config', 'check', '--json'], { LIMELIGHT_CONFIG: config }),
    ]);
    expect(good).toMatchObject({
      code: 0,
      stdout: `${config} is in order: snapshot → staging → production.\n`,
    });
    expect(lacking.code).toBe(2);
    expect(JSON.parse(lacking.stdout)).toMatchObject({
      problems: [],
      missing: [{ name: 'GITHUB_TOKEN' }, {}, {}],
    });
  });

  it('prints the JSON Schema', async () => {
    const { code, stdout } = await runHere(['config', 'schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object' });
  });
});

describe('the process', () => {
  it('prints the answer on standard output and problems on standard error, and ends with the code', async () => {
    const [good, bad] = await Promise.all([
      runCli(['config', 'check', '--json'], { ...SECRETS, LIMELIGHT_CONFIG: config }),
      runCli(['status', 'nginx']),
    ]);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(good.stdout)).toEqual({ file: config, problems: [], missing: [] });
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect(bad.stderr).toContain('Write NAME@VERSION');
  });
});
