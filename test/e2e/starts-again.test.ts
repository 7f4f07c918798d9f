import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestedSource } from '../../client/requested-source.ts';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart, expectStar, picture, travel } from '../support/star.ts';
import { World } from '../support/world.ts';

const READDED = 'usher@1.0.0';
const STAR = 'usher@2.0.0';
const LEFT_BEHIND = 'usher@3.0.0';
const ALL = [READDED, STAR, LEFT_BEHIND];
/** Several journeys at once on a busy machine. */
const PATIENCE_MS = 240_000;

describe('a version travels again', () => {
  let world: World;
  let byHand: ByHand;
  let source: RequestedSource;
  let before: Record<string, string[]>;
  const trees: Record<string, string> = {};
  const firsts: Record<string, JourneyResult> = {};

  beforeAll(async () => {
    world = await World.start();
    byHand = new ByHand(world);
    source = await smallPackage(world.sandbox.dataDir, READDED);
    before = picture(world, ...ALL);
    trees[STAR] = await byHand.push('staging', STAR);
    trees[LEFT_BEHIND] = await byHand.push('production', LEFT_BEHIND);
    await byHand.push('snapshot', LEFT_BEHIND);
    await world.withWorker(async () => {
      await depart(world, READDED, source, ['snapshot']);
      await depart(world, STAR);
      await depart(world, LEFT_BEHIND);
      for (const text of ALL) firsts[text] = await world.handle(text).result();
    });
  }, PATIENCE_MS);
  afterAll(() => world?.close());

  const pulls = () => world.sandbox.github.pullRequests();
  const builds = () => world.sandbox.jenkins.log.matching(/^POST .*build/).length;
  const firstOf = (text: string): JourneyResult => {
    const first = firsts[text];
    if (first === undefined) throw new Error(`${text} did not travel`);
    return first;
  };

  it('on production and left behind on snapshot: the journey ends the clean-up', async () => {
    const first = firstOf(LEFT_BEHIND);
    await expectStar(world, LEFT_BEHIND, first, trees[LEFT_BEHIND] ?? 'none', before, ALL);
    const titles = pulls().map(({ title }) => title);
    expect(titles.filter((title) => title.includes(LEFT_BEHIND))).toEqual([
      `[snapshot] Remove ${LEFT_BEHIND}`,
    ]);
  });

  it('after it became a star: the second journey finds all done and changes nothing', async () => {
    expect(firstOf(STAR).outcome).toBe('star');
    const tips = world.git('for-each-ref', 'refs/heads');
    const [opened, built] = [pulls().length, builds()];

    const second = await travel(world, STAR);
    await expectStar(world, STAR, second, trees[STAR] ?? 'none', before, ALL);
    expect(world.git('for-each-ref', 'refs/heads')).toBe(tips);
    expect([pulls().length, builds()]).toEqual([opened, built]);
    const skipped = second.steps.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ why }) => why)).toEqual(Array.from({ length: 9 }, () => 'found on production'));
  });

  it('after a person removed it from its branch: the second journey adds it again', async () => {
    const packageVersion = parsePackageVersion(READDED);
    const tree = world.treeOf('snapshot', packageVersion);
    await byHand.remove('snapshot', READDED);
    expect(world.treeOf('snapshot', packageVersion)).toBeUndefined();

    const second = await travel(world, READDED, source, ['snapshot']);
    expect([firstOf(READDED).outcome, second.outcome]).toEqual(['star', 'star']);
    expect(second.content?.tree).toBe(tree);
    expect(world.treeOf('snapshot', packageVersion)).toBe(tree);
    expect(picture(world, ...ALL)).toEqual(before);
    const merged = pulls().filter(({ title }) => title === `[snapshot] Add ${READDED}`);
    expect(merged.map(({ mergedBy }) => mergedBy)).toEqual(['limelight-bot', 'limelight-bot']);
  });
});
