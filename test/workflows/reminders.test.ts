import { describe, expect, it } from 'vitest';
import type { JourneyInput } from '../../domain/journey-input.ts';
import type { Stage } from '../../domain/pipeline.ts';
import type { Reminders } from '../../domain/reminders.ts';
import type { NotifyInput } from '../../activities/notify.ts';
import {
  abortUpdate,
  approveUpdate,
  holdUpdate,
  rejectUpdate,
  resumeUpdate,
  stateQuery,
} from '../../workflows/messages.ts';
import type { History } from '../support/history-json.ts';
import { inputOf, untilState, type JourneyHandle } from '../support/journeys.ts';
import { PIPELINE } from '../support/pipeline.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';

const NEVER = 600_000;
const IN_TIME = { timeout: 20_000 };
const OP = { actor: 'op', reason: 'tried in a test' };

/** A journey to snapshot, whose stage reminds people so. */
function reminding(reminders: Reminders, change: Partial<Stage> = {}): JourneyInput {
  const stages = PIPELINE.stages.map((stage) =>
    stage.name === 'snapshot' ? { ...stage, ...change, reminders } : stage,
  );
  return inputOf({ ...SHORT, pipeline: { stages } });
}

/** A world whose changes wait for approval until somebody says more. */
function unapproved(): ScriptedWorld {
  const world = new ScriptedWorld();
  world.reviewers = [];
  return world;
}

const untilApproval = (handle: JourneyHandle) =>
  untilState(handle, ({ waiting }) => waiting?.for === 'approval');
const untilParked = (handle: JourneyHandle) => untilState(handle, ({ parked }) => parked !== undefined);
const approve = (handle: JourneyHandle) =>
  handle.executeUpdate(approveUpdate, { args: [{ actor: 'teammate' }] });
const told = ({ notices }: ScriptedWorld) => notices.map(({ kind, n }) => `${kind} ${n}`);

