import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { watchServed } from '../support/served-watch.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

/** On the clock of this test a day takes half a second, for all durations that a journey is told. */
const DAY_MS = 500;
const DAYS = 30;
const HOUR_MS = Math.ceil(DAY_MS / 24);
/** Between two looks at a registry; `thirty-days.test.ts` looks each ten minutes, by Temporal's time-skipping server. */
const LOOK_MS = 8 * HOUR_MS;
/** One a day at the least: a machine that has much to do is slower than such a clock. */
const FEWEST_LOOKS = DAYS;
const PATIENCE = { timeout: 60_000, interval: 100 };

const BIRTH = 'written-elsewhere';
const HELD: readonly (readonly [text: string, target: string])[] = [
  ['early_one@1.0.0', 'staging'],
  ['early_two@1.0.0', 'staging'],
  ['early_three@1.0.0', 'production'],
  ['early_four@1.0.0', 'production'],
];

describe('[F1] a clean-up cannot outrun the image', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
    const timing = { ...world.config.timing, registryMs: LOOK_MS, silenceMs: Math.ceil(HOUR_MS / 2) };
    world.config = { ...world.config, timing };
    // Neither the window of a roll-out nor a pause between looks may be what keeps the removals back.
    world.setProof({ windowMs: 4 * HOUR_MS, spacingMs: HOUR_MS });
  });
  afterAll(() => world?.close());

  const pulls = () => world.sandbox.github.pullRequests();
  const removals = () => pulls().filter(({ title }) => title.includes('Remove'));
  const pageOf = (text: string) => {
    const { name, version } = parsePackageVersion(text);
    return `/package/${name}/${version}/`;
  };
  const looksAt = (target: string, text: string) =>
    world.registry(target).log.exchanges.filter(({ path }) => path === pageOf(text));

  const attemptsOf = async (text: string): Promise<number> => {
    const { pendingActivities } = (await world.handle(text).describe()).raw;
    return pendingActivities?.find(({ activityType }) => activityType?.name === 'awaitServed')?.attempt ?? 0;
  };

  it(`while no registry rolls out nothing is removed in ${DAYS} days, by a clock on which a day takes ${DAY_MS} ms; then all is, without a gap`, async () => {
    const byHand = new ByHand(world);
    for (const target of ['staging', 'production'])
      world.registry(target).faults.add({ kind: 'rolloutNeverHappens' });
    for (const [text] of HELD) await byHand.push(BIRTH, text, {}, 'production');

    await world.withWorker(async () => {
      for (const [text, target] of HELD) {
        const path = packagePath(parsePackageVersion(text));
        await depart(world, text, { kind: 'ref', ref: BIRTH, path }, ['snapshot', target]);
      }
      for (const [text, target] of HELD)
        await expect.poll(() => looksAt(target, text).length, PATIENCE).toBeGreaterThan(0);
      // All wait from here on.
      await new Promise((resolve) => setTimeout(resolve, DAYS * DAY_MS));
      for (const [text, target] of HELD)
        await expect.poll(() => looksAt(target, text).length, PATIENCE).toBeGreaterThanOrEqual(FEWEST_LOOKS);
      for (const [text, target] of HELD) {
        // Each attempt that Temporal has counted stands in the registry's log.
        const before = await attemptsOf(text);
        await expect.poll(() => looksAt(target, text).length, PATIENCE).toBeGreaterThanOrEqual(before - 1);
        const looks = looksAt(target, text).length;
        expect(await attemptsOf(text)).toBeGreaterThanOrEqual(looks);
        expect(new Set(looksAt(target, text).map(({ status }) => status))).toEqual(new Set([404]));
        const { waiting, steps } = await world.journeys.state(parsePackageVersion(text));
        expect(waiting).toMatchObject({ for: 'registry', sentence: expect.stringContaining(target) });
        expect(steps.find(({ kind }) => kind === 'remove')?.status).toBe('pending');
        expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeDefined();
      }
      // A removal and the branch that it would come from: neither was ever asked of GitHub.
      expect(removals()).toEqual([]);
      expect(pulls()).toHaveLength(2 * HELD.length);
      expect(world.sandbox.github.log.matching(/^POST .*\/pulls$/)).toHaveLength(2 * HELD.length);

      const watch = watchServed(
        world,
        HELD.map(([text]) => text),
      );
      for (const target of ['staging', 'production']) {
        world.registry(target).faults.clear();
        await world.registry(target).rollOut();
      }
      for (const [text] of HELD) expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      const { gaps, looks } = await watch.end();
      expect(gaps).toEqual([]);
      expect(looks).toBeGreaterThan(3 * HELD.length);
    });

    for (const [text, target] of HELD) {
      const removal = removals().find(({ title }) => title.includes(text));
      const served = looksAt(target, text).find(({ status }) => status === 200);
      // GitHub tells whole seconds.
      const servedAt = Math.floor(Date.parse(served?.time ?? '') / 1000) * 1000;
      expect(Date.parse(removal?.createdAt ?? '')).toBeGreaterThanOrEqual(servedAt);
    }
  }, 240_000);
});
