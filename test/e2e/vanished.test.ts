import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { DEFAULT_ROLLOUT_WINDOW_MS } from '../../domain/timing.ts';
import { repairUpdate, stateQuery } from '../../workflows/messages.ts';
import { buildByHand, buildsOf } from '../support/builds.ts';
import { expectGap } from '../support/gap.ts';
import { publisherOf, untilPublisher } from '../support/publishers.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

/** The watch after the removal, long enough to see a roll-out that comes late. */
const WINDOW_MS = 8_000;
/** An hour, where the roll-out window that a stage has unless it says otherwise is the window of this test. */
const HOUR_MS = WINDOW_MS * ((60 * 60 * 1_000) / DEFAULT_ROLLOUT_WINDOW_MS);

const REPAIR = { actor: 'teammate', reason: 'build it again' };

describe('a snapshot image that stands on an old staging image', () => {
  let world: World;
  let stagingBefore: string;

  beforeAll(async () => {
    world = await World.start();
    world.setProof({ windowMs: WINDOW_MS });
    stagingBefore = world.git('rev-parse', 'staging');
  });
  afterAll(() => world?.close());

  /** Takes a version to where snapshot let go of it and its registry is watched. */
  async function untilWatched(text: string): Promise<JourneyHandle> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    const route = ['snapshot', 'staging'];
    await world.journeys.start({
      packageVersion: parsePackageVersion(text),
      source,
      route,
      requester: 'author',
    });
    const handle = world.handle(text);
    await untilState(handle, ({ steps }) =>
      steps.some(({ id, status }) => id === 'verify-snapshot-2' && status === 'waiting'),
    );
    return handle;
  }

  /** Rolls out what a build would have made from the staging image of before the journey. */
  async function rollOutOnOldLayer(): Promise<void> {
    const registry = world.registry('snapshot');
    const { published } = registry.state();
    if (published === undefined) throw new TypeError('No image of snapshot was published.');
    const layers = published.layers.map((layer) =>
      layer.branch === 'staging' ? { ...layer, commit: stagingBefore } : layer,
    );
    await registry.rollOut({ ...published, layers });
  }

  const jobsBuilt = () =>
    world.sandbox.jenkins.log
      .matching(/^POST .*\/build/)
      .map(({ path }) => (path.includes('staging') ? 'staging' : 'snapshot'));

  /** Waits for the end of a build. @returns its number. */
  async function endOf(stage: string, number: number): Promise<number> {
    const isOver = () => buildsOf(world, stage).some((build) => build.number === number && !build.building);
    await expect.poll(isOver, { timeout: 20_000 }).toBe(true);
    return number;
  }

  it.each([
    ['at once', 'vanished@1.0.0', 0],
    ['an hour after it was built, by the default of the window', 'vanished@1.0.1', HOUR_MS],
  ])(
    'rolls out %s: the alarm names the layer that lacks the version, and a repair leads to the star',
    async (_when, text, delayMs) => {
      const { jenkins } = world.sandbox;
      await world.withWorker(async () => {
        const handle = await untilWatched(text);
        jenkins.faults.add({ kind: 'staleTip', match: 'staging #', times: 1 });
        if (delayMs > 0)
          world.registry('snapshot').faults.add({ kind: 'rolloutDelayed', ms: delayMs, times: 1 });
        const began = Date.now();
        const layer = await endOf('staging', await buildByHand(world, 'staging'));
        const image = await endOf('snapshot', await buildByHand(world, 'snapshot'));
        const { attention, lost } = await untilState(handle, (state) => state.attention !== undefined);
        expect(attention).toMatchObject({
          reason: 'vanished',
          sentence: expect.stringMatching(
            new RegExp(
              `^snapshot lost ${text} at \\d\\d:\\d\\d:\\d\\d \\(UTC\\): the image of build ${image} stands on staging build ${layer}, which lacks it\\. It is watched`,
            ),
          ),
        });
        const { answers } = await untilPublisher(publisherOf(world.client, 'snapshot'), () => true);
        expect(answers.at(-1)?.build.layers).toEqual([
          { stage: 'staging', build: layer - 1 },
          { stage: 'production', build: expect.any(Number) },
        ]);

        const ordered = Date.now();
        await handle.executeUpdate(repairUpdate, { args: [REPAIR] });
        await untilState(handle, (state) => state.lost === undefined);
        const back = Date.now();
        const result = await handle.result();
        expect(result.outcome).toBe('star');
        expect(jobsBuilt().slice(-2)).toEqual(['staging', 'snapshot']);
        expectGap(result, 'verify-snapshot-2', [Date.parse(lost?.at ?? ''), ordered], [began, back]);
        expect(result.steps.at(-1)?.result).toMatchObject({
          sentence: expect.stringContaining('roll-out not witnessed'),
        });
        expect(result.notes).toEqual([
          expect.stringContaining('snapshot lost'),
          expect.stringContaining('snapshot serves it again since'),
        ]);
      });
    },
  );

  it('is mended by another roll-out while a build waits: the gap ends then, and so does the wait', async () => {
    const text = 'mended@1.0.0';
    const { jenkins } = world.sandbox;
    await world.withWorker(async () => {
      const handle = await untilWatched(text);
      const { published } = world.registry('snapshot').state();
      await rollOutOnOldLayer();
      const { lost } = await untilState(handle, (state) => state.attention !== undefined);
      // Jenkins has no executor for the build that is ordered now.
      jenkins.faults.add({ kind: 'stuck' });
      const ordered = Date.now();
      await handle.executeUpdate(repairUpdate, { args: [REPAIR] });
      await untilState(handle, (state) => state.waiting?.for === 'build');
      await world.registry('snapshot').rollOut(published);
      await untilState(handle, (state) => state.lost === undefined);
      const back = Date.now();
      const result = await handle.result();
      expect(result.outcome).toBe('star');
      const lostAt = Date.parse(lost?.at ?? '');
      expectGap(result, 'verify-snapshot-2', [lostAt, ordered], [lostAt, back]);
      jenkins.faults.clear();
    });
  });

  it('is not waited for when a person says that the new image is out', async () => {
    const text = 'witnessed@1.0.0';
    world.setProof({ windowMs: 3_600_000 });
    await world.withWorker(async () => {
      const handle = await untilWatched(text);
      const { steps } = await handle.query(stateQuery);
      const published = steps.find(({ id }) => id === 'publish-snapshot-2')?.result;
      const build = published?.kind === 'build' ? published.build.number : 0;
      await world.client.workflow.getHandle('publisher/snapshot').signal('deployed', { actor: 'op', build });
      const result = await handle.result();
      expect(result.steps.at(-1)?.result).toMatchObject({
        kind: 'proof',
        sentence: expect.stringContaining(`since op told that build ${build} is out`),
      });
    });
  });
});
