import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { stillWaiting } from '../../activities/failures.ts';
import {
  abortUpdate,
  approveSignal,
  approveUpdate,
  nudgeSignal,
  publishedSignal,
  retryUpdate,
} from '../../workflows/messages.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { countEvents, inputOf, startJourney, untilState, type JourneyHandle } from '../support/journeys.ts';
import { replay } from '../support/replay.ts';
import { CONTENT, greenChange, mustAsk, ScriptedWorld } from '../support/scripted-activities.ts';

/** Runs a journey over a scripted world. Its history must replay, also when the test leaves it in the middle. */
async function travel<T>(
  world: ScriptedWorld,
  work: (handle: JourneyHandle) => Promise<T>,
  input = inputOf(),
): Promise<T> {
  return withWorker(world.activities, async ({ client, taskQueue }) => {
    const handle = await startJourney(client, taskQueue, input);
    const outcome = await work(handle);
    await replay(handle);
    return outcome;
  });
}

const SHORT = { route: ['snapshot'] };

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
