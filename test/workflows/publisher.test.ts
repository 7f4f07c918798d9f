import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import type { PackageVersion } from '../../domain/package-version.ts';
import type { PublishTerms } from '../../domain/publisher-state.ts';
import type { Timing } from '../../domain/timing.ts';
import { abortUpdate, nudgeSignal, requestSignal, retryUpdate } from '../../workflows/messages.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { inputOf, startJourney, TEST_TIMING, untilState, type JourneyHandle } from '../support/journeys.ts';
import { pipelineOf } from '../support/pipeline.ts';
import { publisherOf, replayPublisher, untilPublisher, type PublisherHandle } from '../support/publishers.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';
import { ScriptedBuilds } from '../support/scripted-builds.ts';

let stages = 0;

/** What a request comes with. */
const TERMS: PublishTerms = { timing: TEST_TIMING, deploy: { mode: 'automatic', remindMs: 60_000 } };

/** What a test of journeys and their publisher has at hand. */
interface Scene {
  readonly client: Client;
  readonly builds: ScriptedBuilds;
  readonly publisher: PublisherHandle;
  /** Starts a journey of one stage, of a version of its own unless given. */
  readonly start: (version?: PackageVersion) => Promise<JourneyHandle>;
}

/** Plays on a branch of its own. The publisher's history must replay wherever the test leaves it. */
async function play(act: (scene: Scene) => Promise<void>, timing: Timing = TEST_TIMING): Promise<void> {
  stages += 1;
  const stage = `alone_${process.pid}_${stages}`;
  const builds = new ScriptedBuilds();
  const activities = { ...new ScriptedWorld().activities, ...builds.activities };
  await withWorker(activities, async ({ client, taskQueue }) => {
    await act({
      client,
      builds,
      publisher: publisherOf(client, stage),
      start: (packageVersion) =>
        startJourney(
          client,
          taskQueue,
          inputOf({
            route: [stage],
            pipeline: pipelineOf({ [stage]: [stage] }),
            timing,
            ...(packageVersion !== undefined && { packageVersion }),
          }),
        ),
    });
    await replayPublisher(client, stage);
    await publisherOf(client, stage).terminate();
  });
}

/** Requests that come within so long share a build. */
function gathering(quietMs: number): Timing {
  return { ...TEST_TIMING, quietMs, quietMostMs: 10 * quietMs };
}

/** The build that a journey published with. */
function buildOf({ steps }: JourneyResult): number | undefined {
  const results = steps.flatMap(({ result }) => (result?.kind === 'build' ? [result.build.number] : []));
  return results[0];
}

async function signalsOf(handle: JourneyHandle, name: string): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === name,
  ).length;
}

describe('a journey that is aborted and started again while its request is pending', () => {
  it('takes its own answer and not that to its forerunner', async () => {
    await play(async ({ builds, publisher, start }) => {
      builds.verdict = 'running';
      const { packageVersion } = inputOf();
      const first = await start(packageVersion);
      await untilPublisher(publisher, ({ doing }) => doing === 'build #1 runs');
      await first.executeUpdate(abortUpdate, { args: [{ actor: 'bob' }] });
      expect((await first.result()).outcome).toBe('aborted');

      const second = await start(packageVersion);
      await untilPublisher(publisher, ({ requests }) => requests.length === 2);
      builds.end('green');
      await expect.poll(() => signalsOf(second, 'published'), { timeout: 20_000 }).toBe(1);
      await second.signal(nudgeSignal);
      const state = await untilState(second, ({ waiting }) => waiting?.for === 'build');
      expect(state.outcome).toBeUndefined();
      expect(builds.answers.map(({ build }) => build.number)).toEqual([1]);

      await expect.poll(() => builds.builds.length, { timeout: 20_000 }).toBe(2);
      builds.end('green');
      expect(buildOf(await second.result())).toBe(2);
    });
  });
});

describe('a journey that waits among many', () => {
  it('looks at the publisher the more seldom, so that all together do not ask too much of it', async () => {
    await play(async ({ builds, publisher, start }) => {
      builds.verdict = 'running';
      const journey = await start();
      await untilPublisher(publisher, ({ requests }) => requests.length === 1);
      const others = Array.from({ length: 100 }, (_, other) => `other ${other}`);
      for (const id of others)
        await publisher.signal(requestSignal, { id, workflowId: 'package/gone@1.0.0', layers: [] }, TERMS);
      const pauseOf = async (): Promise<number> => {
        const { pendingActivities } = (await journey.describe()).raw;
        return Number(pendingActivities?.[0]?.currentRetryInterval?.seconds ?? 0);
      };
      await expect.poll(pauseOf, { timeout: 20_000 }).toBeGreaterThanOrEqual(8);
      builds.verdict = 'green';
      builds.end('green');
      await journey.result();
    });
  });
});

