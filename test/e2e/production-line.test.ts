import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProductionLine } from '../../client/production-line.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { LINE_WORKFLOW_ID } from '../../domain/names.ts';
import { nudgeSignal } from '../../workflows/messages.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { buildsOf } from '../support/builds.ts';
import { publisherOf, signalRequest, untilPublisher } from '../support/publishers.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const OP = { actor: 'op', reason: 'incident 4711' };
const STAGING = { kind: 'stage', stage: 'staging' } as const;

describe('the line', () => {
  let world: World;
  let line: ProductionLine;

  beforeAll(async () => {
    world = await World.start();
    line = new ProductionLine({ client: world.client, taskQueue: world.taskQueue });
  });
  afterAll(() => world?.close());

  async function depart(text: string): Promise<JourneyHandle> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    const packageVersion = parsePackageVersion(text);
    const route = ['snapshot', 'staging'];
    await world.journeys.start({ packageVersion, source, route, requester: 'author' });
    return world.handle(text);
  }
  const untilStopped = async (handle: JourneyHandle) =>
    (await untilState(handle, ({ waiting }) => waiting?.for === 'line')).waiting?.sentence;

  it('stops journeys on their way, those that begin and those that merge, and lets all go on', async () => {
    await world.withWorker(async () => {
      expect((await line.state()).stops).toEqual([]);
      const before = await depart('before@1.0.0');
      await untilState(before, ({ steps }) => steps[0]?.status !== 'pending');
      await line.stop({ ...OP, scope: STAGING });
      const after = await depart('after@1.0.0');
      const said = expect.stringContaining('op stopped the line for stage staging: incident 4711');
      expect(await untilStopped(before)).toEqual(said);
      expect(await untilStopped(after)).toEqual(said);
      expect((await before.query<{ change?: unknown }>('state')).change).toBeUndefined();
      await expect(line.stop({ ...OP, scope: STAGING })).rejects.toThrow(/stands still already: op stopped/);
      await expect(line.resume({ actor: 'op', scope: { kind: 'everything' } })).rejects.toThrow(
        /is not stopped for everything, but for stage staging/,
      );

      await line.resume({ actor: 'op', scope: STAGING });
      expect(await Promise.all([before.result(), after.result()])).toMatchObject([
        { outcome: 'star' },
        { outcome: 'star' },
      ]);
      expect((await line.state()).decisions).toMatchObject([
        { kind: 'stop', actor: 'op', reason: 'incident 4711', scope: STAGING },
        { kind: 'resume', actor: 'op', scope: STAGING },
      ]);
    });
  });

  it('keeps what it stopped when it is terminated, until somebody lets it go on', async () => {
    await world.withWorker(async () => {
      await line.stop({ ...OP, scope: STAGING });
      const before = await depart('before@2.0.0');
      await untilStopped(before);
      await world.client.workflow.getHandle(LINE_WORKFLOW_ID).terminate();
      expect((await line.state()).stops).toMatchObject([{ scope: STAGING, ...OP }]);
      const after = await depart('after@2.0.0');
      await untilStopped(after);

      await line.resume({ actor: 'op', scope: STAGING });
      expect(await Promise.all([before.result(), after.result()])).toMatchObject([
        { outcome: 'star' },
        { outcome: 'star' },
      ]);
    });
  });

  it('is heard by journeys that are on their way when another one, which knows nothing, takes its place', async () => {
    await world.withWorker(async () => {
      await line.stop({ ...OP, scope: STAGING });
      const journey = await depart('other@1.0.0');
      await untilStopped(journey);
      await world.client.workflow.getHandle(LINE_WORKFLOW_ID).terminate();
      await world.client.workflow.start('productionLine', {
        workflowId: LINE_WORKFLOW_ID,
        taskQueue: world.taskQueue,
        args: [{}],
      });
      const everything = { kind: 'everything' } as const;
      await line.stop({ ...OP, scope: everything, reason: 'all of it' });
      await untilState(journey, ({ waiting }) => /for everything: all of it/.test(waiting?.sentence ?? ''));
      await line.resume({ actor: 'op', scope: everything });
      expect((await journey.result()).outcome).toBe('star');
    });
  });

  it('holds the builds of a stage: none is triggered until it goes on, and the publisher says why', async () => {
    await world.withWorker(async () => {
      await line.stop({ ...OP, scope: STAGING });
      const numbers = () => buildsOf(world, 'staging').map(({ number }) => number);
      const before = numbers();
      // Only a build of now will do.
      const layers = [{ stage: 'production', build: 1, finishedAt: Date.now() }];
      const request = { id: 'by hand', workflowId: 'package/gone@1.0.0', layers };
      const { timing } = world.config;
      const deploy = { mode: 'automatic', remindMs: 60_000 } as const;
      await signalRequest(world.client, world.taskQueue, request, { stage: 'staging', timing, deploy });
      const publisher = publisherOf(world.client, 'staging');
      const { doing } = await untilPublisher(publisher, (state) =>
        state.doing.startsWith('held by the line'),
      );
      expect(doing).toMatch(/^held by the line: op stopped the line for stage staging: incident 4711 /);
      await publisher.signal(nudgeSignal);
      expect(numbers()).toEqual(before);

      await line.resume({ actor: 'op', scope: STAGING });
      await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      expect(numbers()).toHaveLength(before.length + 1);
    });
  });

  it('carries what is stopped over the edge of its history', async () => {
    await world.withWorker(async () => {
      await world.client.workflow.getHandle(LINE_WORKFLOW_ID).terminate();
      await world.client.workflow.start('productionLine', {
        workflowId: LINE_WORKFLOW_ID,
        taskQueue: world.taskQueue,
        args: [{ mostEvents: 12 }],
      });
      const first = (await world.client.workflow.getHandle(LINE_WORKFLOW_ID).describe()).runId;
      for (const name of ['a', 'b', 'c']) await line.stop({ ...OP, scope: { kind: 'package', name } });
      await expect
        .poll(async () => (await world.client.workflow.getHandle(LINE_WORKFLOW_ID).describe()).runId)
        .not.toBe(first);
      const { stops } = await line.state();
      expect(stops.map(({ scope }) => scope)).toMatchObject([{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    });
  });
});