describe('reminders', () => {
  it('remind, repeat, escalate and park; somebody resumes it, and the ladder begins anew', async () => {
    const world = unapproved();
    const ladder = { afterMs: 300, everyMs: 2_000, escalateAfterMs: 4_000, parkAfterMs: 6_000 };
    await travel(
      world,
      async (handle) => {
        const { waiting } = await untilApproval(handle);
        const { parked } = await untilParked(handle);
        const whole = ['reminder 1', 'reminder 2', 'escalation 1', 'parked 1'];
        await expect.poll(() => told(world), IN_TIME).toEqual(whole);
        const { runId } = await handle.describe();
        expect(world.notices[0]).toMatchObject({
          id: `${runId}/add-snapshot/${Date.parse(waiting?.since ?? '')}/reminder/1`,
          standing: 'waiting',
          step: 'add-snapshot',
          stage: 'snapshot',
          sentence: expect.stringContaining('0 of 1 approvals'),
          since: waiting?.since,
          mentions: ['requester', 'acme/leads'],
          pullRequest: { number: 1 },
        });
        expect(world.notices[3]?.advice.join()).toContain('limelight resume');
        const tookMs = Date.parse(parked?.since ?? '') - Date.parse(waiting?.since ?? '');
        expect(tookMs).toBeGreaterThanOrEqual(ladder.parkAfterMs);
        await expect.poll(() => attribute(handle, 'LimelightWaitingFor'), IN_TIME).toBe('parked');

        await handle.executeUpdate(resumeUpdate, { args: [{ actor: 'op' }] });
        expect((await handle.query(stateQuery)).parked).toBeUndefined();
        await expect.poll(() => told(world)[4], IN_TIME).toBe('reminder 1');
        await expect.poll(() => attribute(handle, 'LimelightWaitingFor'), IN_TIME).toBe('approval');
        expect(new Set(world.notices.map(({ id }) => id)).size).toBe(5);
      },
      reminding({ ...ladder, to: ['team', '@acme/leads'] }),
    );
  });

  it('end with what they are about: an approval ends them', async () => {
    const world = unapproved();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => told(world), IN_TIME).toEqual(['reminder 1']);
        await approve(handle);
        expect(await handle.result()).toMatchObject({ outcome: 'star', notes: [] });
        expect(told(world)).toEqual(['reminder 1']);
      },
      reminding({ afterMs: 500, everyMs: NEVER, parkAfterMs: NEVER }),
    );
  });

  it('let a parked journey react: an approval moves it, and it is parked no more', async () => {
    const world = unapproved();
    await travel(
      world,
      async (handle) => {
        await untilParked(handle);
        await approve(handle);
        const result = await handle.result();
        expect(result.outcome).toBe('star');
        expect(result.parked).toBeUndefined();
        expect(told(world)).toEqual(['parked 1']);
      },
      reminding({ afterMs: NEVER, parkAfterMs: 500 }),
    );
  });

  it('tell each event under one id, also when the answer of a notice is lost', async () => {
    const world = unapproved();
    const ids: string[] = [];
    Object.assign(world.activities, {
      notify: async ({ notice, channels }: NotifyInput) => {
        ids.push(notice.id);
        if (ids.length < 3) throw new Error('the answer is lost');
        return { delivered: channels, failed: [] };
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => ids.length, IN_TIME).toBe(3);
        await approve(handle);
        await handle.result();
        expect(new Set(ids).size).toBe(1);
        expect(ids).toHaveLength(3);
      },
      reminding({ afterMs: 300 }),
    );
  });

  it('name the channels that did not take a notice in one note', async () => {
    const world = unapproved();
    Object.assign(world.activities, {
      notify: async ({ notice, channels }: NotifyInput) => {
        world.notices.push(notice);
        return { delivered: [], failed: channels.map((channel) => ({ channel, why: 'gone' })) };
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => told(world), IN_TIME).toEqual(['reminder 1', 'reminder 2']);
        await approve(handle);
        const { notes } = await handle.result();
        expect(notes).toEqual(['notices do not get through to team (gone), desk (gone)']);
      },
      reminding({ afterMs: 300, everyMs: 1_500, to: ['team', 'desk'] }),
    );
  });

  it('do not hold up an abort', async () => {
    const world = unapproved();
    let attempts = 0;
    Object.assign(world.activities, {
      notify: async () => {
        attempts += 1;
        throw new Error('nobody answers');
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => attempts, IN_TIME).toBeGreaterThan(0);
        await handle.executeUpdate(abortUpdate, { args: [OP] });
        expect((await handle.result()).outcome).toBe('aborted');
      },
      reminding({ afterMs: 300 }),
    );
  });

  it('wait for the end of quiet hours, by the clocks that are pinned', async () => {
    const world = unapproved();
    const quietMs = 5_000;
    const begin = Date.now();
    // By these clocks it is five seconds to seven.
    const minutes = (7 * 3_600_000 - quietMs - (begin % 86_400_000)) / 60_000;
    const quiet = { from: '20:00', to: '07:00', zone: 'UTC', offsets: [{ since: 0, minutes }] };
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await expect.poll(() => told(world), IN_TIME).toEqual(['escalation 1']);
        expect(Date.now() - begin).toBeGreaterThanOrEqual(quietMs);
      },
      reminding({ afterMs: 200, escalateAfterMs: 400, quiet }),
    );
  });

  it('go to whoever holds a journey, and begin anew when it is let go on', async () => {
    const world = unapproved();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await handle.executeUpdate(holdUpdate, { args: [OP] });
        await expect.poll(() => told(world), IN_TIME).toEqual(['reminder 1']);
        expect(world.notices[0]).toMatchObject({
          mentions: ['op'],
          sentence: expect.stringContaining('held by op: tried in a test'),
        });
        await handle.executeUpdate(resumeUpdate, { args: [{ actor: 'op' }] });
        await expect.poll(() => told(world), IN_TIME).toEqual(['reminder 1', 'reminder 1']);
        expect(world.notices[1]).toMatchObject({ sentence: expect.stringContaining('0 of 1 approvals') });
      },
      reminding({ afterMs: 2_000 }),
    );
  });

  it('tell of an attention as well', async () => {
    const world = unapproved();
    await travel(
      world,
      async (handle) => {
        await untilApproval(handle);
        await handle.executeUpdate(rejectUpdate, { args: [OP] });
        await expect.poll(() => told(world), IN_TIME).toEqual(['reminder 1']);
        expect(world.notices[0]).toMatchObject({
          standing: 'attention',
          sentence: expect.stringContaining('op rejected pull request #1'),
        });
      },
      reminding({ afterMs: 2_000 }),
    );
  });

  it('cost a journey that people answer one timer for all its waits, and one without reminders none', async () => {
    const timersOf = async (input: JourneyInput) => {
      const world = unapproved();
      return travel(
        world,
        async (handle) => {
          for (const number of [1, 2, 3]) {
            await untilState(
              handle,
              ({ change, waiting }) => change?.number === number && waiting?.for === 'approval',
            );
            await approve(handle);
          }
          expect((await handle.result()).outcome).toBe('star');
          expect(world.notices).toEqual([]);
          const { events } = await handle.fetchHistory();
          return (events ?? []).filter(isOfReminders).length;
        },
        input,
      );
    };
    const route = ['snapshot', 'staging'];
    const stages = PIPELINE.stages.map((stage) => ({ ...stage, reminders: { afterMs: NEVER } }));
    expect(await timersOf(inputOf({ route, pipeline: { stages } }))).toBe(1);
    expect(await timersOf(inputOf({ route }))).toBe(0);
  });
});

/** The pull request's comment has timers of its own, of a minute. */
function isOfReminders({
  timerStartedEventAttributes: timer,
}: NonNullable<History['events']>[number]): boolean {
  return Number(timer?.startToFireTimeout?.seconds ?? 0) > NEVER / 2_000;
}

async function attribute(handle: JourneyHandle, name: string): Promise<unknown> {
  return (await handle.describe()).searchAttributes[name]?.[0];
}
