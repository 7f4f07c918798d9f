import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { ContentDiffers } from '../../client/errors/content-differs.ts';
import { RouteDiffers } from '../../client/errors/route-differs.ts';
import { VersionNotFound } from '../../client/errors/version-not-found.ts';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { inputOf, startJourney, untilState } from '../support/journeys.ts';
import { depart, expectStar, picture } from '../support/star.ts';
import { World } from '../support/world.ts';

/** Several journeys at once on a busy machine. */
const PATIENCE_MS = 240_000;

describe('where the content comes from', () => {
  const OF_A_REF = 'backdrop@1.0.0';
  const ON_STAGING = 'trapdoor@1.0.0';
  const ON_TWO = 'trapdoor@2.0.0';
  const ALL = [OF_A_REF, ON_STAGING, ON_TWO];
  let world: World;
  let before: Record<string, string[]>;
  let draft: string;
  const trees: Record<string, string> = {};
  const results: Record<string, JourneyResult> = {};

  beforeAll(async () => {
    world = await World.start();
    const byHand = new ByHand(world);
    trees[OF_A_REF] = await byHand.push('draft/backdrop', OF_A_REF, {}, 'snapshot');
    trees[ON_STAGING] = await byHand.push('staging', ON_STAGING);
    trees[ON_TWO] = await byHand.push('staging', ON_TWO);
    await byHand.push('snapshot', ON_TWO);
    before = picture(world, ...ALL);
    draft = world.git('rev-parse', 'draft/backdrop');
    const path = packagePath(parsePackageVersion(OF_A_REF));
    // All at the same time: that is quicker, and none may disturb another.
    await world.withWorker(async () => {
      await depart(world, OF_A_REF, { kind: 'ref', ref: 'draft/backdrop', path });
      await depart(world, ON_STAGING);
      await depart(world, ON_TWO);
      for (const text of ALL) results[text] = await world.handle(text).result();
    });
  }, PATIENCE_MS);
  afterAll(() => world?.close());

  /** What became of a version, once it is shown to be a star. */
  async function starOf(text: string): Promise<JourneyResult> {
    const result = results[text];
    if (result === undefined) throw new Error(`${text} did not travel`);
    await expectStar(world, text, result, trees[text] ?? 'none', before, ALL);
    return result;
  }

  it('a ref and a path: the content is promoted as it is there, and the ref stays', async () => {
    const { steps } = await starOf(OF_A_REF);
    expect(steps.every(({ status }) => status === 'done')).toBe(true);
    expect(world.git('rev-parse', 'draft/backdrop')).toBe(draft);
  });

  it('on staging already: the journey goes on from there', async () => {
    const { steps } = await starOf(ON_STAGING);
    const skipped = steps.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ id, why }) => [id, why])).toEqual([
      ['add-snapshot', 'found on staging'],
      ['publish-snapshot', 'found on staging'],
      ['verify-snapshot', 'found on staging'],
    ]);
    const [first] = steps.filter(({ status }) => status === 'done');
    expect(first).toMatchObject({ id: 'add-staging', result: { approvedBy: [] } });
    expect(first?.result).not.toHaveProperty('number');
  });

  it('on snapshot and on staging: it goes on from staging and removes both', async () => {
    const { notes, steps } = await starOf(ON_TWO);
    expect(notes).toEqual(['also found on snapshot']);
    const removals = steps.flatMap(({ kind, result }) => (kind === 'remove' ? [result] : []));
    expect(removals).toEqual([
      expect.objectContaining({ mergedBy: 'limelight-bot' }),
      expect.objectContaining({ mergedBy: 'limelight-bot' }),
    ]);
  });
});

describe('the same version twice', () => {
  const TWICE = 'prompter@1.0.0';
  const NOWHERE = 'phantom@1.0.0';
  const ROUTE = ['snapshot', 'production'];
  let world: World;
  let byHand: ByHand;

  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  it('gives back the running journey, or refuses with what differs', async () => {
    const path = packagePath(parsePackageVersion(TWICE));
    await byHand.push('draft/one', TWICE, {}, 'snapshot');
    await byHand.push('draft/same', TWICE, {}, 'snapshot');
    await byHand.push('draft/other', TWICE, { 'docs/README.md': '# Another\n' }, 'snapshot');
    const from = (ref: string) => ({ kind: 'ref', ref, path }) as const;
    await world.withWorker(async () => {
      const first = await depart(world, TWICE, from('draft/one'), ROUTE);
      await untilState(world.handle(TWICE), ({ waiting }) => waiting?.for === 'approval');

      expect(first.kind).toBe('started');
      expect(await depart(world, TWICE, from('draft/one'), ROUTE)).toEqual({ ...first, kind: 'running' });
      expect(await depart(world, TWICE, from('draft/same'), ROUTE)).toEqual({ ...first, kind: 'running' });

      const other = depart(world, TWICE, from('draft/other'), ROUTE);
      await expect(other).rejects.toThrow(ContentDiffers);
      await expect(other).rejects.toThrow('1 changed (docs/README.md)');
      await expect(depart(world, TWICE, from('draft/one'))).rejects.toThrow(RouteDiffers);
      await world.journeys.abort(parsePackageVersion(TWICE), { actor: 'author' });
      expect((await world.handle(TWICE).result()).outcome).toBe('aborted');
    });
    const pulls = world.sandbox.github.pullRequests().filter(({ title }) => title.includes(TWICE));
    expect(pulls.map(({ state, mergedAt }) => [state, mergedAt])).toEqual([['closed', null]]);
  });

  it('a version that is nowhere is refused at the start', async () => {
    await expect(depart(world, NOWHERE)).rejects.toThrow(VersionNotFound);
  });

  it('a version that was gone when its journey looked asks a person, who may abort', async () => {
    await world.withWorker(async () => {
      const packageVersion = parsePackageVersion(NOWHERE);
      const { pipeline, timing } = world.config;
      const input = inputOf({ packageVersion, pipeline, timing });
      const handle = await startJourney(world.client, world.taskQueue, input);
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'not-found',
        sentence: expect.stringContaining(`${NOWHERE} is on no branch`),
      });
      await world.journeys.abort(packageVersion, { actor: 'author', reason: 'a typo' });
      const { outcome, steps } = await handle.result();
      expect(outcome).toBe('aborted');
      expect(steps.every(({ status }) => status === 'pending')).toBe(true);
    });
  });
});
