import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig } from '../../worker/check-config.ts';
import { readConfig } from '../../worker/config.ts';
import { InvalidConfig } from '../../worker/config-problems.ts';
import { readGatewaySecrets } from '../../worker/gateway-secrets.ts';
import { MissingSecrets, readSecrets } from '../../worker/secrets.ts';

const WITHOUT = `
github: { repository: acme/storage }
jenkins: { url: 'https://ci.example.org' }
pipeline:
  stages: [{ name: live, registry: 'https://live.example.org', job: job/live, serves: [live] }]
`;
const WITH = `${WITHOUT}gateway: { jenkinsTokenEnv: NOTIFY }\n`;
const OF_WORKER = { GITHUB_TOKEN: 'g', JENKINS_USER: 'u', JENKINS_TOKEN: 'j' };

const read = (text: string) => readConfig('limelight.yaml', text);

describe('the gateway of a configuration', () => {
  it('listens on this machine alone unless told otherwise, and is absent where nothing is said of it', () => {
    expect(read(WITH).gateway).toEqual({
      listen: '127.0.0.1:8085',
      secretEnv: 'GITHUB_WEBHOOK_SECRET',
      jenkinsTokenEnv: 'NOTIFY',
    });
    expect(read(WITHOUT).gateway).toBeUndefined();
  });

  it('is given no secret in the file', () => {
    const text = WITH.replace('NOTIFY', 'ghp_1234567890');
    expect(() => read(text)).toThrow(InvalidConfig);
    expect(() => read(text)).toThrow('gateway.jenkinsTokenEnv must be the name of the environment variable');
  });

  it('has secrets of its own, which a worker need not have', () => {
    expect(() => readSecrets(read(WITH), OF_WORKER)).not.toThrow();
    expect(() => readGatewaySecrets(read(WITH), OF_WORKER)).toThrow(MissingSecrets);
    expect(() => readGatewaySecrets(read(WITH), OF_WORKER)).toThrow(
      'GITHUB_WEBHOOK_SECRET (named by gateway.secretEnv), NOTIFY (named by gateway.jenkinsTokenEnv)',
    );
    expect(readGatewaySecrets(read(WITH), { GITHUB_WEBHOOK_SECRET: 's', NOTIFY: 'n' })).toEqual({
      webhook: 's',
      jenkins: 'n',
    });
    expect(readGatewaySecrets(read(WITHOUT), { GITHUB_WEBHOOK_SECRET: 's' })).toEqual({
      webhook: 's',
      jenkins: undefined,
    });
  });

  it('is checked with the rest where the file has the section, and only there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'limelight-gateway-'));
    try {
      const missingIn = async (text: string): Promise<string[]> => {
        const file = join(folder, 'limelight.yaml');
        await writeFile(file, text);
        return (await checkConfig(file, OF_WORKER)).missing.map(({ path }) => path);
      };
      expect(await missingIn(WITH)).toEqual(['gateway.secretEnv', 'gateway.jenkinsTokenEnv']);
      expect(await missingIn(WITHOUT)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
