import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { format } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { checkConfig } from '../../worker/check-config.ts';
import { loadConfig, readConfig } from '../../worker/config.ts';
import { InvalidConfig } from '../../worker/config-problems.ts';
import { configJsonSchema } from '../../worker/config-schema.ts';
import { MissingSecrets, readSecrets } from '../../worker/secrets.ts';

const EXAMPLE = 'limelight.example.yaml';
const SCHEMA = 'limelight.schema.json';

const minimal = `
github:
  repository: acme/storage
jenkins:
  url: https://ci.example.org/
pipeline:
  stages:
    - name: draft
      registry: https://draft.example.org/
      job: /job/storage/job/draft/
      serves: [draft, live]
    - name: live
      branch: main
      registry: https://live.example.org
      job: job/storage/job/main
      serves: [live]
`;

function problemsOf(text: string): readonly string[] {
  try {
    readConfig('limelight.yaml', text);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
}

describe('limelight.yaml', () => {
  it('says where a newer version stops older ones: everywhere, but where a stage says otherwise', () => {
    const everywhere = minimal.replace('pipeline:\n', 'pipeline:\n  supersede: stop-older\n');
    const butOne = everywhere.replace(
      '    - name: live\n',
      '    - name: live\n      supersede: side-by-side\n',
    );
    const policiesOf = (text: string) =>
      readConfig('limelight.yaml', text).pipeline.stages.map(({ supersede }) => supersede);
    expect(policiesOf(minimal)).toEqual([undefined, undefined]);
    expect(policiesOf(everywhere)).toEqual(['stop-older', 'stop-older']);
    expect(policiesOf(butOne)).toEqual(['stop-older', undefined]);
    expect(problemsOf(minimal.replace('pipeline:\n', 'pipeline:\n  supersede: newest\n'))).toEqual([
      expect.stringContaining('one of side-by-side, stop-older'),
    ]);
  });

  it('is taken apart: what stages mean, and where things are', () => {
    const config = readConfig('limelight.yaml', minimal);
    expect(config.pipeline.stages[0]).toEqual({
      name: 'draft',
      branch: 'draft',
      serves: ['draft', 'live'],
      approval: { count: 1, via: ['review', 'signal'], notRequester: true },
      checks: { required: [], whenNone: 'wait' },
      proof: { content: 'full', looks: 3, windowMs: 14_400_000 },
      deploy: { mode: 'automatic', remindMs: 1_800_000 },
    });
    expect(config.addresses.get('draft')).toEqual({
      registry: 'https://draft.example.org',
      job: 'job/storage/job/draft',
    });
    expect(config.route).toEqual(['draft', 'live']);
    expect(JSON.stringify(config.pipeline)).not.toContain('https://');
  });

  it('has defaults for all that is not an address', () => {
    expect(readConfig('limelight.yaml', minimal)).toMatchObject({
      github: { apiUrl: 'https://api.github.com', auth: { tokenEnv: 'GITHUB_TOKEN' }, mergeMethod: 'squash' },
      jenkins: { url: 'https://ci.example.org', userEnv: 'JENKINS_USER', tokenEnv: 'JENKINS_TOKEN' },
      temporal: { taskQueue: 'limelight', namespace: 'default' },
      worker: { shutdownGrace: 30_000 },
      timing: { changeMs: 900_000, buildMs: 15_000 },
    });
  });

  it('watches for longer than a roll-out that is an hour late; where somebody tells of it, until they do', () => {
    const proofOf = (more: string) =>
      readConfig('limelight.yaml', minimal + more).pipeline.stages.at(-1)?.proof;
    expect(proofOf('')?.windowMs).toBeGreaterThan(60 * 60 * 1_000);
    for (const mode of ['automatic', '{ mode: webhook, url: "http://127.0.0.1/", secretEnv: SECRET }'])
      expect(proofOf(`      deploy: ${mode}\n`)).not.toHaveProperty('awaitsWord');
    const kubernetes =
      '{ mode: kubernetes, apiUrl: "https://127.0.0.1", namespace: n, deployment: d, tokenEnv: TOKEN, caEnv: CA }';
    for (const mode of ['manual', '{ mode: manual, remindAfter: 1h }', kubernetes]) {
      expect(proofOf(`      deploy: ${mode}\n`)).toMatchObject({ awaitsWord: true });
      const { awaitsWord, windowMs } = proofOf(`      deploy: ${mode}\n      rolloutWindow: 20m\n`) ?? {};
      expect([awaitsWord, windowMs]).toEqual([undefined, 20 * 60 * 1_000]);
    }
  });

  it('says who may approve', () => {
    const approvalOf = (more: string) =>
      readConfig('limelight.yaml', minimal + more).pipeline.stages[1]?.approval;
    const both = ['review', 'signal'];
    const users = '      approvers: { users: [ann], teams: [acme/owners], codeowners: true }\n';
    expect(approvalOf(`${users}people: { Jane Doe: janed }`)).toEqual({
      count: 1,
      via: both,
      from: { users: ['ann'], teams: ['acme/owners'], codeowners: true },
      notRequester: true,
      people: { 'Jane Doe': 'janed' },
    });
    expect(approvalOf('      requesterApproves: true')).toEqual({ count: 1, via: both });
    // Under a login and under a name one person would be two: names must be logins.
    const two = { count: 2, via: both, from: { writers: true }, notRequester: true };
    expect(approvalOf('      approvals: 2')).toEqual(two);
    expect(approvalOf('      approvals: 2\n      via: [review]')).toEqual({
      count: 2,
      via: ['review'],
      notRequester: true,
    });
  });

  it('takes durations with units', () => {
    const { timing } = readConfig(
      'limelight.yaml',
      `${minimal}waits: { build: 250ms, registry: 2m, retry: 1h }`,
    );
    expect(timing).toMatchObject({ buildMs: 250, registryMs: 120_000, retryMs: 3_600_000 });
  });

  it.each([
    [
      'a misspelt key',
      minimal.replace('repository:', 'repo:'),
      [
        'line 3: github.repository is missing: give the package storage as OWNER/NAME',
        'line 3: github has no key "repo": the keys are apiUrl, repository, auth, mergeMethod',
      ],
    ],
    [
      'a missing address',
      minimal.replace('      registry: https://live.example.org\n', ''),
      [
        "line 12: pipeline.stages[1].registry is missing: give the URL of the stage's registry, such as https://registry-snapshot.example.org",
      ],
    ],
    [
      'an address that is none',
      minimal.replace('https://live.example.org', 'live.example.org'),
      [
        "line 14: pipeline.stages[1].registry must be the URL of the stage's registry, such as https://registry-snapshot.example.org",
      ],
    ],
    [
      'a job that is none',
      minimal.replace('job/storage/job/main', 'storage/main'),
      [
        'line 15: pipeline.stages[1].job must be the path of the Jenkins job that builds the branch, such as job/Beats/job/package-storage/job/snapshot',
      ],
    ],
    [
      'a duration without a unit',
      `${minimal}waits: { build: 15 }`,
      [
        'line 17: waits.build must be between two looks at a Jenkins job: a number and ms, s, m, h or d, such as 30s',
      ],
    ],
    [
      'a token in place of its variable',
      minimal.replace('acme/storage', 'acme/storage\n  auth: { tokenEnv: ghp_1234567890 }'),
      [
        'line 4: github.auth.tokenEnv must be the name of the environment variable with the GitHub token, never the secret itself',
      ],
    ],
    [
      'an unknown word',
      `${minimal}      via: [mail]`,
      ['line 17: pipeline.stages[1].via[0] must be one of review, signal'],
    ],
    [
      'approvers who are nobody',
      `${minimal}      approvers: { codeowners: false }`,
      [
        'line 17: pipeline.stages[1].approvers lets nobody approve: give users or teams, or set codeowners or writers to true',
      ],
    ],
    [
      'a team without its organization',
      `${minimal}      approvers: { teams: [owners] }`,
      [
        'line 17: pipeline.stages[1].approvers.teams[0] must be a team as ORGANIZATION/TEAM, such as acme/storage-owners',
      ],
    ],
    [
      'a login that is none',
      `${minimal}people: { Jane Doe: jane doe }`,
      ["line 17: people.Jane Doe must be the person's GitHub login"],
    ],
    [
      'a stage that does not exist',
      minimal.replace('[draft, live]', '[draft, alive]'),
      ['pipeline: draft serves "alive", which is no stage; there are: draft, live.'],
    ],
    [
      'a route out of order',
      `${minimal}  route: [live, draft]`,
      ['pipeline: The route live, draft is out of order: write draft,live.'],
    ],
  ])('refuses %s, naming the place and the fix', (_, text, expected) => {
    expect(problemsOf(text)).toEqual(expected);
  });

  it('refuses an empty file and what is no YAML', () => {
    expect(problemsOf('')[0]).toMatch(/^github is missing: give a map with the keys apiUrl/);
    expect(problemsOf('github: [')[0]).toMatch(/^line 1: /);
  });
});

describe('secrets', () => {
  it('come from the environment alone, and all that are missing are named at once', () => {
    const config = readConfig('limelight.yaml', minimal);
    expect(() => readSecrets(config, { JENKINS_USER: 'bot', JENKINS_TOKEN: '' })).toThrow(MissingSecrets);
    expect(() => readSecrets(config, { JENKINS_USER: 'bot' })).toThrow(
      'GITHUB_TOKEN (named by github.auth.tokenEnv), JENKINS_TOKEN (named by jenkins.tokenEnv)',
    );
    expect(readSecrets(config, { GITHUB_TOKEN: 'g', JENKINS_USER: 'bot', JENKINS_TOKEN: 'j' })).toEqual({
      github: { token: 'g' },
      jenkins: { user: 'bot', token: 'j' },
      rollOuts: {},
      channels: {},
    });
  });

  it('may be those of a GitHub App, its key on one line', () => {
    const auth = '{ appId: 1, installationId: 2, privateKeyEnv: KEY }';
    const config = readConfig(
      'limelight.yaml',
      minimal.replace('acme/storage', `acme/storage\n  auth: ${auth}`),
    );
    const secrets = readSecrets(config, { KEY: String.raw`a\nb`, JENKINS_USER: 'bot', JENKINS_TOKEN: 'j' });
    expect(secrets.github).toEqual({ appId: 1, installationId: 2, privateKey: 'a\nb' });
  });
});

describe('checking a configuration', () => {
  it('finds nothing wrong with the example but the variables that are not set', async () => {
    const { config, problems, missing } = await checkConfig(EXAMPLE, { GITHUB_TOKEN: 'g' });
    expect(problems).toEqual([]);
    expect(missing.map(({ name }) => name)).toEqual(['JENKINS_USER', 'JENKINS_TOKEN']);
    expect(config?.pipeline.stages.map(({ name }) => name)).toEqual(['snapshot', 'staging', 'production']);
  });

  it('says what is wrong with a file that is not there', async () => {
    expect((await checkConfig('nowhere.yaml')).problems).toEqual([expect.stringContaining('ENOENT')]);
  });
});

describe('the JSON Schema for editors', () => {
  it('is up to date (vitest -u writes it)', async () => {
    const schema = await format(JSON.stringify(configJsonSchema()), { parser: 'json', printWidth: 110 });
    await expect(schema).toMatchFileSnapshot(`../../${SCHEMA}`);
  });

  it('accepts the example and refuses what the worker refuses', async () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(await readFile(SCHEMA, 'utf8')) as object);
    const example = parse(await readFile(EXAMPLE, 'utf8')) as { github: object };
    expect(validate(example)).toBe(true);
    expect(validate(parse(stringify({ ...example, github: { ...example.github, repo: 'a/b' } })))).toBe(
      false,
    );
    expect(await loadConfig(EXAMPLE)).toBeDefined();
  });
});
