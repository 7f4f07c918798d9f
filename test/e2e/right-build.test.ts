import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askForImage, buildByHand, buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { travel } from '../support/star.ts';
import { World } from '../support/world.ts';

const POLL = { timeout: 20_000 };

describe('an image is told from one that only looks like it', () => {
  let world: World;
  let byHand: ByHand;
  beforeAll(async () => {
    world = await World.start();
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  /** When a build had ended; 0 while it runs. */
  const endOf = (stage: string, number: number): number => {
    const build = buildsOf(world, stage).find((candidate) => candidate.number === number);
    return build === undefined || build.building ? 0 : build.startedAt + build.duration;
  };
  const numbersOf = (stage: string): number[] => buildsOf(world, stage).map(({ number }) => number);

  it('the clean-up after production makes exactly one new image of snapshot, whose branch did not move', async () => {
    await byHand.push('staging', 'half_way@1.0.0');
    const result = await travel(world, 'half_way@1.0.0', { kind: 'storage' }, ['staging', 'production']);
    expect(result.outcome).toBe('star');
    const [first, second] = result.steps.flatMap(({ stage, result: of }) =>
      stage === 'snapshot' && of?.kind === 'build' ? [of.build] : [],
    );
    // The one after the publication of staging, and the one after its clean-up.
    expect(numbersOf('snapshot').slice(1)).toEqual([first?.number, second?.number]);
    expect(second?.commit).toBe(first?.commit);
    expect(second?.commit).toBe(world.git('rev-parse', 'snapshot'));
    const layers = buildsOf(world, 'snapshot').at(-1)?.layers;
    expect(layers?.find(({ branch }) => branch === 'staging')?.commit).toBe(
      world.git('rev-parse', 'staging'),
    );
  });

  it('a build of snapshot that began before the image of staging was published satisfies nobody', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'slowBuild', match: 'snapshot #', times: 1, ms: 1_500 });
    const early = await buildByHand(world, 'snapshot');
    const number = await buildByHand(world, 'staging');
    await expect.poll(() => endOf('staging', number), POLL).toBeGreaterThan(0);
    const staging = { stage: 'staging', build: number, finishedAt: endOf('staging', number) };
    expect(buildsOf(world, 'snapshot').at(-1)).toMatchObject({ number: early, building: true });

    const build = await world.withWorker(() =>
      askForImage(world, 'snapshot', { id: 'on staging', layers: [staging] }),
    );
    expect(build.number).toBe(early + 1);
    expect(build.startedAt).toBeGreaterThanOrEqual(staging.finishedAt);
    expect(
      buildsOf(world, 'snapshot')
        .map(({ number, result }) => [number, result])
        .slice(-2),
    ).toEqual([
      [early, 'SUCCESS'],
      [early + 1, 'SUCCESS'],
    ]);
  });

  it('an older build that ends last and overwrites the tag is seen, and built over', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'outOfOrderFinish', match: 'snapshot #', times: 1 });
    const older = await buildByHand(world, 'snapshot');
    await byHand.push('snapshot', 'overtaken@1.0.0');
    const commit = world.git('rev-parse', 'snapshot');
    const build = await world.withWorker(() =>
      askForImage(world, 'snapshot', { id: 'it', commit, layers: [] }),
    );
    expect(build).toMatchObject({ number: older + 2, commit });
    expect(numbersOf('snapshot').slice(-3)).toEqual([older, older + 1, older + 2]);
    const { published } = world.sandbox.registries['snapshot']?.state() ?? {};
    expect(published).toMatchObject({ build: older + 2, commit });
  });
});
