import { describe, expect, it } from 'vitest';
import { abortUpdate } from '../../workflows/messages.ts';
import { untilState } from '../support/journeys.ts';
import { travel } from '../support/scripted-journey.ts';
import { mustAsk, ScriptedWorld } from '../support/scripted-activities.ts';

describe('the end before the end', () => {
  it('abort lets a running write end, then takes back what is open', async () => {
    const world = new ScriptedWorld();
    let finish!: () => void;
    const slow = new Promise<void>((resolve) => (finish = resolve));
    const { openChange } = world.activities;
    Object.assign(world.activities, {
      openChange: async (input: Parameters<typeof openChange>[0]) => {
        world.calls.push('opening');
        await slow;
        return openChange(input);
      },
    });
    await travel(world, async (handle) => {
      await expect.poll(() => world.calls).toContain('opening');
      await handle.executeUpdate(abortUpdate, { args: [{ actor: 'op', reason: 'wrong version' }] });
      expect(world.calls).not.toContain('clean up');
      finish();
      const result = await handle.result();
      expect(result.outcome).toBe('aborted');
      expect(world.writes).toEqual(['opening', 'open add snapshot 1', 'clean up']);
    });
  });

  it('Cancel from outside ends a waiting journey as aborted', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(world, async (handle) => {
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      await handle.cancel();
      expect((await handle.result()).outcome).toBe('aborted');
      expect(world.calls.at(-1)).toBe('clean up');
    });
  });

  it('abort ends a journey in attention', async () => {
    const world = new ScriptedWorld();
    Object.assign(world.activities, {
      survey: async () => {
        throw mustAsk('it is on no branch');
      },
    });
    await travel(world, async (handle) => {
      await untilState(handle, ({ attention }) => attention !== undefined);
      await handle.executeUpdate(abortUpdate, { args: [{ actor: 'op' }] });
      expect((await handle.result()).outcome).toBe('aborted');
    });
  });
});
