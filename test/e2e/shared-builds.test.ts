import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { HeardNotice } from '../../sandbox/notices/notice-receiver.ts';
import { filesOf } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { buildsOf } from '../support/builds.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

/**
 * As many journeys and as long builds as a busy day has. The plain run has 30 % of each, journeys and
 * durations, so that it fits into a run of all tests: `LIMELIGHT_FULL_SIZE=1` runs the whole.
 */
const FULL = {
  journeys: 100,
  buildMs: 20_000,
  quietMs: 10_000,
  quietMostMs: 60_000,
  minuteMs: 60_000,
  /** Within how long the merges must have come. */
  mergedWithinMs: 60_000,
  remindMs: 10_000,
};
const PLAIN = {
  journeys: 30,
  buildMs: 6_000,
  quietMs: 5_000,
  quietMostMs: 18_000,
  minuteMs: 18_000,
  // A machine with much else to do takes longer, and then the builds are asked for more: it is printed.
  mergedWithinMs: Number.POSITIVE_INFINITY,
  remindMs: 3_000,
};
const SIZE = process.env['LIMELIGHT_FULL_SIZE'] === '1' ? FULL : PLAIN;

const CROWD = Array.from({ length: SIZE.journeys }, (_, number) => `crowd_${number}@1.0.0`);
/** One more, for whom nobody waits. */
const NEXT = 'one_more@1.0.0';
const BIRTH = 'somewhere-else';

