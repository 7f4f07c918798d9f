import { describe, expect, it } from 'vitest';
import { stillWaiting } from '../../activities/failures.ts';
import type { JourneyInput } from '../../domain/journey-input.ts';
import type { Stage } from '../../domain/pipeline.ts';
import {
  approveUpdate,
  holdUpdate,
  lineSignal,
  nudgeSignal,
  promoteUpdate,
  rejectUpdate,
  resumeUpdate,
  retryUpdate,
  skipUpdate,
  stateQuery,
} from '../../workflows/messages.ts';
import { inputOf, untilState, type JourneyHandle } from '../support/journeys.ts';
import { PIPELINE } from '../support/pipeline.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { greenChange, mustAsk, ScriptedWorld } from '../support/scripted-activities.ts';

const OP = { actor: 'op', reason: 'tried in a test' };

/** The way from snapshot to staging with another policy for snapshot. */
function leavingSnapshot(change: Partial<Stage>): JourneyInput {
  const stages = PIPELINE.stages.map((stage) =>
    stage.name === 'snapshot' ? { ...stage, ...change } : stage,
  );
  return inputOf({ route: ['snapshot', 'staging'], pipeline: { stages } });
}

const refusal = (sentence: RegExp) => ({ cause: { message: expect.stringMatching(sentence) } });
const untilWaitsFor = (handle: JourneyHandle, what: string) =>
  untilState(handle, ({ waiting }) => waiting?.for === what);

async function listedAsWaitingFor(handle: JourneyHandle): Promise<unknown> {
  return (await handle.describe()).searchAttributes['LimelightWaitingFor']?.[0];
}

/** Has a journey held that waits for nothing else but its merge. */
async function untilHeldBeforeMerge(world: ScriptedWorld, handle: JourneyHandle): Promise<void> {
  world.reviewers = [];
  await untilWaitsFor(handle, 'approval');
  await handle.executeUpdate(holdUpdate, { args: [OP] });
  await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
  await untilWaitsFor(handle, 'hold');
}

describe('hold', () => {
  it('lets nothing be written, approved or not, until somebody says resume', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'approval');
        await handle.executeUpdate(holdUpdate, { args: [OP] });
        await expect(handle.executeUpdate(holdUpdate, { args: [OP] })).rejects.toMatchObject(
          refusal(/op holds it already: tried in a test/),
        );
        await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        const { waiting } = await untilWaitsFor(handle, 'hold');
        expect(waiting?.sentence).toContain('held by op: tried in a test');
        await handle.signal(nudgeSignal);
        expect(world.writes).toEqual(['open add snapshot 1']);
        await handle.executeUpdate(resumeUpdate, { args: [{ actor: 'op' }] });
        expect((await handle.result()).outcome).toBe('star');
        expect(world.writes).toContain('merge 1');
      },
      inputOf(SHORT),
    );
  });

  it('goes on looking, approved or not: what becomes of the pull request meanwhile is seen', async () => {
    const world = new ScriptedWorld();
    await travel(
      world,
      async (handle) => {
        await untilHeldBeforeMerge(world, handle);
        world.changes.set(1, { ...greenChange(1), state: 'closed' });
        await handle.signal(nudgeSignal);
        await untilState(handle, ({ attention }) => attention?.reason === 'change-closed');
        expect(world.writes).toEqual(['open add snapshot 1']);
      },
      inputOf(SHORT),
    );
  });

  it('lets nothing be tried again either: a retry waits until somebody says resume', async () => {
    const world = new ScriptedWorld();
    let isLocked = true;
    const { openChange } = world.activities;
    Object.assign(world.activities, {
      openChange: async (input: Parameters<typeof openChange>[0]) => {
        if (isLocked) throw mustAsk('the token may not open pull requests');
        return openChange(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ attention }) => attention !== undefined);
        isLocked = false;
        await handle.executeUpdate(holdUpdate, { args: [{ ...OP, actor: 'ada' }] });
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'bob' }] });
        await untilWaitsFor(handle, 'hold');
        expect(world.writes).toEqual([]);
        await handle.executeUpdate(resumeUpdate, { args: [{ actor: 'ada' }] });
        expect((await handle.result()).outcome).toBe('star');
      },
      inputOf(SHORT),
    );
  });

  it('can be given up: an abort does not wait for it', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'approval');
        await handle.executeUpdate(holdUpdate, { args: [OP] });
        await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        await untilWaitsFor(handle, 'hold');
        await handle.executeUpdate('abort', { args: [OP] });
        expect((await handle.result()).outcome).toBe('aborted');
        expect(world.writes).toEqual(['open add snapshot 1', 'clean up']);
      },
      inputOf(SHORT),
    );
  });
});

