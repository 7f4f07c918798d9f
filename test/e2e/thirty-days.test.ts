import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { depart } from '../support/star.ts';
import { connectToTimeSkipping, type TimeSkipping } from '../support/time-skipping.ts';
import { World } from '../support/world.ts';

const ADDRESS = process.env['LIMELIGHT_TIME_SKIPPING_SERVER'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** A look each ten minutes, give or take a fifth: 4,320 in thirty days. */
const LOOK_MS = 10 * MINUTE;
const DAYS = 30;
const LOOKS = (DAYS * DAY) / LOOK_MS;
const PATIENCE = { timeout: 900_000, interval: 1_000 };

const HELD: readonly (readonly [text: string, target: string])[] = [
  ['patient_one@1.0.0', 'staging'],
  ['patient_two@1.0.0', 'production'],
  ['patient_three@1.0.0', 'production'],
];

describe.skipIf(ADDRESS === undefined)(
  `[F1] ${DAYS} days by the clock of Temporal's time-skipping server${ADDRESS === undefined ? ' (skipped: LIMELIGHT_TIME_SKIPPING_SERVER names none)' : ''}`,
  () => {
    let world: World;
    let temporal: TimeSkipping;
    beforeAll(async () => {
      temporal = await connectToTimeSkipping(ADDRESS ?? '');
      world = await World.start({}, async () => temporal);
      world.config = { ...world.config, timing: { ...world.config.timing, registryMs: LOOK_MS } };
    });
    afterAll(() => world?.close());

    const removals = () =>
      world.sandbox.github.pullRequests().filter(({ title }) => title.includes('Remove'));
    const looksAt = (target: string, text: string) => {
      const { name, version } = parsePackageVersion(text);
      return world
        .registry(target)
        .log.exchanges.filter(({ path }) => path === `/package/${name}/${version}/`)
        .map(({ status }) => status);
    };

    it(
      'with registries that never roll out no removal is opened; when they do, it is',
      async () => {
        const byHand = new ByHand(world);
        for (const target of ['staging', 'production'])
          world.registry(target).faults.add({ kind: 'rolloutNeverHappens' });
        for (const [text] of HELD) await byHand.push('snapshot', text);
        await world.withWorker(async () => {
          // One after the other: this server fails a workflow that gives up an activity which has just ended.
          for (const [text, target] of HELD) {
            await depart(world, text, { kind: 'storage' }, ['snapshot', target]);
            await expect.poll(() => looksAt(target, text).length, PATIENCE).toBeGreaterThan(0);
          }
          const since = await temporal.now();
          await expect.poll(async () => (await temporal.now()) - since, PATIENCE).toBeGreaterThan(DAYS * DAY);

          const counts = HELD.map(([text, target]) => looksAt(target, text).length);
          console.log(
            `${DAYS} days: ${counts.join(', ')} looks of the journeys, ${removals().length} removals`,
          );
          for (const [text, target] of HELD) {
            expect(new Set(looksAt(target, text))).toEqual(new Set([404]));
            expect(looksAt(target, text).length).toBeGreaterThan(0.95 * LOOKS);
          }
          expect(removals()).toEqual([]);
          expect(world.sandbox.github.log.matching(/^POST .*\/pulls$/)).toHaveLength(HELD.length);

          for (const target of ['staging', 'production']) {
            world.registry(target).faults.clear();
            await world.registry(target).rollOut();
          }
          await expect.poll(() => removals().length, PATIENCE).toBe(HELD.length);
        }, withoutAnswers);
      },
      PATIENCE.timeout,
    );
  },
);

/** For the same reason no answer of a publisher wakes a journey: each reads it from the publisher's state. */
function withoutAnswers() {
  return { answerJourneys: async () => {} };
}
