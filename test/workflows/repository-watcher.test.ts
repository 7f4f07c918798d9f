import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stillWaiting } from '../../activities/failures.ts';
import { lookAtWatcher } from '../../activities/watcher-health.ts';
import type { Activities } from '../../activities/index.ts';
import { WATCHER_WORKFLOW_ID } from '../../domain/names.ts';
import type { PictureNews, WatcherInput } from '../../domain/watcher-state.ts';
import { startWatcher } from '../../worker/keep-watcher.ts';
import { nudgeSignal, watcherQuery } from '../../workflows/messages.ts';
import { connectToOwnNamespace, withWorker, type TestConnection } from '../setup/temporal-env.ts';
import { TEST_TIMING } from '../support/journeys.ts';
import { replayHistory } from '../support/replay.ts';
import { untilWatcher, watcherOf } from '../support/watchers.ts';

let connection: TestConnection;
beforeEach(async () => {
  connection = await connectToOwnNamespace();
});
afterEach(() => connection.close());

/** A GitHub of digests: what it holds is what a look shows. */
class ScriptedPictures {
  readonly open = new Map<number, string>();
  readonly nudged: PictureNews[] = [];
  readonly looks: number[] = [];
  /** Which looks were told to begin with a pause. */
  readonly pauses: boolean[] = [];

  readonly activities: Pick<Activities, 'awaitChangedPictures' | 'nudgeJourneys'> = {
    awaitChangedPictures: async ({ digests, watchMs, isAfterNews }) => {
      this.looks.push(watchMs);
      this.pauses.push(isAfterNews);
      const known = new Map(digests.map((line) => line.split(' ') as [string, string]));
      const news = [...this.open]
        .filter(([number, digest]) => known.get(String(number)) !== digest)
        .map(([number, digest]): PictureNews => ({
          number,
          why: known.has(String(number)) ? 'differs' : 'appeared',
          branch: `limelight/${number}`,
          digest,
        }));
      if (news.length > 0) return news;
      throw stillWaiting('watching', watchMs);
    },
    nudgeJourneys: async ({ news }) => {
      this.nudged.push(...news);
      return news.map(({ number, why }) => ({ number, why, workflowId: `package/p${number}@1.0.0` }));
    },
  };
}

/** Runs a watcher over scripted pictures; all its runs must replay. */
async function watch(
  input: Partial<WatcherInput>,
  work: (pictures: ScriptedPictures, taskQueue: string) => Promise<void>,
): Promise<void> {
  const pictures = new ScriptedPictures();
  const { client } = connection;
  const { namespace } = client.options;
  await withWorker(
    pictures.activities,
    async ({ taskQueue }) => {
      const first: WatcherInput = { timing: TEST_TIMING, watchMs: 100, ...input };
      await client.workflow.start('repositoryWatcher', {
        workflowId: WATCHER_WORKFLOW_ID,
        taskQueue,
        args: [first],
      });
      await work(pictures, taskQueue);
      await watcherOf(client).terminate();
    },
    { namespace },
  );
  let runId: string | undefined;
  do {
    const history = await client.workflow.getHandle(WATCHER_WORKFLOW_ID, runId).fetchHistory();
    await replayHistory(history, WATCHER_WORKFLOW_ID);
    const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
    runId = started?.continuedExecutionRunId || undefined;
  } while (runId !== undefined);
}

describe('the watcher of a repository', () => {
  it('nudges the journeys of what changed, once, and adds no history while nothing does', async () => {
    await watch({}, async (pictures) => {
      const { client } = connection;
      pictures.open.set(1, 'a').set(2, 'a');
      await untilWatcher(client, ({ digests }) => digests.length === 2);
      pictures.open.set(2, 'b');
      const state = await untilWatcher(client, ({ digests }) => digests.includes('2 b'));
      expect(pictures.nudged.map(({ number, why }) => [number, why])).toEqual([
        [1, 'appeared'],
        [2, 'appeared'],
        [2, 'differs'],
      ]);
      expect(state.nudges.at(-1)).toEqual({ number: 2, why: 'differs', workflowId: 'package/p2@1.0.0' });
      const events = async () => (await watcherOf(client).describe()).historyLength;
      await vi.waitFor(async () =>
        expect((await watcherOf(client).describe()).raw.pendingActivities).toHaveLength(1),
      );
      const [before, looks] = [await events(), pictures.looks.length];
      await vi.waitFor(() => expect(pictures.looks.length).toBeGreaterThan(looks + 5), { timeout: 10_000 });
      expect(await events()).toBe(before);
    });
  });

  it('continues as new with what it remembers, and nudges nobody for it', async () => {
    await watch({ mostEvents: 30 }, async (pictures) => {
      const { client } = connection;
      const runOf = async () => (await watcherOf(client).describe()).runId;
      const first = await runOf();
      const { since } = await watcherOf(client).query(watcherQuery);
      for (const [index, digest] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
        pictures.open.set(1, digest).set(2, 'same');
        await untilWatcher(client, ({ digests }) => digests.includes(`1 ${digest}`));
        expect(pictures.nudged.filter(({ number }) => number === 1)).toHaveLength(index + 1);
      }
      expect(await runOf()).not.toBe(first);
      const state = await watcherOf(client).query(watcherQuery);
      expect(state).toMatchObject({ since, digests: ['1 f', '2 same'] });
      expect(state.nudges).toHaveLength(7);
      expect(pictures.nudged.filter(({ number }) => number === 2)).toHaveLength(1);
    });
  });

  it('looks at once when it is nudged, and as often as the worker that started last says', async () => {
    await watch({ watchMs: 600_000 }, async (pictures, taskQueue) => {
      const { client } = connection;
      const looked = (count: number) =>
        vi.waitFor(() => expect(pictures.looks).toHaveLength(count), { timeout: 20_000, interval: 50 });
      await looked(1);
      await watcherOf(client).signal(nudgeSignal);
      await looked(2);
      await watcherOf(client).signal('terms', 'soon');
      const config = { temporal: { taskQueue }, timing: TEST_TIMING, watchMs: 500_000 };
      await startWatcher(client, config);
      await looked(3);
      expect(pictures.looks).toEqual([600_000, 600_000, 500_000]);
      expect(pictures.pauses).toEqual([false, false, false]);
      pictures.open.set(1, 'a');
      await watcherOf(client).signal(nudgeSignal);
      await looked(5);
      expect(pictures.pauses.slice(3)).toEqual([false, true]);
      expect((await lookAtWatcher(client)).state).toBe('watching');
    });
  });
});
