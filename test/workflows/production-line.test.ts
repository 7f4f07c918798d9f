import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stillWaiting, unavailable } from '../../activities/failures.ts';
import type { Activities } from '../../activities/index.ts';
import type { Line } from '../../domain/line.ts';
import { lineQuery, lineSignal, resumeLineUpdate, stopLineUpdate } from '../../workflows/messages.ts';
import type { productionLine } from '../../workflows/index.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { inputOf, TEST_TIMING, untilState } from '../support/journeys.ts';
import { replayHistory } from '../support/replay.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';

const EVERYTHING = { kind: 'everything' } as const;
const OP = { actor: 'op', reason: 'incident 4711', scope: EVERYTHING };

describe('the line', () => {
  it('tells what was decided last, also while journeys cannot be told what was decided before', async () => {
    const told: Line[] = [];
    const tellLine = async ({ line }: { readonly line: Line }): Promise<void> => {
      if (line.stops.length > 0) throw unavailable('a journey takes no signal');
      told.push(line);
    };
    await withWorker({ tellLine }, async ({ client, taskQueue }) => {
      const workflowId = `line-${randomUUID()}`;
      const line = await client.workflow.start<typeof productionLine>('productionLine', {
        workflowId,
        taskQueue,
        args: [{}],
      });
      await line.executeUpdate(stopLineUpdate, { args: [OP] });
      await expect
        .poll(async () => (await line.describe()).raw.pendingActivities?.[0]?.attempt, { timeout: 20_000 })
        .toBeGreaterThan(1);
      await line.executeUpdate(resumeLineUpdate, { args: [{ actor: 'op', scope: EVERYTHING }] });
      await expect.poll(() => told.length, { timeout: 20_000 }).toBe(1);
      const { version, stops } = await line.query(lineQuery);
      expect(told).toEqual([{ version, stops }]);
      await replayHistory(await line.fetchHistory(), workflowId);
      await line.terminate();
    });
  });
});

describe('a merge that finds the line stopped', () => {
  it('waits until the line tells more, also where the journey has heard something newer', async () => {
    const world = new ScriptedWorld();
    const { mergeChange } = world.activities;
    let isStopped = true;
    let attempts = 0;
    Object.assign(world.activities, {
      mergeChange: async (input: Parameters<typeof mergeChange>[0]) => {
        attempts += 1;
        const observation = world.changes.get(input.number);
        const line: Line = { version: 4, stops: [{ ...OP, since: '2026-03-01T12:00:00Z' }] };
        return isStopped ? { kind: 'stopped', observation, line } : mergeChange(input);
      },
    });
    const timing = { ...TEST_TIMING, retryMs: 600_000 };
    await travel(
      world,
      async (handle) => {
        // Before it took its bearings, or right after: no matter.
        await handle.signal(lineSignal, { version: 5, stops: [] });
        const { waiting } = await untilState(handle, (state) => state.waiting?.for === 'line');
        expect(waiting?.sentence).toMatch(/^op stopped the line for everything: incident 4711/);
        expect(attempts).toBe(1);
        isStopped = false;
        await handle.signal(lineSignal, { version: 6, stops: [] });
        expect((await handle.result()).outcome).toBe('star');
        expect(attempts).toBe(2);
      },
      inputOf({ ...SHORT, timing }),
    );
  });
});

describe('a journey that is held while it repairs', () => {
  it('asks for no build until it goes on', async () => {
    const world = new ScriptedWorld();
    const builds = () => world.calls.filter((call) => call === 'build snapshot').length;
    let firstOfRepair: number | undefined;
    const awaitStillServed: Activities['awaitStillServed'] = async ({ isLost }) => {
      if (!isLost) return { kind: 'vanished', sentence: 'snapshot lost it', at: '2026-03-01T12:00:00Z' };
      if (builds() === firstOfRepair) throw stillWaiting('waiting: it is lost still', 600_000);
      return { kind: 'back', sentence: 'it is back', at: '2026-03-01T12:01:00Z' };
    };
    Object.assign(world.activities, { awaitStillServed });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ attention }) => attention?.reason === 'vanished');
        firstOfRepair = builds();
        await handle.executeUpdate('hold', { args: [OP] });
        await handle.executeUpdate('repair', { args: [{ ...OP, way: 'rebuild' }] });
        await untilState(handle, ({ waiting }) => waiting?.for === 'hold');
        expect(builds()).toBe(firstOfRepair);
        await handle.executeUpdate('resume', { args: [OP] });
        await expect.poll(builds, { timeout: 20_000 }).toBeGreaterThan(firstOfRepair);
      },
      inputOf({ route: ['snapshot', 'staging'] }),
    );
  });
});
