import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const ROUTE = ['snapshot', 'production'];
const POLL = { timeout: 20_000 };

describe('half the cascade', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(() => {
    world.sandbox.jenkins.faults.clear();
    world.registry('staging').faults.clear();
  });
  afterAll(() => world?.close());

  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const statusOf = ({ steps }: JourneyState, id: string) => steps.find((step) => step.id === id)?.status;
  const servedBy = async (stage: string, text: string) => {
    const { name, version } = parsePackageVersion(text);
    return (await fetch(`${world.registry(stage).url}/package/${name}/${version}/`)).status === 200;
  };

  it('[F3] production serves it and the build of staging fails: not done, and it says what staging lacks', async () => {
    const text = 'cascade_red@1.0.0';
    await new ByHand(world).push('snapshot', text);
    world.sandbox.jenkins.faults.add({ kind: 'result', match: 'BUILD .*staging #', value: 'FAILURE' });
    await world.withWorker(async () => {
      await depart(world, text, { kind: 'storage' }, ROUTE);
      await until(text, (state) => statusOf(state, 'verify-production') === 'done');
      const state = await until(text, ({ attention }) => attention !== undefined);
      expect(state.attention?.sentence).toMatch(/^held by publisher\/staging: build \d+ is red/);
      expect([await servedBy('production', text), await servedBy('staging', text)]).toEqual([true, false]);
      expect(statusOf(state, 'verify-production')).toBe('done');
      expect(statusOf(state, 'publish-staging')).toBe('attention');
      expect(state).not.toHaveProperty('outcome');
      // Nor does snapshot let go of it before all registries have it.
      expect(statusOf(state, 'remove-snapshot')).toBe('pending');

      world.sandbox.jenkins.faults.clear();
      await world.journeys.retry(parsePackageVersion(text), { actor: 'operator', reason: 'mended' });
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(await servedBy('staging', text)).toBe(true);
    });
  });

  it('[F3] the image of staging is built and never rolled out: not done, and it says which registry lacks it', async () => {
    const text = 'cascade_stuck@1.0.0';
    await new ByHand(world).push('snapshot', text);
    const staging = world.registry('staging');
    staging.faults.add({ kind: 'rolloutNeverHappens' });
    const looks = () => staging.log.matching(/GET \/package\/cascade_stuck\//).length;
    await world.withWorker(async () => {
      await depart(world, text, { kind: 'storage' }, ROUTE);
      await expect.poll(looks, POLL).toBeGreaterThanOrEqual(3);
      const state = await world.journeys.state(parsePackageVersion(text));
      expect(state.waiting).toMatchObject({
        for: 'registry',
        sentence: `for the registry of staging to serve ${text}`,
      });
      expect(statusOf(state, 'verify-production')).toBe('done');
      expect(statusOf(state, 'remove-snapshot')).toBe('pending');

      staging.faults.clear();
      await staging.rollOut();
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
  });

  it('other bytes at one registry under the same name and version: stopped, the file named, nothing removed', async () => {
    const text = 'other_bytes@1.0.0';
    const packageVersion = parsePackageVersion(text);
    await new ByHand(world).push('snapshot', text);
    const staging = world.registry('staging');
    staging.faults.add({ kind: 'wrongContentSameVersion', value: `${text}/docs/README.md` });
    const removals = () =>
      world.sandbox.github.pullRequests().filter(({ title }) => title.includes(`Remove ${text}`));
    const looks = () => staging.log.matching(/GET \/epr\/other_bytes\//).length;
    await world.withWorker(async () => {
      await depart(world, text, { kind: 'storage' }, ['snapshot', 'staging']);
      const { attention, steps } = await until(text, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({ reason: 'content-differs' });
      expect(attention?.sentence).toContain(staging.url);
      expect(attention?.sentence).toContain('docs/README.md');
      expect(attention?.sentence).not.toContain('manifest.yml');
      expect(steps.find(({ id }) => id === 'verify-staging')?.status).toBe('attention');

      // Neither time nor a nudge nor a retry makes it right.
      await world.journeys.nudge(packageVersion);
      await world.journeys.retry(packageVersion, { actor: 'operator' });
      const seen = looks();
      await expect.poll(looks, POLL).toBeGreaterThanOrEqual(seen + 2);
      await until(text, (state) => state.attention?.reason === 'content-differs');
      expect(removals()).toEqual([]);
      expect(world.treeOf('snapshot', packageVersion)).toBeDefined();

      staging.faults.clear();
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(removals()).toHaveLength(1);
    });
  });
});
