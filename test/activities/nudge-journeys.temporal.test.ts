import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, WorkflowNotFoundError } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findHeldChanges } from '../../activities/find-journeys.ts';
import { createActivities } from '../../activities/index.ts';
import { MOST_ATTEMPTS_OF_NUDGES, nudgeJourneys } from '../../activities/nudge-journeys.ts';
import type { PictureNews } from '../../domain/watcher-state.ts';
import { connectToOwnNamespace, type TestConnection } from '../setup/temporal-env.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const PULL_REQUEST = defineSearchAttributeKey('LimelightPullRequest', SearchAttributeType.KEYWORD);

let connection: TestConnection;
let client: Client;
beforeEach(async () => {
  connection = await connectToOwnNamespace();
  client = connection.client;
});
afterEach(() => connection.close());

/** A journey that no worker runs: it takes signals all the same. */
async function begin(text: string, pullRequest = 'none'): Promise<void> {
  // A new namespace, and its search attributes, are known after some seconds.
  await vi.waitFor(
    () =>
      client.workflow.start('packageLifecycle', {
        taskQueue: randomUUID(),
        workflowId: `package/${text}`,
        typedSearchAttributes: [{ key: PULL_REQUEST, value: pullRequest }],
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    { timeout: 20_000, interval: 500 },
  );
}

async function nudgesOf(text: string): Promise<number> {
  const { events = [] } = await client.workflow.getHandle(`package/${text}`).fetchHistory();
  return (events ?? []).filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'nudge',
  ).length;
}

describe('the nudges of the watcher', () => {
  it('reach the journeys of our heads and the adopters of others, and start none', async () => {
    const { services } = await sandboxServices();
    await begin('ours@1.0.0');
    await begin('adopter@1.0.0', '12');
    await vi.waitFor(
      async () => expect(await inActivity(() => findHeldChanges(), 1, client)).toEqual(new Set([12])),
      { timeout: 20_000, interval: 200 },
    );
    const news: PictureNews[] = [
      { number: 11, why: 'differs', branch: 'limelight/add-ours@1.0.0-to-staging-1', digest: 'a' },
      { number: 12, why: 'appeared', branch: 'patch-1', digest: 'b' },
      { number: 13, why: 'differs', branch: 'limelight/add-ended@1.0.0-to-staging-1', digest: 'c' },
      { number: 14, why: 'appeared', branch: 'limelight/of-somebody-elses-making', digest: 'd' },
      // GitHub knows no such number, and nobody has it open.
      { number: 15, why: 'gone' },
    ];
    const nudge = () => inActivity(() => nudgeJourneys(services, { news }), 1, client);
    expect(await nudge()).toEqual([
      { number: 11, why: 'differs', workflowId: 'package/ours@1.0.0' },
      { number: 12, why: 'appeared', workflowId: 'package/adopter@1.0.0' },
    ]);
    await nudge();
    expect([await nudgesOf('ours@1.0.0'), await nudgesOf('adopter@1.0.0')]).toEqual([2, 2]);
    await expect(client.workflow.getHandle('package/ended@1.0.0').describe()).rejects.toThrow(
      WorkflowNotFoundError,
    );
  });

  it('are none for what a list of GitHub lagged behind, or what is only forgotten', async () => {
    const { sandbox, services } = await sandboxServices();
    const head = 'limelight/add-lagging@1.0.0-to-snapshot-1';
    await sandbox.github.pushCommit(head, { 'more.txt': 'more' }, 'author', 'Add', 'snapshot');
    const wanted = { title: 'Add', head, base: 'snapshot', login: 'author' };
    const { number } = await sandbox.github.openPullRequest(wanted);
    await begin('lagging@1.0.0', String(number));
    const nudge = (why: PictureNews['why']) =>
      inActivity(() => nudgeJourneys(services, { news: [{ number, why }] }), 1, client);
    expect(await nudge('gone')).toEqual([]);
    expect(await nudge('let-go')).toEqual([]);
    expect(await nudgesOf('lagging@1.0.0')).toBe(0);
  });

  it('go past a journey that cannot be told, which is tried again alone, and left to its own looks in the end', async () => {
    const { services } = await sandboxServices();
    const { nudgeJourneys: guardedNudges } = createActivities(services);
    const texts = ['first@1.0.0', 'broken@1.0.0', 'last@1.0.0'];
    for (const text of texts) await begin(text);
    const failing = new Client({
      ...client.options,
      interceptors: {
        workflow: [
          {
            signal: async (input, next) => {
              if (input.workflowExecution.workflowId === 'package/broken@1.0.0') throw new Error('too many');
              return next(input);
            },
          },
        ],
      },
    });
    const news = texts.map((text, index): PictureNews => ({
      number: index + 1,
      why: 'differs',
      branch: `limelight/add-${text}-to-staging-1`,
      digest: 'a',
    }));
    const beats: unknown[] = [];
    const attempt = (number: number) => inActivity(() => guardedNudges({ news }), number, failing, beats);
    const told = async () => Promise.all(texts.map(nudgesOf));
    for (const early of [1, MOST_ATTEMPTS_OF_NUDGES - 1]) {
      await expect(attempt(early)).rejects.toMatchObject({
        type: 'Unavailable',
        message: 'the journeys of 1 pull request were not told: too many',
      });
      expect(await told()).toEqual([1, 0, 1]);
    }
    const nudges = await attempt(MOST_ATTEMPTS_OF_NUDGES);
    expect(nudges.map(({ number }) => number)).toEqual([1, 3]);
    expect(await told()).toEqual([1, 0, 1]);
  });
});
