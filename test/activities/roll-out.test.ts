import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { awaitRollOut, rollOut } from '../../activities/roll-out.ts';
import type { Services } from '../../activities/services.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { listenOnLoopback } from '../../sandbox/loopback-server.ts';
import { loadConfig } from '../../worker/config.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { createServices } from '../../worker/wiring.ts';
import { hasOpenssl, makeCertificates } from '../services/kubernetes/certificates.ts';
import { inActivity } from '../support/in-activity.ts';
import { lineStoppedFor } from '../support/stopped-line.ts';
import { FakeApiServer, TOKEN } from '../services/kubernetes/fake-api-server.ts';

const ENV = {
  GITHUB_TOKEN: 'g',
  JENKINS_USER: 'u',
  JENKINS_TOKEN: 't',
  ROLLOUT_SECRET: 's3cret',
  KUBERNETES_TOKEN: TOKEN,
};
const BUILD = { number: 42, url: 'http://ci/42/', commit: 'c'.repeat(40), startedAt: 1, finishedAt: 2 };

/** The services of a `limelight.yaml` whose only stage is deployed so, in a folder with these files. */
async function servicesWith(deploy: unknown, files: Record<string, string> = {}): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'limelight-roll-out-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const file = join(folder, 'limelight.yaml');
  const stage = { name: 'live', registry: 'http://r', job: 'job/live', serves: ['live'], deploy };
  const sections = { github: { repository: 'acme/storage' }, jenkins: { url: 'http://ci' } };
  writeFileSync(file, stringify({ ...sections, pipeline: { stages: [stage] } }));
  const config = await loadConfig(file);
  return createServices({ config, secrets: readSecrets(config, ENV), namespace: 'default' });
}

/** Orders the roll-out of the build; the line runs where it is not a client's who knows better. */
function order(services: Services, client?: Client) {
  return inActivity(() => rollOut(services, { stage: 'live', build: BUILD }), 1, client);
}

describe('a roll-out by webhook', () => {
  it('tells stage, build, commit, page and storage, and nothing while the line is stopped there', async () => {
    const heard: unknown[] = [];
    const receiver = await listenOnLoopback(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      heard.push(JSON.parse(body));
      response.writeHead(202).end();
    });
    onTestFinished(() => receiver.close());
    const services = await servicesWith({ mode: 'webhook', url: receiver.url, secretEnv: 'ROLLOUT_SECRET' });
    expect(await order(services, lineStoppedFor({ kind: 'stage', stage: 'live' }))).toEqual({
      stopped: 'held by the line: op stopped the line for stage live: incident 4711 (since noon)',
    });
    expect(heard).toEqual([]);
    expect(await order(services)).toEqual({ how: 'webhook' });
    expect(heard).toEqual([
      {
        stage: 'live',
        repository: 'acme/storage',
        build: 42,
        commit: 'c'.repeat(40),
        url: 'http://ci/42/',
      },
    ]);
  });

  it('is not followed, and a stage that nobody rolls out is not ordered: a person is asked', async () => {
    const services = await servicesWith({ mode: 'webhook', url: 'http://x', secretEnv: 'ROLLOUT_SECRET' });
    const followed = awaitRollOut(services, { stage: 'live', build: 42, timing: DEFAULT_TIMING });
    await expect(followed).rejects.toMatchObject({ type: 'NotFound', nonRetryable: true });
    const ordered = order(await servicesWith('manual'));
    await expect(ordered).rejects.toMatchObject({ type: 'NotFound', nonRetryable: true });
  });
});

describe.skipIf(!hasOpenssl())('a roll-out by Kubernetes (skipped where there is no openssl)', () => {
  async function clusterWith() {
    const certificates = makeCertificates('ours');
    const server = new FakeApiServer(certificates);
    const apiUrl = await server.listen();
    onTestFinished(() => server.close());
    const address = { namespace: 'registries', deployment: 'package-registry', tokenEnv: 'KUBERNETES_TOKEN' };
    const services = await servicesWith(
      { mode: 'kubernetes', apiUrl, caFile: 'ca.crt', ...address },
      { 'ca.crt': certificates.ca },
    );
    const look = () => awaitRollOut(services, { stage: 'live', build: 42, timing: DEFAULT_TIMING });
    return { server, services, look };
  }

  it('is ordered once however often it is tried, and waited for to the end', async () => {
    const { server, services, look } = await clusterWith();
    expect(await order(services)).toEqual({ how: 'kubernetes' });
    expect(await order(services)).toEqual({ how: 'kubernetes' });
    expect(server.generation).toBe(2);
    await expect(look()).rejects.toMatchObject({
      type: 'StillWaiting',
      message: 'waiting: the change of the Deployment is not observed yet',
    });
    server.finish();
    await look();
  });

  it('is not over while somebody has undone it, and is when a later build is out', async () => {
    const { server, services, look } = await clusterWith();
    await order(services);
    server.annotations = { 'limelight.dev/build': '41' };
    server.finish();
    await expect(look()).rejects.toMatchObject({
      type: 'StillWaiting',
      message: 'waiting: the Deployment is for build 41 and not 42',
    });
    server.annotations = {};
    await expect(look()).rejects.toMatchObject({
      message: 'waiting: the Deployment is for no build and not 42',
    });
    server.annotations = { 'limelight.dev/build': '43' };
    await look();
  });
});
