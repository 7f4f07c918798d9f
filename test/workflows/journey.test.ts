import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nudgeSignal } from '../../workflows/messages.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { countEvents, inputOf, untilState } from '../support/journeys.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { CONTENT, greenChange, ScriptedWorld } from '../support/scripted-activities.ts';

describe('the whole way', () => {
  it('takes 17 steps to the star and tells what was done at each', async () => {
    const world = new ScriptedWorld();
    const result = await travel(world, (handle) => handle.result());
    expect(result.outcome).toBe('star');
    expect(result.steps.map(({ status }) => status)).toEqual(Array.from({ length: 17 }, () => 'done'));
    expect(result.content).toEqual(CONTENT);
    expect(world.writes).toEqual([
      'open add snapshot 1',
      'merge 1',
      'build snapshot',
      'open add staging 1',
      'merge 2',
      'build staging',
      'open remove snapshot 1',
      'merge 3',
      'build snapshot',
      'open add production 1',
      'merge 4',
      'build production',
      'open remove staging 1',
      'merge 5',
      'build staging',
      'build snapshot',
    ]);
    expect(result.steps[0]?.result).toMatchObject({
      kind: 'change',
      number: 1,
      approvedBy: ['teammate'],
      mergedBy: 'limelight-bot',
    });
  });

  it('names the layers that an image must stand on', async () => {
    const world = new ScriptedWorld();
    const requests: unknown[] = [];
    const { askPublisher } = world.activities;
    Object.assign(world.activities, {
      askPublisher: async (input: Parameters<typeof askPublisher>[0]) => {
        requests.push([input.stage, input.request.layers.map(({ stage, build }) => `${stage} ${build}`)]);
        return askPublisher(input);
      },
    });
    await travel(world, (handle) => handle.result());
    expect(requests).toEqual([
      ['snapshot', []],
      ['staging', []],
      ['snapshot', ['staging 2']],
      ['production', []],
      ['staging', ['production 4']],
      ['snapshot', ['staging 5', 'production 4']],
    ]);
  });

  it('goes on from the stage where the version was found', async () => {
    const world = new ScriptedWorld();
    Object.assign(world.activities, {
      survey: async () => ({ content: CONTENT, foundOn: 'staging', notes: ['also found on snapshot'] }),
    });
    const result = await travel(world, (handle) => handle.result());
    expect(result.steps.slice(0, 3).map(({ status, why }) => [status, why])).toEqual(
      Array.from({ length: 3 }, () => ['skipped', 'found on staging']),
    );
    expect(world.writes[0]).toBe('open add staging 1');
  });

  it('ends at once when the route makes no sense', async () => {
    const failed = travel(
      new ScriptedWorld(),
      (handle) => handle.result(),
      inputOf({ route: ['production', 'snapshot'] }),
    );
    await expect(failed).rejects.toMatchObject({
      cause: { type: 'InvalidInput', message: expect.stringContaining('out of order') },
    });
  });
});

describe('what anybody may start it with', () => {
  it.each<[what: string, change: object, sentence: string]>([
    [
      'a version that is none',
      { packageVersion: { name: 'nginx', version: 'latest' } },
      'not a semantic version',
    ],
    ['no timing', { timing: {} }, 'timing.changeMs'],
    ['an unknown source', { source: { kind: 'thin air' } }, 'source.kind'],
    ['nobody who asks', { requester: '' }, 'requester'],
  ])('%s ends it at once with a sentence', async (_what, change, sentence) => {
    await withWorker(new ScriptedWorld().activities, async ({ client, taskQueue }) => {
      const input = { ...inputOf(), ...change };
      const workflowId = `package/bad-${randomUUID()}`;
      const failed = client.workflow.execute('packageLifecycle', { workflowId, taskQueue, args: [input] });
      await expect(failed).rejects.toMatchObject({
        cause: { type: 'InvalidInput', message: expect.stringContaining(sentence) },
      });
    });
  });
});

describe('waiting', () => {
  it('adds nothing to the history while nothing changes, and a nudge looks again at once', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        const before = await countEvents(handle);
        const looks = world.calls.length;
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        expect(await countEvents(handle)).toBe(before);
        await handle.signal(nudgeSignal);
        await expect.poll(() => world.calls.length).toBeGreaterThan(looks);
        expect(await countEvents(handle)).toBeLessThanOrEqual(before + 10);
        world.changes.set(1, { ...greenChange(1), approvedBy: ['eve'] });
        await handle.signal(nudgeSignal);
        await handle.result();
      },
      inputOf(SHORT),
    );
  });
});
