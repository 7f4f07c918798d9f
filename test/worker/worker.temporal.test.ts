import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { NativeConnection } from '@temporalio/worker';
import { beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { claimNamespace } from '../../worker/claim-namespace.ts';
import { readConfig } from '../../worker/config.ts';
import { countJourneys } from '../../worker/journey-metrics.ts';
import { checkReadiness } from '../../worker/readiness.ts';
import { quietRuntime } from '../setup/temporal-env.ts';
import { createWorker } from '../../worker/worker.ts';
import { setUpTemporal, TemporalSetupFailed } from '../../worker/temporal-setup.ts';

beforeAll(quietRuntime);

const config = readConfig(
  'limelight.yaml',
  `
github: { repository: acme/storage }
jenkins: { url: 'http://127.0.0.1:1' }
worker: { shutdownGrace: 1s }
pipeline:
  stages: [{ name: live, registry: 'http://127.0.0.1:2', job: job/live, serves: [live] }]
`,
);

async function withNamespace(
  work: (connection: Connection, namespace: string) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address: inject('temporal').address });
  try {
    await work(connection, `storage-${randomUUID()}`);
  } finally {
    await connection.close();
  }
}

describe('the worker', () => {
  it('is ready while it polls, and not before or after', async () => {
    const { address, namespace, bundlePath } = inject('temporal');
    const connection = await NativeConnection.connect({ address });
    try {
      const worker = await createWorker({
        config,
        connection,
        namespace,
        activities: { observe: () => Promise.resolve() },
        taskQueue: randomUUID(),
        workflowBundle: { codePath: bundlePath },
      });
      expect(await checkReadiness(worker, connection)).toMatchObject({ ready: false });
      await worker.runUntil(async () => {
        await vi.waitFor(async () =>
          expect(await checkReadiness(worker, connection)).toMatchObject({ ready: true }),
        );
      });
      expect(await checkReadiness(worker, connection)).toEqual({
        ready: false,
        reason: 'The worker is stopped.',
      });
    } finally {
      await connection.close();
    }
  });
});

describe('the set-up of a namespace', () => {
  it('creates it with its retention and attributes, and is done twice without harm', () =>
    withNamespace(async (connection, namespace) => {
      const first = await setUpTemporal(connection, namespace);
      expect(first).toMatchObject({ createdNamespace: true, retentionDays: { before: 400, now: 400 } });
      expect(first.registered).toContain('LimelightAttention');
      expect(await setUpTemporal(connection, namespace)).toMatchObject({
        createdNamespace: false,
        registered: [],
      });
      const longer = await setUpTemporal(connection, namespace, 500);
      expect(longer.retentionDays).toEqual({ before: 400, now: 500 });
      expect((await setUpTemporal(connection, namespace)).retentionDays).toEqual({ before: 500, now: 500 });
    }));

  it('refuses an attribute that is there with another type', () =>
    withNamespace(async (connection, namespace) => {
      await setUpTemporal(connection, namespace);
      await connection.operatorService.removeSearchAttributes({
        namespace,
        searchAttributes: ['LimelightStep'],
      });
      const asText: Record<string, number> = { LimelightStep: 1 };
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: asText });
      const again = setUpTemporal(connection, namespace);
      await expect(again).rejects.toThrow(TemporalSetupFailed);
      await expect(again).rejects.toThrow('remove --name LimelightStep');
    }));
});

describe('a namespace', () => {
  it('belongs to the storage that asked first', () =>
    withNamespace(async (connection, namespace) => {
      await setUpTemporal(connection, namespace);
      expect(await claimNamespace(connection, namespace, 'acme/storage')).toBe(true);
      expect(await claimNamespace(connection, namespace, 'acme/storage')).toBe(true);
      const other = claimNamespace(connection, namespace, 'acme/other');
      await expect(other).rejects.toThrow('belongs to the storage acme/storage, not to acme/other');
      expect((await setUpTemporal(connection, namespace)).retentionDays).toEqual({ before: 400, now: 400 });
    }));
});

describe('the count of journeys', () => {
  it('groups what runs by step and attention', () =>
    withNamespace(async (connection, namespace) => {
      await setUpTemporal(connection, namespace);
      const client = new Client({ connection, namespace });
      const step = defineSearchAttributeKey('LimelightStep', SearchAttributeType.KEYWORD);
      const attention = defineSearchAttributeKey('LimelightAttention', SearchAttributeType.KEYWORD);
      const start = (at: string): Promise<unknown> =>
        client.workflow.start('packageLifecycle', {
          taskQueue: 'nobody',
          workflowId: randomUUID(),
          typedSearchAttributes: [
            { key: step, value: at },
            { key: attention, value: 'none' },
          ],
        });
      await vi.waitFor(() => start('add-live'), { timeout: 20_000, interval: 500 });
      await start('add-live');
      await start('verify-live');
      const counted = async (): Promise<void> => {
        const groups = await countJourneys(client);
        expect(groups.sort((a, b) => a.step.localeCompare(b.step))).toEqual([
          { step: 'add-live', attention: 'none', count: 2 },
          { step: 'verify-live', attention: 'none', count: 1 },
        ]);
      };
      await vi.waitFor(counted, { timeout: 20_000, interval: 300 });
    }));
});