describe('a stopped line', () => {
  it('keeps journeys at that stage from writing, says why, and an older word of it is passed over', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'approval');
        const stop = { ...OP, reason: 'incident 4711', since: 'noon' };
        const elsewhere = { ...stop, scope: { kind: 'stage', stage: 'production' } as const };
        const here = { ...stop, scope: { kind: 'stage', stage: 'snapshot' } as const };
        await handle.signal(lineSignal, { version: 2, stops: [elsewhere, here] });
        await handle.signal(lineSignal, { version: 1, stops: [] });
        // Lists find it at once, though what it waits for has not come yet.
        await expect.poll(() => listedAsWaitingFor(handle), { timeout: 20_000 }).toBe('line');
        expect((await handle.query(stateQuery)).waiting?.for).toBe('approval');
        await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        const { waiting } = await untilWaitsFor(handle, 'line');
        expect(waiting?.sentence).toContain('op stopped the line for stage snapshot: incident 4711');
        expect(world.writes).toEqual(['open add snapshot 1']);
        await handle.signal(lineSignal, { version: 3, stops: [elsewhere] });
        expect((await handle.result()).outcome).toBe('star');
      },
      inputOf(SHORT),
    );
  });
});

describe('reject', () => {
  it('keeps an approved change from being merged, also with another head of the same content', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'approval');
        await expect(handle.executeUpdate(rejectUpdate, { args: [{ actor: 'op' }] })).rejects.toMatchObject(
          refusal(/needs a reason/),
        );
        await handle.executeUpdate(rejectUpdate, { args: [{ ...OP, reason: 'broken dashboards' }] });
        const { attention } = await untilState(handle, (state) => state.attention !== undefined);
        expect(attention).toMatchObject({
          reason: 'rejected',
          sentence: expect.stringContaining('op rejected pull request #1: broken dashboards'),
        });
        await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        await untilState(
          handle,
          ({ attention: held, decisions }) => held !== undefined && decisions.length === 2,
        );
        expect(world.writes).toEqual(['open add snapshot 1', 'tell 1 broken dashboards']);

        world.changes.set(1, { ...greenChange(1), head: 'f'.repeat(40) });
        await handle.signal(nudgeSignal);
        const { attention: still } = await untilState(
          handle,
          ({ change }) => change?.head.startsWith('f') === true,
        );
        expect(still?.reason).toBe('rejected');
        expect(world.writes).toEqual(['open add snapshot 1', 'tell 1 broken dashboards']);

        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'eve' }] });
        expect((await handle.result()).outcome).toBe('star');
      },
      inputOf(SHORT),
    );
  });

  it('keeps a change from being merged that only a hold had kept back, and is told of and shown at once', async () => {
    const world = new ScriptedWorld();
    await travel(
      world,
      async (handle) => {
        await untilHeldBeforeMerge(world, handle);
        await handle.executeUpdate(rejectUpdate, { args: [{ actor: 'ann', reason: 'broken' }] });
        await untilState(handle, () => world.writes.includes('tell 1 broken'));
        await handle.executeUpdate(resumeUpdate, { args: [OP] });
        await handle.signal(nudgeSignal);
        const { attention, hold } = await untilState(handle, (state) => state.attention !== undefined);
        expect(attention?.reason).toBe('rejected');
        expect(hold).toBeUndefined();
        expect(world.writes).toEqual(['open add snapshot 1', 'tell 1 broken']);
      },
      inputOf(SHORT),
    );
  });

  it('needs a person, also once somebody had to be asked about its comment', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    let isLocked = true;
    const { tellRejection } = world.activities;
    Object.assign(world.activities, {
      tellRejection: async (input: Parameters<typeof tellRejection>[0]) => {
        if (isLocked) throw mustAsk('the token may not comment');
        return tellRejection(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'approval');
        await handle.executeUpdate(rejectUpdate, { args: [OP] });
        await untilState(handle, ({ attention }) => attention?.reason === 'not-found');
        isLocked = false;
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'bob' }] });
        await untilState(handle, ({ attention }) => attention?.reason === 'rejected');
        expect(world.writes).toEqual(['open add snapshot 1', 'tell 1 tried in a test']);
      },
      inputOf(SHORT),
    );
  });

  it('that comes during the merge stands in its result', async () => {
    const world = new ScriptedWorld();
    let merge!: () => void;
    const merging = new Promise<void>((resolve) => (merge = resolve));
    const { mergeChange } = world.activities;
    Object.assign(world.activities, {
      mergeChange: async (input: Parameters<typeof mergeChange>[0]) => {
        world.calls.push('look at merge');
        await merging;
        return mergeChange(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, () => world.calls.includes('look at merge'));
        await handle.executeUpdate(rejectUpdate, { args: [{ actor: 'ann', reason: 'broken' }] });
        merge();
        const { steps } = await handle.result();
        expect(steps[0]?.result).toMatchObject({ note: 'merged though ann rejected it: broken' });
      },
      inputOf(SHORT),
    );
  });

  it.each([
    ['retry', (handle: JourneyHandle) => handle.executeUpdate(retryUpdate, { args: [OP] })],
    [
      'the approval of who rejected it',
      (handle: JourneyHandle) => handle.executeUpdate(approveUpdate, { args: [OP] }),
    ],
  ])('is taken back by %s', async (_how, takeBack) => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'approval');
        await handle.executeUpdate(rejectUpdate, { args: [OP] });
        await untilState(handle, ({ attention }) => attention?.reason === 'rejected');
        await takeBack(handle);
        const { decisions } = await untilState(handle, ({ attention }) => attention === undefined);
        if (decisions.every(({ kind }) => kind !== 'approve'))
          await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        expect((await handle.result()).outcome).toBe('star');
      },
      inputOf(SHORT),
    );
  });
});

