import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTemporal, type RunningTemporal } from '../../../sandbox/temporal/start-temporal.ts';
import { SEARCH_ATTRIBUTES } from '../../../domain/search-attributes.ts';
import { setUpTemporal } from '../../../worker/temporal-setup.ts';

let folder: string;
const started: RunningTemporal[] = [];
/** These tests are about a server of our own, whatever cluster the others may use. */
const env = { ...process.env, TEMPORAL_ADDRESS: undefined };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-server-'));
});

afterEach(async () => {
  for (const temporal of started.splice(0)) await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Parameters<typeof startTemporal>[0]): Promise<RunningTemporal> {
  const temporal = await startTemporal({ env, ...options });
  started.push(temporal);
  return temporal;
}

async function withConnection<T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

describe('the embedded Temporal server', () => {
  it('keeps workflows, retention and search attributes over a restart on the same file', async () => {
    const dbFile = join(folder, 'data', 'temporal.db');
    const logFile = join(folder, 'temporal.log');
    const first = await start({ dbFile, logFile, namespace: 'storage' });
    expect(first.address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect((await fetch(first.uiUrl as string)).status).toBe(200);
    await withConnection(first.address, async (connection) => {
      const client = new Client({ connection, namespace: 'storage' });
      await client.workflow.start('journey', { taskQueue: 'nobody', workflowId: 'package/nginx@1.6.0' });
    });
    await first.stop();
    await first.stop();
    expect(await readFile(logFile, 'utf8')).toContain('Stopping server');

    const second = await start({ dbFile, logFile, namespace: 'storage' });
    await withConnection(second.address, async (connection) => {
      const client = new Client({ connection, namespace: 'storage' });
      const { status } = await client.workflow.getHandle('package/nginx@1.6.0').describe();
      expect(status.name).toBe('RUNNING');
      expect(await setUpTemporal(connection, 'storage')).toEqual({
        namespace: 'storage',
        createdNamespace: false,
        registered: [],
        retentionDays: { before: 400, now: 400 },
      });
      const { customAttributes } = await connection.operatorService.listSearchAttributes({
        namespace: 'storage',
      });
      expect(Object.keys(customAttributes ?? {})).toEqual(
        expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)),
      );
    });
  });

  it('refuses a file that another server works on', async () => {
    const dbFile = join(folder, 'temporal.db');
    await start({ dbFile });
    await expect(startTemporal({ env, dbFile })).rejects.toThrow(
      /belongs to the Temporal server with process id \d+/,
    );
  });

  it('refuses a port that is taken', async () => {
    const { address } = await start({});
    const port = Number(address.split(':')[1]);
    await expect(startTemporal({ env, port })).rejects.toThrow('EADDRINUSE');
  });

  it('tells the last words of a server that ends instead of serving', async () => {
    const dbFile = join(folder, 'temporal.db');
    await writeFile(dbFile, 'this is no database');
    await expect(startTemporal({ env, dbFile })).rejects.toThrow(
      /ended instead of serving.*file is not a database/s,
    );
  });

  it('joins the cluster of TEMPORAL_ADDRESS, sets it up, and does not end it', async () => {
    const { address } = await start({});
    const joined = await startTemporal({ env: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'ours' } });
    expect(joined).toMatchObject({ address, namespace: 'ours', uiUrl: undefined, settings: { address } });
    await joined.stop();
    await withConnection(address, async (connection) => {
      expect((await setUpTemporal(connection, 'ours')).registered).toEqual([]);
    });
  });
});
