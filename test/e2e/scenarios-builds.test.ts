import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { buildByHand, buildsOf } from '../support/builds.ts';
import { filesOf } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

/** The change and the build of a journey of one stage. */
function publicationOf({ steps }: JourneyResult): { readonly commit: string; readonly build: number } {
  const [change, build] = steps.map(({ result }) => result);
  if (change?.kind !== 'change' || build?.kind !== 'build') throw new Error('a step has no result');
  return { commit: change.commit, build: build.build.number };
}

describe('builds that are not as one would like', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.close());

  it('[scenario d] an older build ends last and overwrites the image: it is seen, and built over', async () => {
    const { faults } = world.sandbox.jenkins;
    faults.add({ kind: 'outOfOrderFinish', match: 'snapshot #', times: 1 });
    const older = await buildByHand(world, 'snapshot');
    const result = await world.withWorker(async () => {
      const text = 'scenario_d@1.0.0';
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      return world.handle(text).result();
    });
    expect(result).toMatchObject({ outcome: 'star', decisions: [] });
    expect(publicationOf(result).build).toBe(older + 2);
    const { published } = world.sandbox.registries['snapshot']?.state() ?? {};
    expect(published?.build).toBe(older + 2);
  });

  it("[scenario g] a build fails for another package's sake: held, until a later build has both in it", async () => {
    const { faults } = world.sandbox.jenkins;
    faults.add({ kind: 'failIfPackageBad', value: 'curtain' });
    const result = await world.withWorker(async () => {
      const text = 'scenario_g@1.0.0';
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      const { attention } = await untilState(world.handle(text), (state) => state.attention !== undefined);
      expect(attention).toMatchObject({ reason: 'publisher-held' });
      expect(attention?.sentence).toMatch(/^held by publisher\/snapshot: build \d+ is red/);
      expect(attention?.sentence).toContain('loading package failed (path: packages/curtain)');

      faults.clear();
      const mended = await buildByHand(world, 'snapshot');
      const ended = await world.handle(text).result();
      expect(publicationOf(ended).build).toBe(mended);
      return ended;
    });
    expect(result).toMatchObject({ outcome: 'star', decisions: [] });
  });
});

describe('twenty journeys at once', () => {
  const TEXTS = Array.from({ length: 20 }, (_, number) => `scenario_c@1.0.${number}`);
  const BIRTH = 'written-elsewhere';
  let world: World;
  const results: JourneyResult[] = [];

  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    const patient = { changeMs: 600_000, checksMs: 1_000, buildMs: 500, quietMs: 5_000, quietMostMs: 60_000 };
    world.config = { ...world.config, timing: { ...world.config.timing, ...patient } };
    const { github } = world.sandbox;
    const files = Object.assign({}, ...TEXTS.map((text) => filesOf(text)));
    await github.pushCommit(BIRTH, files, 'author', 'Write twenty versions', 'production');
    await world.withWorker(async () => {
      for (const text of TEXTS) {
        const path = packagePath(parsePackageVersion(text));
        await depart(world, text, { kind: 'ref', ref: BIRTH, path }, ['snapshot']);
      }
      for (const text of TEXTS)
        await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'approval');
      await Promise.all(
        github.pullRequests().map(({ number }) => github.review(number, 'teammate', 'APPROVED')),
      );
      await Promise.all(TEXTS.map((text) => world.journeys.nudge(parsePackageVersion(text))));
      results.push(...(await Promise.all(TEXTS.map((text) => world.handle(text).result()))));
    });
  }, 180_000);
  afterAll(() => world?.close());

  it('[scenario c] twenty merges at about the same time need one build or two, which hold what is said', () => {
    const [, ...builds] = buildsOf(world, 'snapshot');
    expect(builds.length).toBeGreaterThan(0);
    expect(builds.length).toBeLessThanOrEqual(2);
    for (const { commit, build } of results.map(publicationOf)) {
      const built = builds.find(({ number }) => number === build)?.commit ?? 'none';
      // It throws where the answer is no.
      expect(world.git('merge-base', '--is-ancestor', commit, built)).toBe('');
    }
  });
});
