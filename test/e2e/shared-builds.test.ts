import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { filesOf } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { buildsOf } from '../support/builds.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

/**
 * As many journeys and as long builds as a busy day has. The plain run has 30 % of each, journeys and
 * durations, so that it fits into a run of all tests: `LIMELIGHT_FULL_SIZE=1` runs the whole.
 */
const FULL = { journeys: 100, buildMs: 20_000, quietMs: 10_000, quietMostMs: 60_000, minuteMs: 60_000 };
const PLAIN = { journeys: 30, buildMs: 6_000, quietMs: 3_000, quietMostMs: 18_000, minuteMs: 18_000 };
const SIZE = process.env['LIMELIGHT_FULL_SIZE'] === '1' ? FULL : PLAIN;

const CROWD = Array.from({ length: SIZE.journeys }, (_, number) => `crowd_${number}@1.0.0`);
const BIRTH = 'somewhere-else';

describe(`${SIZE.journeys} journeys whose pull requests are approved at once`, () => {
  let world: World;
  const results: JourneyResult[] = [];

  beforeAll(async () => {
    world = await World.start({ buildMs: SIZE.buildMs, teammate: undefined });
    const { quietMs, quietMostMs } = SIZE;
    const patient = { changeMs: 600_000, checksMs: 1_000, buildMs: 1_000, quietMs, quietMostMs };
    world.config = { ...world.config, timing: { ...world.config.timing, ...patient } };
    const { github } = world.sandbox;
    const files = Object.assign({}, ...CROWD.map((text) => filesOf(text)));
    await github.pushCommit(BIRTH, files, 'author', 'Write many packages', 'production');

    await world.withWorker(async () => {
      await Promise.all(
        CROWD.map((text) => {
          const { name, version } = parsePackageVersion(text);
          const path = `packages/${name}/${version}`;
          return depart(world, text, { kind: 'ref', ref: BIRTH, path }, ['snapshot']);
        }),
      );
      const areOpen = () => expect(github.pullRequests()).toHaveLength(CROWD.length);
      await vi.waitFor(areOpen, { timeout: 180_000, interval: 500 });
      for (const text of CROWD) await untilState(world.handle(text), isWaitingForApproval);
      await Promise.all(
        CROWD.map(async (text) => {
          const { change } = await world.journeys.state(parsePackageVersion(text));
          await github.review(change?.number ?? 0, 'teammate', 'APPROVED');
          await world.journeys.nudge(parsePackageVersion(text));
        }),
      );
      results.push(...(await Promise.all(CROWD.map((text) => world.handle(text).result()))));
    });
  }, 400_000);
  afterAll(() => world?.close());

  it('become stars by at most three builds of the branch for a minute of merges', () => {
    expect(results.map(({ outcome }) => outcome)).toEqual(CROWD.map(() => 'star'));
    const times = world.sandbox.github.pullRequests().map(({ mergedAt }) => Date.parse(mergedAt ?? ''));
    const tookMs = Math.max(...times) - Math.min(...times);
    const [, ...builds] = buildsOf(world, 'snapshot');
    console.log(
      `${CROWD.length} journeys, merged within ${tookMs / 1_000} s, builds of ${SIZE.buildMs / 1_000} s: ${builds.length}`,
    );
    expect(builds.length).toBeGreaterThan(0);
    // A machine that is too slow to merge them within the minute may need three builds for each minute.
    expect(builds.length).toBeLessThanOrEqual(3 * Math.ceil(tookMs / SIZE.minuteMs));
  });

  it('each know a build that contains their merge commit, as git says', () => {
    const numbers = new Set(buildsOf(world, 'snapshot').map(({ number }) => number));
    for (const { steps } of results) {
      const [change, build] = steps.map(({ result }) => result);
      if (change?.kind !== 'change' || build?.kind !== 'build') throw new Error('a step has no result');
      expect(numbers).toContain(build.build.number);
      // It throws where the answer is no.
      expect(world.git('merge-base', '--is-ancestor', change.commit, build.build.commit)).toBe('');
    }
  });
});

function isWaitingForApproval({ waiting }: { readonly waiting?: { readonly for: string } }): boolean {
  return waiting?.for === 'approval';
}
