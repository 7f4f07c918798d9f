import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { askPerson, stillWaiting } from '../../activities/failures.ts';
import { guardedWatch } from '../../activities/guard.ts';
import { isWatched } from '../../activities/watched.ts';
import { lookAtWatcher } from '../../activities/watcher-health.ts';
import { FailureType } from '../../domain/failure-types.ts';
import { checkWatcher, startWatcher } from '../../worker/keep-watcher.ts';
import { runHere } from '../cli/run-here.ts';
import { connectToOwnNamespace, withWorker, type TestConnection } from '../setup/temporal-env.ts';
import { inActivity } from '../support/in-activity.ts';
import { TEST_TIMING } from '../support/journeys.ts';
import { watcherOf } from '../support/watchers.ts';

let connection: TestConnection;
beforeEach(async () => {
  connection = await connectToOwnNamespace();
});
afterEach(() => connection.close());

const taskQueue = randomUUID();
const config = { temporal: { taskQueue }, timing: TEST_TIMING, watchMs: 100 };

/** Checks the watcher as a worker does each minute. @returns the gauge, and the warnings. */
async function check(): Promise<{ gauge: number[]; warnings: string[] }> {
  const [gauge, warnings]: [number[], string[]] = [[], []];
  await checkWatcher(connection.client, config, {
    gauge: { set: (value) => void gauge.push(value) },
    logger: { warn: (message) => void warnings.push(message) },
  });
  return { gauge, warnings };
}

/** What `limelight list` prints. */
async function list(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'limelight-list-'));
  try {
    const file = join(folder, 'limelight.yaml');
    await writeFile(
      file,
      `
github: { repository: acme/storage }
jenkins: { url: 'http://127.0.0.1:1' }
pipeline:
  stages: [{ name: live, registry: 'http://127.0.0.1:2', job: job/live, serves: [live] }]
`,
    );
    const env = {
      TEMPORAL_ADDRESS: inject('temporal').address,
      TEMPORAL_NAMESPACE: connection.client.options.namespace,
    };
    const { stdout, stderr, code } = await runHere(['list', '--config', file], env);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('[F10] a watcher whose worker is dead sees nothing, and says so before and after its first look', async () => {
  const { client } = connection;
  const dead = { state: 'blind', sentence: 'the watcher sees nothing (no worker takes its looks)' };
  const soon = { timeout: 20_000, interval: 100 };
  await startWatcher(client, config);
  expect((await lookAtWatcher(client)).state).toBe('watching');
  await vi.waitFor(async () => expect(await lookAtWatcher(client, 500)).toEqual(dead), soon);

  const awaitChangedPictures = vi.fn(async () => {
    throw stillWaiting('watching', 100);
  });
  const options = { namespace: client.options.namespace, taskQueue };
  await withWorker(
    { awaitChangedPictures },
    () => vi.waitFor(() => expect(awaitChangedPictures).toHaveBeenCalled(), soon),
    options,
  );
  await vi.waitFor(async () => expect(await lookAtWatcher(client, 500)).toEqual(dead), soon);
  await watcherOf(client).terminate();
});

describe('a watcher that somebody ended', () => {
  it('is missed by the list, the metric and the journeys, and brought back by the next check', async () => {
    const { client } = connection;
    const line = 'the watcher is not running: journeys look every 15 min by themselves';
    const activities = {
      awaitChangedPictures: async () => {
        throw stillWaiting('watching', 100);
      },
    };
    await withWorker(
      activities,
      async () => {
        await startWatcher(client, config);
        const first = (await watcherOf(client).describe()).runId;
        expect(await check()).toEqual({ gauge: [1], warnings: [] });
        expect(await list()).not.toContain('watcher');

        await watcherOf(client).terminate('by hand');
        expect(await inActivity(isWatched, 1, client)).toBe(false);
        expect(await list()).toContain(line);
        expect(await check()).toEqual({
          gauge: [0],
          warnings: ['the watcher is not running: until it looks again, journeys look by themselves'],
        });

        expect((await watcherOf(client).describe()).runId).not.toBe(first);
        expect((await check()).gauge).toEqual([1]);
        expect(await list()).not.toContain('watcher');
        await watcherOf(client).terminate();
      },
      { namespace: client.options.namespace, taskQueue },
    );
  });

  it('that runs and sees nothing says why, and sees again by itself', async () => {
    const { client } = connection;
    let isRefused = true;
    const activities = {
      awaitChangedPictures: guardedWatch(async () => {
        if (isRefused) throw askPerson(FailureType.notPermitted, 'the token is refused');
        throw stillWaiting('watching', 100);
      }),
    };
    await withWorker(
      activities,
      async () => {
        await startWatcher(client, config);
        const look = () => lookAtWatcher(client);
        const soon = { timeout: 20_000, interval: 100 };
        await vi.waitFor(
          async () =>
            expect(await look()).toEqual({
              state: 'blind',
              sentence: 'the watcher sees nothing (the token is refused)',
            }),
          soon,
        );
        expect((await check()).gauge).toEqual([0]);
        isRefused = false;
        await vi.waitFor(async () => expect((await look()).state).toBe('watching'), soon);
        await watcherOf(client).terminate();
      },
      { namespace: client.options.namespace, taskQueue },
    );
  });
});
