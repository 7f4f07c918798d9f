import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { InvalidConfig } from '../../worker/config-problems.ts';
import { readConfig, type Config } from '../../worker/config.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';

const KUBERNETES = {
  mode: 'kubernetes',
  apiUrl: 'https://kubernetes.example.org:6443/',
  namespace: 'registries',
  deployment: 'package-registry',
  tokenEnv: 'KUBERNETES_TOKEN',
  caEnv: 'KUBERNETES_CA',
};
const WEBHOOK = { mode: 'webhook', url: 'https://deploy.example.org/hook', secretEnv: 'ROLLOUT_SECRET' };
const { caEnv: _caEnv, ...WITHOUT_CA } = KUBERNETES;

const ENV = {
  GITHUB_TOKEN: 'g',
  JENKINS_USER: 'bot',
  JENKINS_TOKEN: 'j',
  ROLLOUT_SECRET: 's3cret',
  KUBERNETES_TOKEN: 't0ken',
  KUBERNETES_CA: String.raw`-----BEGIN\n-----END`,
};

function configWith(deploy?: unknown): Config {
  const stage = {
    name: 'live',
    registry: 'https://live.example.org',
    job: 'job/storage/job/live',
    serves: ['live'],
    ...(deploy !== undefined && { deploy }),
  };
  const sections = {
    github: { repository: 'acme/storage' },
    jenkins: { url: 'https://ci.example.org' },
    pipeline: { stages: [stage] },
  };
  return readConfig('limelight.yaml', stringify(sections));
}

function meaningOf(deploy?: unknown): unknown {
  return configWith(deploy).pipeline.stages[0]?.deploy;
}

function problemsOf(deploy: unknown): readonly string[] {
  try {
    configWith(deploy);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
}

describe('how a stage is deployed', () => {
  it.each([
    ['nothing said', undefined, { mode: 'automatic', remindMs: 1_800_000 }],
    ['a word', 'manual', { mode: 'manual', remindMs: 1_800_000 }],
    ['a reminder', { mode: 'manual', remindAfter: '5m' }, { mode: 'manual', remindMs: 300_000 }],
    ['a webhook', WEBHOOK, { mode: 'webhook', remindMs: 1_800_000 }],
    ['kubernetes', { ...KUBERNETES, remindAfter: '2h' }, { mode: 'kubernetes', remindMs: 7_200_000 }],
  ])('%s: only the mode and the reminder go into workflows', (_what, deploy, meaning) => {
    expect(meaningOf(deploy)).toEqual(meaning);
  });

  it('is told apart from where things are', () => {
    const { addresses } = configWith(KUBERNETES);
    expect(addresses.get('live')?.deploy).toEqual({
      ...KUBERNETES,
      apiUrl: 'https://kubernetes.example.org:6443',
    });
  });

  it.each([
    [
      'an unknown word',
      'sometimes',
      'deploy must be automatic, manual, or a map whose mode is automatic, manual, webhook or kubernetes, such as { mode: manual, remindAfter: 30m }',
    ],
    [
      'an unknown mode',
      { mode: 'helm' },
      'deploy.mode must be one of automatic, manual, webhook, kubernetes',
    ],
    [
      'a webhook without an address',
      { mode: 'webhook', secretEnv: 'S' },
      'deploy.url is missing: give the URL that is told of each build, such as https://deploy.example.org/limelight',
    ],
    [
      'a misspelt key',
      { ...WEBHOOK, secret: 'x' },
      'deploy has no key "secret": the keys are mode, url, secretEnv, remindAfter',
    ],
    [
      'a token in the place of its variable',
      { ...KUBERNETES, tokenEnv: 'eyJhbGciOi.abc' },
      'deploy.tokenEnv must be the name of the environment variable with the token of a service account, never the secret itself',
    ],
    [
      'an API server without TLS',
      { ...KUBERNETES, apiUrl: 'http://kubernetes' },
      'deploy.apiUrl must be the https URL of the API server, such as https://kubernetes.default.svc',
    ],
    [
      'no authority',
      WITHOUT_CA,
      'deploy must have caEnv or caFile, one of them: by which authority the API server proves itself',
    ],
    [
      'two authorities',
      { ...KUBERNETES, caFile: 'ca.crt' },
      'deploy must have caEnv or caFile, one of them: by which authority the API server proves itself',
    ],
  ])('refuses %s, naming the place and the fix', (_what, deploy, problem) => {
    expect(problemsOf(deploy)).toEqual([expect.stringContaining(`: pipeline.stages[0].${problem}`)]);
  });
});

describe('the secrets of roll-outs', () => {
  it('come from the environment, and those that are missing are named', () => {
    expect(readSecrets(configWith(WEBHOOK), ENV).rollOuts).toEqual({ live: { secret: 's3cret' } });
    expect(readSecrets(configWith(KUBERNETES), ENV).rollOuts).toEqual({
      live: { token: 't0ken', ca: '-----BEGIN\n-----END' },
    });
    expect(() => readSecrets(configWith(KUBERNETES), { ...ENV, KUBERNETES_TOKEN: '' })).toThrow(
      'KUBERNETES_TOKEN (named by pipeline.stages[0].deploy.tokenEnv)',
    );
  });
});

describe('who rolls a stage out', () => {
  const servicesWith = (deploy: unknown) => {
    const config = configWith(deploy);
    return createServices({ config, secrets: readSecrets(config, ENV), namespace: 'default' });
  };

  it('is the one of the configuration', () => {
    expect(servicesWith(WEBHOOK).deployerOf('live').mode).toBe('webhook');
    expect(servicesWith(KUBERNETES).deployerOf('live').mode).toBe('kubernetes');
  });

  it('asks a person where nobody can be told', () => {
    expect(() => servicesWith('manual').deployerOf('live')).toThrow(
      expect.objectContaining({
        type: 'NotFound',
        message: expect.stringContaining('names nobody who rolls out live'),
      }),
    );
    expect(() => servicesWith({ ...WITHOUT_CA, caFile: 'gone.crt' }).deployerOf('live')).toThrow(
      expect.objectContaining({ type: 'NotFound', message: expect.stringContaining('ENOENT') }),
    );
  });
});