describe('a publisher that is terminated by hand', () => {
  it('is brought back by the journeys that wait, and builds nothing twice', async () => {
    await play(async ({ builds, publisher, start }) => {
      builds.verdict = 'running';
      const journeys = await Promise.all([start(), start()]);
      await expect.poll(() => builds.builds.at(-1)?.holds.size, { timeout: 20_000 }).toBe(2);
      const before = builds.builds.length;
      const { runId } = await publisher.describe();
      await publisher.terminate('by hand');

      const runNow = async () => (await publisher.describe()).runId;
      await expect.poll(runNow, { timeout: 20_000 }).not.toBe(runId);
      await untilPublisher(publisher, ({ requests }) => requests.length === 2);
      builds.end('green');
      const results = await Promise.all(journeys.map((journey) => journey.result()));
      expect(results.map(({ outcome }) => outcome)).toEqual(['star', 'star']);
      expect(builds.builds).toHaveLength(before);
    }, gathering(2_000));
  });
});

describe('a red build', () => {
  /** Two journeys, of which the last automatic attempt is red. */
  async function hold({ builds, publisher, start }: Scene): Promise<JourneyHandle[]> {
    builds.verdict = 'red';
    const journeys = await Promise.all([start(), start()]);
    const held = await untilPublisher(
      publisher,
      ({ attention, requests }) => attention !== undefined && requests.length === 2,
    );
    expect(held.attention?.reason).toBe('build-red');
    for (const journey of journeys) {
      const state = await untilState(journey, ({ attention }) => attention !== undefined);
      expect(state.attention?.reason).toBe('publisher-held');
      expect(state.attention?.sentence).toMatch(/^held by publisher\/alone_\w+: build \d+ is red/);
      expect(state.attention?.sentence).toContain('mage check failed');
    }
    return journeys;
  }

  const outcomes = async (journeys: JourneyHandle[]): Promise<string[]> =>
    (await Promise.all(journeys.map((journey) => journey.result()))).map(({ outcome }) => outcome);

  it('is tried again a bounded number of times, and then needs attention once', async () => {
    await play(async (scene) => {
      const { builds, publisher, start } = scene;
      builds.verdict = 'red';
      const journey = await start();
      await untilPublisher(publisher, ({ attention }) => attention !== undefined);
      expect(builds.builds.map(({ result }) => result)).toEqual(['red', 'red', 'red']);
      const { attention } = await untilState(journey, (state) => state.attention !== undefined);
      expect(attention?.sentence).toMatch(/^held by publisher\/alone_\w+: build 3 is red: FAILURE/);

      await publisher.signal(nudgeSignal);
      await journey.signal(nudgeSignal);
      const { events } = await publisher.fetchHistory();
      const indexed = (events ?? []).filter(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) =>
        JSON.stringify(upsert?.searchAttributes?.indexedFields ?? {}).includes(
          Buffer.from('"build-red"').toString('base64'),
        ),
      );
      expect(indexed).toHaveLength(1);
      expect(builds.builds).toHaveLength(3);
      builds.add('green', (await untilPublisher(publisher, () => true)).requests);
      await journey.result();
    });
  });

  it('holds all who wait until a person tells the publisher to try again', async () => {
    await play(async (scene) => {
      const journeys = await hold(scene);
      scene.builds.verdict = 'green';
      const decision = { actor: 'grace', reason: 'the agent has disk space again' };
      await scene.publisher.executeUpdate(retryUpdate, { args: [decision] });
      expect(await outcomes(journeys)).toEqual(['star', 'star']);
      const { decisions, attention } = await untilPublisher(scene.publisher, () => true);
      expect(decisions).toMatchObject([{ kind: 'retry', ...decision, applied: true }]);
      expect(attention).toBeUndefined();
    });
  });

  it('hears a retry on one of the journeys, for all', async () => {
    await play(async (scene) => {
      const journeys = await hold(scene);
      scene.builds.verdict = 'green';
      await journeys[0]?.executeUpdate(retryUpdate, { args: [{ actor: 'ada', reason: 'mended' }] });
      expect(await outcomes(journeys)).toEqual(['star', 'star']);
      const { decisions } = await untilPublisher(scene.publisher, () => true);
      expect(decisions).toMatchObject([{ actor: 'ada', reason: 'mended' }]);
    });
  });

  it('is forgotten with the next good build, wherever it comes from, without a decision', async () => {
    await play(async (scene) => {
      const journeys = await hold(scene);
      const { requests } = await untilPublisher(scene.publisher, () => true);
      const { number } = scene.builds.add('green', requests);
      const results = await Promise.all(journeys.map((journey) => journey.result()));
      expect(results.map(buildOf)).toEqual([number, number]);
      const { decisions, attention } = await untilPublisher(scene.publisher, () => true);
      expect(decisions).toEqual([]);
      expect(attention).toBeUndefined();
    });
  });

  it('refuses a retry while nothing is red', async () => {
    await play(async ({ builds, publisher, start }) => {
      builds.verdict = 'running';
      const journey = await start();
      await untilPublisher(publisher, ({ doing }) => doing === 'build #1 runs');
      const refused = publisher.executeUpdate(retryUpdate, { args: [{ actor: 'bob' }] });
      await expect(refused).rejects.toMatchObject({
        cause: { message: expect.stringContaining('it is not in attention') },
      });
      builds.end('green');
      await journey.result();
    });
  });
});