describe('promotion', () => {
  it('by a person: the next stage waits for it', async () => {
    const world = new ScriptedWorld();
    await travel(
      world,
      async (handle) => {
        const { waiting } = await untilWaitsFor(handle, 'promotion');
        expect(waiting?.sentence).toBe('for somebody to promote it from snapshot to staging');
        expect(world.writes.at(-1)).toBe('build snapshot');
        await expect(
          handle.executeUpdate(promoteUpdate, { args: [{ ...OP, skipSoak: true }] }),
        ).rejects.toMatchObject(refusal(/its soak is over/));
        await handle.executeUpdate(promoteUpdate, { args: [{ actor: 'op' }] });
        const { decisions, outcome } = await handle.result();
        expect(outcome).toBe('star');
        expect(decisions).toMatchObject([{ kind: 'promote', actor: 'op', step: 'add-staging' }]);
      },
      leavingSnapshot({ promotion: { mode: 'manual' } }),
    );
  });

  it('by itself after the soak, which is counted from the proof', async () => {
    const world = new ScriptedWorld();
    await travel(
      world,
      async (handle) => {
        const { waiting } = await untilWaitsFor(handle, 'soak');
        expect(waiting?.sentence).toMatch(/^it soaks in snapshot until .*; then it goes on by itself$/);
        const { steps } = await handle.result();
        const proven = steps.find(({ id }) => id === 'verify-snapshot');
        const opened = world.calls.indexOf('open add staging 1');
        expect(opened).toBeGreaterThan(0);
        const added = steps.find(({ id }) => id === 'add-staging');
        const soaked = Date.parse(added?.finishedAt ?? '') - Date.parse(proven?.finishedAt ?? '');
        expect(soaked).toBeGreaterThanOrEqual(1_500);
      },
      leavingSnapshot({ promotion: { mode: 'automatic', soakMs: 1_500 } }),
    );
  });

  it('before the soak is over only with --skip-soak and a reason, which is kept', async () => {
    const world = new ScriptedWorld();
    await travel(
      world,
      async (handle) => {
        await untilWaitsFor(handle, 'soak');
        await expect(handle.executeUpdate(promoteUpdate, { args: [{ actor: 'op' }] })).rejects.toMatchObject(
          refusal(/it soaks in snapshot until .* say promote --skip-soak/),
        );
        await expect(
          handle.executeUpdate(promoteUpdate, { args: [{ actor: 'op', skipSoak: true }] }),
        ).rejects.toMatchObject(refusal(/needs a reason/));
        await handle.executeUpdate(promoteUpdate, {
          args: [{ actor: 'op', skipSoak: true, reason: 'security fix' }],
        });
        const { decisions, outcome } = await handle.result();
        expect(outcome).toBe('star');
        expect(decisions).toMatchObject([{ kind: 'promote', skipSoak: true, reason: 'security fix' }]);
      },
      leavingSnapshot({ promotion: { mode: 'automatic', soakMs: 3_600_000 } }),
    );
  });
});

