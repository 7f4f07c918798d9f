import { describe, expect, it } from 'vitest';
import { stillWaiting } from '../../activities/failures.ts';
import { nudgeSignal, publishedSignal, retryUpdate } from '../../workflows/messages.ts';
import { inputOf, untilState } from '../support/journeys.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { greenChange, mustAsk, ScriptedWorld } from '../support/scripted-activities.ts';

describe('attention', () => {
  it('holds the journey with the reason until a person says retry', async () => {
    const world = new ScriptedWorld();
    let renamed = true;
    const { survey } = world.activities;
    Object.assign(world.activities, {
      survey: async (input: Parameters<typeof survey>[0]) => {
        if (renamed) throw mustAsk('there is no branch "snapshot"');
        return survey(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        const state = await untilState(handle, ({ attention }) => attention !== undefined);
        expect(state.attention).toMatchObject({
          reason: 'not-found',
          sentence: 'there is no branch "snapshot"',
        });
        renamed = false;
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op', id: 'r1' }] });
        expect((await handle.result()).outcome).toBe('star');
      },
      inputOf(SHORT),
    );
  });

  it('retry is refused where nothing asks for it', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(world, async (handle) => {
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      await expect(handle.executeUpdate(retryUpdate, { args: [{ actor: 'op' }] })).rejects.toMatchObject({
        cause: { message: expect.stringContaining('is not in attention') },
      });
    });
  });

  it('a change that a person closed is not opened again until told, then in a new round', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        world.changes.set(1, { ...greenChange(1), state: 'closed' });
        await handle.signal(nudgeSignal);
        await untilState(handle, ({ attention }) => attention?.reason === 'change-closed');
        await handle.signal(nudgeSignal);
        expect(world.writes).toEqual(['open add snapshot 1']);
        world.reviewers = ['eve'];
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op' }] });
        await handle.result();
        expect(world.writes.slice(0, 3)).toEqual(['open add snapshot 1', 'open add snapshot 2', 'merge 2']);
      },
      inputOf(SHORT),
    );
  });

  it('a retry that mends something else does not open a closed change again', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    let expired = false;
    const { awaitChange } = world.activities;
    Object.assign(world.activities, {
      awaitChange: async (input: Parameters<typeof awaitChange>[0]) => {
        if (expired) throw mustAsk('the token has expired');
        return awaitChange(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        world.changes.set(1, { ...greenChange(1), state: 'closed' });
        await handle.signal(nudgeSignal);
        await untilState(handle, ({ attention }) => attention?.reason === 'change-closed');
        expired = true;
        await handle.signal(nudgeSignal);
        await untilState(handle, ({ attention }) => attention?.reason === 'not-found');
        expired = false;
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op', reason: 'new token' }] });
        await handle.signal(nudgeSignal);
        await untilState(handle, ({ attention }) => attention?.reason === 'change-closed');
        expect(world.writes).toEqual(['open add snapshot 1']);
      },
      inputOf(SHORT),
    );
  });

  it('a closed change that a person opened again is followed, and no second one is opened', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    const { openChange } = world.activities;
    Object.assign(world.activities, {
      openChange: async (input: Parameters<typeof openChange>[0]) => {
        if (input.previous === undefined) return openChange(input);
        world.calls.push(`look at ${input.previous} before round ${input.order.round}`);
        return { kind: 'open', observation: { ...greenChange(1), approvedBy: ['eve'] }, reopened: true };
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        world.changes.set(1, { ...greenChange(1), state: 'closed' });
        await handle.signal(nudgeSignal);
        await untilState(handle, ({ attention }) => attention?.reason === 'change-closed');
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op' }] });
        await handle.result();
        expect(world.calls).toContain('look at 1 before round 2');
        expect(world.writes.slice(0, 3)).toEqual(['open add snapshot 1', 'merge 1', 'build snapshot']);
      },
      inputOf(SHORT),
    );
  });

  it('a red check is watched: when it turns green the journey goes on by itself', async () => {
    const world = new ScriptedWorld();
    world.reviewers = ['eve'];
    const { openChange } = world.activities;
    Object.assign(world.activities, {
      openChange: async (input: Parameters<typeof openChange>[0]) => {
        const opened = await openChange(input);
        world.changes.set(1, {
          ...greenChange(1),
          approvedBy: ['eve'],
          checks: { state: 'red', red: ['lint'] },
        });
        return opened;
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ attention }) => attention?.reason === 'checks-red');
        world.changes.set(1, { ...greenChange(1), approvedBy: ['eve'] });
        await handle.signal(nudgeSignal);
        expect((await handle.result()).outcome).toBe('star');
      },
      inputOf(SHORT),
    );
  });

  it('a merge that the fresh look forbids merges nothing', async () => {
    const world = new ScriptedWorld();
    const red = {
      ...greenChange(1),
      approvedBy: ['teammate'],
      checks: { state: 'red', red: ['lint'] },
    } as const;
    const { mergeChange } = world.activities;
    let first = true;
    Object.assign(world.activities, {
      mergeChange: async (input: Parameters<typeof mergeChange>[0]) => {
        if (!first) return mergeChange(input);
        first = false;
        world.changes.set(1, red);
        return { kind: 'not-now', observation: red };
      },
    });
    await travel(
      world,
      async (handle) => {
        const state = await untilState(handle, ({ attention }) => attention !== undefined);
        expect(state.attention?.reason).toBe('checks-red');
        expect(world.writes).toEqual(['open add snapshot 1']);
        world.changes.set(1, { ...greenChange(1), approvedBy: ['teammate'] });
        await handle.signal(nudgeSignal);
        await handle.result();
      },
      inputOf(SHORT),
    );
  });

  it('says that its publisher is held; retry is passed on, and the answer frees it', async () => {
    const world = new ScriptedWorld();
    const since = '2026-01-01T00:00:00.000Z';
    const passedOn: unknown[] = [];
    let requestId = '';
    Object.assign(world.activities, {
      askPublisher: async ({ request, seen, retry }: Parameters<typeof world.activities.askPublisher>[0]) => {
        requestId = request.id;
        if (retry !== undefined) passedOn.push(retry);
        if (seen !== undefined) throw stillWaiting('waiting: still held', 600_000);
        return { kind: 'held', sentence: 'held by publisher/snapshot: build 7 is red', since };
      },
    });
    await travel(
      world,
      async (handle) => {
        const state = await untilState(handle, ({ attention }) => attention !== undefined);
        expect(state.attention).toMatchObject({
          reason: 'publisher-held',
          sentence: 'held by publisher/snapshot: build 7 is red',
        });
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op', reason: 'repaired' }] });
        await expect.poll(() => passedOn).toEqual([{ heldSince: since, actor: 'op', reason: 'repaired' }]);
        const build = {
          number: 8,
          url: 'http://127.0.0.1/8/',
          commit: 'e'.repeat(40),
          startedAt: 1,
          finishedAt: 2,
        };
        await handle.signal(publishedSignal, { id: 'another', workflowId: handle.workflowId, build });
        await handle.signal(publishedSignal, { id: requestId, workflowId: handle.workflowId, build });
        const result = await handle.result();
        expect(result.steps.find(({ kind }) => kind === 'publish')?.result).toEqual({ kind: 'build', build });
      },
      inputOf(SHORT),
    );
  });
});