describe(`${SIZE.journeys} journeys whose pull requests are merged within a minute`, () => {
  let world: World;
  const results: JourneyResult[] = [];
  /** What people were told while the whole crowd was unapproved. */
  let reminders: readonly HeardNotice[];
  /** What became of the one more while the whole crowd was unapproved. */
  let overtaking: { readonly result: JourneyResult; readonly asked: number; readonly waiting: number };
  let buildsBefore: number;

  beforeAll(async () => {
    world = await World.start({ buildMs: SIZE.buildMs, teammate: undefined });
    const { quietMs, quietMostMs } = SIZE;
    const patient = { changeMs: 600_000, checksMs: 1_000, buildMs: 1_000, quietMs, quietMostMs };
    world.config = { ...world.config, timing: { ...world.config.timing, ...patient } };
    world.setReminders({ afterMs: SIZE.remindMs, to: ['desk'] });
    const { github } = world.sandbox;
    const files = Object.assign({}, ...[...CROWD, NEXT].map((text) => filesOf(text)));
    await github.pushCommit(BIRTH, files, 'author', 'Write many packages', 'production');

    await world.withWorker(async () => {
      await Promise.all(CROWD.map(begin));
      const areOpen = () => expect(github.pullRequests()).toHaveLength(CROWD.length);
      await vi.waitFor(areOpen, { timeout: 400_000, interval: 500 });
      for (const text of CROWD) await untilState(world.handle(text), isWaitingForApproval);
      overtaking = await overtake();
      reminders = await untilReminded();
      buildsBefore = buildsOf(world, 'snapshot').length;
      await Promise.all(
        CROWD.map(async (text) => {
          const { change } = await world.journeys.state(parsePackageVersion(text));
          await github.review(change?.number ?? 0, 'teammate', 'APPROVED');
          await world.journeys.nudge(parsePackageVersion(text));
        }),
      );
      await mergeTheRest();
      results.push(...(await Promise.all(CROWD.map((text) => world.handle(text).result()))));
    });
  }, 900_000);
  afterAll(() => world?.close());

  function begin(text: string): Promise<unknown> {
    const { name, version } = parsePackageVersion(text);
    const path = `packages/${name}/${version}`;
    return depart(world, text, { kind: 'ref', ref: BIRTH, path }, ['snapshot']);
  }

  /** Takes one more to its end, while nobody approves any of the crowd. */
  async function overtake(): Promise<typeof overtaking> {
    const { log } = world.sandbox.github;
    const before = log.exchanges.length;
    await begin(NEXT);
    await untilState(world.handle(NEXT), isWaitingForApproval);
    await world.journeys.approve(parsePackageVersion(NEXT), { actor: 'teammate' });
    const result = await world.handle(NEXT).result();
    const asked = log.exchanges.length - before;
    const states = await Promise.all(CROWD.map((text) => world.journeys.state(parsePackageVersion(text))));
    return { result, asked, waiting: states.filter(isWaitingForApproval).length };
  }

  /** What people were told, once they were told of all the crowd. */
  async function untilReminded(): Promise<HeardNotice[]> {
    const { heard } = world.sandbox.notices;
    const areTold = () => expect(versionsIn(heard).size).toBeGreaterThanOrEqual(CROWD.length);
    await vi.waitFor(areTold, { timeout: 60_000, interval: 200 });
    return [...heard];
  }

  /**
   * All are approved at once. What a slow machine has not merged in a third of the minute, a person merges: the
   * journeys take it as it is, and what is shown does not depend on the machine.
   */
  async function mergeTheRest(): Promise<void> {
    const { github } = world.sandbox;
    const open = () => github.pullRequests().filter(({ state }) => state === 'open');
    const end = Date.now() + SIZE.minuteMs / 3;
    while (open().length > 0 && Date.now() < end) await sleep(100);
    const rest = open();
    if (rest.length > 0) console.log(`${rest.length} were left to a person to merge`);
    for (const { number } of rest) {
      try {
        await github.mergePullRequest(number, 'teammate');
      } catch (error) {
        // The journey was quicker after all; it may even have ended.
        if (open().some((pull) => pull.number === number)) throw error;
      }
    }
    // Only now: what the journeys do next takes time from whoever merges.
    const versions = rest.map(({ title }) => parsePackageVersion(/\S+$/.exec(title)?.[0] ?? ''));
    await Promise.allSettled(versions.map((version) => world.journeys.nudge(version)));
  }

  it('[F13] delay nobody else while they wait for approval: one more becomes a star meanwhile', () => {
    expect(overtaking.result).toMatchObject({ outcome: 'star' });
    expect(overtaking.waiting).toBe(CROWD.length);
    // Nor is GitHub asked for the sake of those who wait: all of this is less than a call for each.
    expect(overtaking.asked).toBeLessThan(CROWD.length);
  });

  it('[F13] are not forgotten: people were told of each that it waits for approval, no event twice', () => {
    const forApproval = reminders.filter(({ body }) => /0 of 1 approvals/.test(String(body['sentence'])));
    expect(versionsIn(forApproval)).toSatisfy((told: Set<unknown>) => CROWD.every((text) => told.has(text)));
    expect(new Set(reminders.map(({ id }) => id)).size).toBe(reminders.length);
  });

  it('become stars by at most three builds of the branch', () => {
    expect(results.map(({ outcome }) => outcome)).toEqual(CROWD.map(() => 'star'));
    const times = world.sandbox.github
      .pullRequests()
      .flatMap(({ title, mergedAt }) => (title.includes(NEXT) ? [] : [Date.parse(mergedAt ?? '')]));
    const tookMs = Math.max(...times) - Math.min(...times);
    const builds = buildsOf(world, 'snapshot').slice(buildsBefore);
    expect(tookMs).toBeLessThanOrEqual(SIZE.mergedWithinMs);
    console.log(
      `${CROWD.length} journeys, merged within ${tookMs / 1_000} s, builds of ${SIZE.buildMs / 1_000} s: ${builds.length}`,
    );
    expect(builds.length).toBeGreaterThan(0);
    expect(builds.length).toBeLessThanOrEqual(3);
  });

  it('each know a build that contains their merge commit, as git says', () => {
    const built = new Map(buildsOf(world, 'snapshot').map(({ number, commit }) => [number, commit]));
    for (const { steps } of results) {
      const [change, build] = steps.map(({ result }) => result);
      if (change?.kind !== 'change' || build?.kind !== 'build') throw new Error('a step has no result');
      const commit = built.get(build.build.number) ?? 'none';
      // What Jenkins built, and not what the journey takes it for. It throws where the answer is no.
      expect(world.git('merge-base', '--is-ancestor', change.commit, commit)).toBe('');
    }
  });
});

function isWaitingForApproval({ waiting }: { readonly waiting?: { readonly for: string } }): boolean {
  return waiting?.for === 'approval';
}

function versionsIn(notices: readonly HeardNotice[]): Set<unknown> {
  return new Set(notices.map(({ body }) => body['packageVersion']));
}
