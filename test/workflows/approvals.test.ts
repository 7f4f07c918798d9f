import { describe, expect, it } from 'vitest';
import { approveSignal, approveUpdate } from '../../workflows/messages.ts';
import { inputOf, untilState } from '../support/journeys.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';

describe('approve', () => {
  it('sent before, during and after the first pull request approves exactly one, once', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    let open!: () => void;
    const opening = new Promise<void>((resolve) => (open = resolve));
    let build!: () => void;
    const building = new Promise<void>((resolve) => (build = resolve));
    const { openChange, askPublisher } = world.activities;
    Object.assign(world.activities, {
      openChange: async (input: Parameters<typeof openChange>[0]) => {
        await opening;
        return openChange(input);
      },
      askPublisher: async (input: Parameters<typeof askPublisher>[0]) => {
        await building;
        return askPublisher(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await handle.signal(approveSignal, { actor: 'bob', reason: 'before' });
        await untilState(handle, ({ decisions }) => decisions.length === 1);
        open();
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        await handle.signal(approveSignal, { actor: 'bob', reason: 'during' });
        await untilState(handle, ({ steps }) => steps[0]?.status === 'done');
        await handle.signal(approveSignal, { actor: 'bob', reason: 'after' });
        await untilState(handle, ({ decisions }) => decisions.length === 3);
        build();
        const state = await untilState(
          handle,
          ({ decisions, waiting }) => decisions.length === 3 && waiting?.for === 'approval',
        );
        expect(state.decisions.map(({ reason, applied }) => [reason, applied])).toEqual([
          ['before', false],
          ['during', true],
          ['after', false],
        ]);
        expect(world.writes.filter((call) => call.startsWith('merge'))).toEqual(['merge 1']);
      },
      inputOf({ route: ['snapshot', 'staging'] }),
    );
  });

  it('for another head is refused at once, with the cause, and leaves no event', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(world, async (handle) => {
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      const refused = handle.executeUpdate(approveUpdate, { args: [{ actor: 'bob', head: 'b'.repeat(40) }] });
      await expect(refused).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/stands at a+.* and not at b+/) },
      });
      await expect(handle.executeUpdate(approveUpdate, { args: [{ actor: ' ' }] })).rejects.toMatchObject({
        cause: { message: 'a decision needs an actor: say who decides' },
      });
      const { events } = await handle.fetchHistory();
      expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);
    });
  });

  it('with a payload that makes no sense does not stop the journey', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        await handle.signal('approve');
        await handle.signal('approve', 'bob');
        await handle.signal('approve', { actor: 7 });
        await handle.signal('published');
        await handle.signal('published', 'yes');
        await handle.signal(approveSignal, { actor: 'bob' });
        const { decisions } = await handle.result();
        expect(decisions.map(({ applied }) => applied)).toEqual([false, false, false, true]);
      },
      inputOf(SHORT),
    );
  });
});
