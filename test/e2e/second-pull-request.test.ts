import { describe, expect, it, vi } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { Lag } from '../../sandbox/github/faults.ts';
import { withKillableWorker } from '../support/killable-worker.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const LAG_MS = 1_000;
const LAGS: Readonly<Record<string, Lag>> = {
  'without lag': {},
  'with late lists of pull requests': { pulls: LAG_MS },
  'with late refs': { refs: LAG_MS },
  'with late objects': { objects: LAG_MS },
  'with late mergeability': { mergeability: LAG_MS },
  'with everything late': { pulls: LAG_MS, refs: LAG_MS, objects: LAG_MS, mergeability: LAG_MS },
};

/** So late that the restarted worker surely looks before. A mergeability that was asked for is never hurried. */
function muchLater({ mergeability, ...lag }: Lag): Lag {
  const late = Object.fromEntries(Object.keys(lag).map((kind) => [kind, 60_000]));
  return { ...late, ...(mergeability !== undefined && { mergeability }) };
}

describe('[F5] restart made a second pull request: killed after POST /pulls, there is exactly one', () => {
  it.concurrent.each(Object.entries(LAGS))('%s', async (name, lag) => {
    const world = await World.start();
    try {
      const { github } = world.sandbox;
      const text = `f5_${name.replaceAll(' ', '_')}@1.0.0`;
      const source = await smallPackage(world.sandbox.dataDir, text);
      const packageVersion = parsePackageVersion(text);
      world.config = { ...world.config, timing: { ...world.config.timing, heartbeatMs: 2_000 } };
      await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });

      github.faults.lag = lag;
      const hold = github.faults.hold({ method: 'POST', path: /\/pulls$/ }, 'after');
      await withKillableWorker(world, () => hold.arrived);
      github.faults.lag = muchLater(lag);
      hold.release();
      const looks = (): number =>
        github.log.exchanges.filter(({ note }) => note === 'LookBeforeChange').length;
      const before = looks();
      const result = await withKillableWorker(world, async () => {
        await vi.waitFor(() => expect(looks()).toBeGreaterThan(before), { timeout: 30_000 });
        github.faults.lag = lag;
        return world.handle(text).result();
      });

      expect(result.outcome).toBe('star');
      expect(github.pullRequests().map(({ title, mergedBy }) => [title, mergedBy])).toEqual([
        [`[snapshot] Add ${text}`, 'limelight-bot'],
      ]);
      // Only who does not see the first one tries to open another; GitHub itself refuses it.
      const attempts = github.log.matching(/^POST .*\/pulls$/).map(({ status }) => status);
      expect(attempts.filter((status) => status === 201)).toHaveLength(1);
      expect(attempts.includes(422)).toBe(lag.pulls !== undefined);
    } finally {
      await world.close();
    }
  });
});