describe('skip', () => {
  /** A registry of snapshot that never serves. */
  function worldWithoutRegistry(): ScriptedWorld {
    const world = new ScriptedWorld();
    const { awaitServed } = world.activities;
    Object.assign(world.activities, {
      awaitServed: async (input: Parameters<typeof awaitServed>[0]) => {
        if (input.stage === 'staging') throw stillWaiting('waiting: it does not serve it', 600_000);
        return awaitServed(input);
      },
    });
    return world;
  }
  const skippable = (kinds: Stage['skippable'] = []): JourneyInput => {
    const stages = PIPELINE.stages.map((stage) => ({
      ...stage,
      skippable: kinds,
      approval: { ...stage.approval, people: { 'Olga Parker': 'op' } },
    }));
    return inputOf({ route: ['snapshot', 'staging'], pipeline: { stages } });
  };
  const untilVerifies = (handle: JourneyHandle) =>
    untilState(handle, ({ steps }) =>
      steps.some(({ id, status }) => id === 'verify-staging' && status === 'waiting'),
    );

  it('is refused where the policy does not allow it', async () => {
    await travel(
      worldWithoutRegistry(),
      async (handle) => {
        await untilVerifies(handle);
        await expect(handle.executeUpdate(skipUpdate, { args: [OP] })).rejects.toMatchObject(
          refusal(/lets people skip only publish there, and this is verify-staging/),
        );
        await handle.terminate();
      },
      skippable(['publish']),
    );
  });

  it('of the proof before a clean-up takes a second person, and not a second name', async () => {
    const world = worldWithoutRegistry();
    await travel(
      world,
      async (handle) => {
        await untilVerifies(handle);
        await handle.executeUpdate(skipUpdate, { args: [{ ...OP, step: 'verify-staging' }] });
        for (const actor of ['OP', 'Olga Parker'])
          await expect(handle.executeUpdate(skipUpdate, { args: [{ ...OP, actor }] })).rejects.toMatchObject(
            refusal(/op said so already: .* takes a second person/),
          );
        await handle.signal(nudgeSignal);
        expect(world.writes).not.toContain('open remove snapshot 1');
        await expect(
          handle.executeUpdate(skipUpdate, { args: [{ ...OP, actor: 'eve', step: 'add-staging' }] }),
        ).rejects.toMatchObject(refusal(/it is at verify-staging and not at add-staging/));
        await handle.executeUpdate(skipUpdate, { args: [{ actor: 'eve', reason: 'it is switched off' }] });
        const { steps, outcome } = await handle.result();
        expect(outcome).toBe('star');
        expect(steps.find(({ id }) => id === 'verify-staging')).toMatchObject({
          status: 'skipped',
          why: 'skipped by op and eve: it is switched off',
        });
        expect(world.writes).toContain('open remove snapshot 1');
      },
      skippable(['verify']),
    );
  });
});
