import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { JourneyInput } from '../../domain/journey-input.ts';
import { describeWhy } from '../../domain/why.ts';
import {
  abortUpdate,
  approveUpdate,
  holdUpdate,
  nudgeSignal,
  rejectUpdate,
  resumeUpdate,
  retryUpdate,
  stateQuery,
  whyQuery,
} from '../../workflows/messages.ts';
import { countEvents, inputOf, TEST_TIMING, untilState, type JourneyHandle } from '../support/journeys.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { mustAsk, ScriptedWorld } from '../support/scripted-activities.ts';

const OP = { actor: 'op', reason: 'tried in a test' };
const PAUSE = 400;

/** A world in which nobody approves, and which counts what is said on pull requests. */
function quietWorld(): { world: ScriptedWorld; said: string[] } {
  const world = new ScriptedWorld();
  world.reviewers = [];
  const said: string[] = [];
  const { keepComment } = world.activities;
  Object.assign(world.activities, {
    keepComment: async (input: Parameters<typeof keepComment>[0]) => {
      said.push(input.text);
      return keepComment(input);
    },
  });
  return { world, said };
}

function commenting(commentMs: number): JourneyInput {
  return inputOf({ ...SHORT, timing: { ...TEST_TIMING, commentMs } });
}

const untilApproval = (handle: JourneyHandle) =>
  untilState(handle, ({ waiting }) => waiting?.for === 'approval');
const textOf = async (handle: JourneyHandle) => describeWhy(await handle.query(whyQuery));

describe('the comment on an open pull request', () => {
  it('says what limelight why says, is edited when that changes, and has a last word after the merge', async () => {
    const { world, said } = quietWorld();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => said.length, { timeout: 10_000 }).toBe(1);
        expect(world.comments.get(1)).toBe(await textOf(handle));
        expect(world.comments.get(1)).toMatch(/^sample@.* waits: 0 of 1 approvals of pull request #1/);

        await handle.executeUpdate(holdUpdate, { args: [OP] });
        await expect.poll(() => said.length, { timeout: 10_000 }).toBe(2);
        expect(said[1]).toBe(await textOf(handle));
        expect(said[1]).toContain('held by op: tried in a test');

        await handle.executeUpdate(resumeUpdate, { args: [OP] });
        await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        expect(await handle.result()).toMatchObject({ outcome: 'star', notes: [] });
        expect(world.comments.get(1)).toMatch(
          /: \[#1\]\(.*\) merged by limelight-bot as eeeeeee, approved by eve; the journey goes on/,
        );
      },
      commenting(PAUSE),
    );
  });

  it('is not made for one that is merged soon, nor where the journey is of old', async () => {
    const { world, said } = quietWorld();
    world.reviewers = ['teammate'];
    await travel(world, async (handle) => void (await handle.result()), commenting(60_000));
    const { commentMs: _commentMs, ...old } = TEST_TIMING;
    await travel(world, async (handle) => void (await handle.result()), inputOf({ ...SHORT, timing: old }));
    expect(said).toEqual([]);
  });

  it('is edited once in each pause at most, with what is so by then', async () => {
    const { world, said } = quietWorld();
    const began = Date.now();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        for (let turn = 0; turn < 10; turn += 1) {
          await handle.executeUpdate(holdUpdate, { args: [{ ...OP, reason: `turn ${turn}` }] });
          await handle.executeUpdate(resumeUpdate, { args: [OP] });
        }
        await handle.executeUpdate(holdUpdate, { args: [{ ...OP, reason: 'the last' }] });
        await expect.poll(() => said.at(-1), { timeout: 10_000 }).toContain('the last');
        expect(said.length).toBeLessThanOrEqual((Date.now() - began) / 1_000);
      },
      commenting(1_000),
    );
  });

  it('costs a journey six events for each edit', async () => {
    /** The events of a hold while a change waits for an approval. */
    const eventsOfHold = async (input: JourneyInput, isSaid: boolean): Promise<number> => {
      const { world, said } = quietWorld();
      return travel(
        world,
        async (handle) => {
          await untilApproval(handle);
          await expect.poll(() => said.length, { timeout: 10_000 }).toBe(isSaid ? 1 : 0);
          await delay(2 * PAUSE);
          const before = await countEvents(handle);
          await handle.executeUpdate(holdUpdate, { args: [OP] });
          await expect.poll(() => said.length, { timeout: 10_000 }).toBe(isSaid ? 2 : 0);
          await delay(2 * PAUSE);
          return (await countEvents(handle)) - before;
        },
        input,
      );
    };
    const { commentMs: _commentMs, ...old } = TEST_TIMING;
    const without = await eventsOfHold(inputOf({ ...SHORT, timing: old }), false);
    const withIt = await eventsOfHold(commenting(PAUSE), true);
    expect(withIt - without).toBeLessThanOrEqual(6);
  });

  it('holds nobody up when GitHub refuses it, and that is noted once', async () => {
    const { world } = quietWorld();
    let calls = 0;
    Object.assign(world.activities, {
      keepComment: async () => {
        calls += 1;
        throw mustAsk('the conversation is locked');
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => calls, { timeout: 10_000 }).toBe(1);
        await handle.executeUpdate(rejectUpdate, { args: [OP] });
        await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(1);
        expect((await untilState(handle, ({ attention }) => attention !== undefined)).attention?.reason).toBe(
          'rejected',
        );
        await handle.executeUpdate(retryUpdate, { args: [OP] });
        await handle.signal(nudgeSignal);
        await handle.executeUpdate(approveUpdate, { args: [{ actor: 'eve' }] });
        expect(await handle.result()).toMatchObject({
          outcome: 'star',
          notes: ['the comment on pull request #1 could not be kept: the conversation is locked'],
        });
      },
      commenting(PAUSE),
    );
  });

  it('is made later where GitHub was away, though nothing has changed meanwhile', async () => {
    const { world, said } = quietWorld();
    const { keepComment } = world.activities;
    let failures = 2;
    Object.assign(world.activities, {
      keepComment: async (input: Parameters<typeof keepComment>[0]) => {
        if (failures-- > 0) throw mustAsk('GitHub is away');
        return keepComment(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => said.length, { timeout: 10_000 }).toBe(1);
        expect(world.comments.get(1)).toBe(await textOf(handle));
        expect((await handle.query(stateQuery)).notes).toEqual([
          'the comment on pull request #1 could not be kept: GitHub is away',
        ]);
      },
      commenting(PAUSE),
    );
  });

  it('says so of a journey that is cancelled from outside, and not that it goes on', async () => {
    const { world, said } = quietWorld();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => said.length, { timeout: 10_000 }).toBe(1);
        await handle.cancel();
        await handle.result();
        await expect
          .poll(() => said.at(-1), { timeout: 10_000 })
          .toMatch(/: the journey was cancelled from outside\.$/);
      },
      commenting(PAUSE),
    );
  });

  it('says of an aborted journey by whom and why', async () => {
    const { world, said } = quietWorld();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => said.length, { timeout: 10_000 }).toBe(1);
        await handle.executeUpdate(abortUpdate, { args: [OP] });
        await handle.result();
        await expect
          .poll(() => said.at(-1), { timeout: 10_000 })
          .toMatch(/: the journey was aborted by op: tried in a test\.$/);
      },
      commenting(PAUSE),
    );
  });
});
