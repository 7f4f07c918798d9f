import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { WATCHER_WORKFLOW_ID } from '../../domain/names.ts';
import { findFreePort } from '../../sandbox/temporal/free-port.ts';
import { startTemporal } from '../../sandbox/temporal/start-temporal.ts';
import { claimNamespace } from '../../worker/claim-namespace.ts';
import { setUpTemporal } from '../../worker/temporal-setup.ts';

let folder: string;
let connection: Connection;
let namespace: string;
let worker: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-worker-'));
  connection = await Connection.connect({ address: inject('temporal').address });
  namespace = `storage-${randomUUID()}`;
  await setUpTemporal(connection, namespace);
});

afterEach(async () => {
  worker?.kill('SIGKILL');
  await connection.close();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  readonly metrics: string;
  readonly health: string;
  /** The exit code, and what was printed. */
  readonly ended: Promise<{ code: number | null; output: string }>;
  readonly end: () => void;
}

async function startWorker(env: Record<string, string>): Promise<Running> {
  const metrics = `127.0.0.1:${await findFreePort()}`;
  const health = `127.0.0.1:${await findFreePort()}`;
  const file = join(folder, 'limelight.yaml');
  await writeFile(
    file,
    `
github: { repository: acme/storage, apiUrl: 'http://127.0.0.1:9' }
jenkins: { url: 'http://127.0.0.1:9' }
worker: { metrics: '${metrics}', health: '${health}', shutdownGrace: 1s }
pipeline:
  stages: [{ name: live, registry: 'http://127.0.0.1:9', job: job/live, serves: [live] }]
`,
  );
  const child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts', file], {
    env: {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: inject('temporal').address,
      TEMPORAL_NAMESPACE: namespace,
      ...env,
    },
  });
  worker = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output }));
  return {
    metrics: `http://${metrics}`,
    health: `http://${health}`,
    ended,
    end: () => void child.kill('SIGTERM'),
  };
}

const SECRETS = { GITHUB_TOKEN: 'g', JENKINS_USER: 'j', JENKINS_TOKEN: 't' };

describe('the worker process', () => {
  it('gets ready, shows its metrics and the journeys, and ends gracefully on SIGTERM', async () => {
    await vi.waitFor(
      () =>
        new Client({ connection, namespace }).workflow.start('packageLifecycle', {
          taskQueue: 'nobody',
          workflowId: 'package/nginx@1.6.0',
          typedSearchAttributes: [
            {
              key: defineSearchAttributeKey('LimelightStep', SearchAttributeType.KEYWORD),
              value: 'add-live',
            },
            {
              key: defineSearchAttributeKey('LimelightAttention', SearchAttributeType.KEYWORD),
              value: 'none',
            },
          ],
        }),
      { timeout: 20_000, interval: 500 },
    );
    const { health, metrics, ended, end } = await startWorker(SECRETS);
    await vi.waitFor(async () => expect((await fetch(`${health}/readyz`)).status).toBe(200), {
      timeout: 40_000,
      interval: 200,
    });
    await vi.waitFor(
      async () => {
        const text = await (await fetch(`${metrics}/metrics`)).text();
        expect(text).toMatch(/^limelight_journeys\{attention="none",.*step="add-live".*\} 1$/m);
        expect(text).toContain('temporal_worker_start');
        expect(text).toMatch(/^limelight_watcher_alive(\{.*\})? [01]$/m);
      },
      { timeout: 20_000, interval: 200 },
    );
    const watcher = new Client({ connection, namespace }).workflow.getHandle(WATCHER_WORKFLOW_ID);
    expect((await watcher.describe()).status.name).toBe('RUNNING');
    end();
    const { code, output } = await ended;
    expect(output).toContain('DRAINED');
    expect(code).toBe(0);
  });

  it('is not ready while Temporal cannot be reached', async () => {
    const temporal = await startTemporal({ env: { ...process.env, TEMPORAL_ADDRESS: undefined } });
    const { health } = await startWorker({
      ...SECRETS,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
    });
    const statusOf = async (path: string): Promise<number> => (await fetch(`${health}${path}`)).status;
    await vi.waitFor(async () => expect(await statusOf('/readyz')).toBe(200), {
      timeout: 40_000,
      interval: 200,
    });
    await temporal.stop();
    await vi.waitFor(async () => expect(await statusOf('/readyz')).toBe(503), {
      timeout: 20_000,
      interval: 200,
    });
    expect(await statusOf('/healthz')).toBe(200);
  });

  it('does not start without its secrets, and names them', async () => {
    const { code, output } = await (await startWorker({ GITHUB_TOKEN: 'g' })).ended;
    expect(output).toContain(
      'JENKINS_USER (named by jenkins.userEnv), JENKINS_TOKEN (named by jenkins.tokenEnv)',
    );
    expect(code).toBe(1);
  });

  it("does not start on another storage's namespace", async () => {
    await claimNamespace(connection, namespace, 'acme/other');
    const { code, output } = await (await startWorker(SECRETS)).ended;
    expect(output).toContain('belongs to the storage acme/other, not to acme/storage');
    expect(code).toBe(1);
  });
});
