import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const ROUTE = ['snapshot', 'staging'];
const OP = { actor: 'op', reason: 'tried in a test' };
/** Its pull request to staging waits for a person; the scripted teammate approves all others. */
const WAITS = 'behind@1.0.0';

describe('[F2] the merge into snapshot is reverted while the version is on its way to staging', () => {
  let world: World;

  beforeAll(async () => {
    const reviews = ({ title }: { readonly title: string }) => title !== `[staging] Add ${WAITS}`;
    world = await World.start({ teammate: { delayMs: 50, reviews } });
  });
  afterAll(() => world?.close());

  const pullsTo = (base: string, text: string) =>
    world.sandbox.github
      .pullRequests()
      .filter(({ baseRef, title }) => baseRef === base && title.includes(text));
  const areOn = (text: string) =>
    ROUTE.filter((branch) => world.treeOf(branch, parsePackageVersion(text)) !== undefined);
  const setOut = async (text: string) =>
    depart(world, text, await smallPackage(world.sandbox.dataDir, text), ROUTE);
  const revert = (text: string) =>
    world.sandbox.github.revert(pullsTo('snapshot', text)[0]?.number ?? 0, 'author');
  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const attentionOf = async (text: string) =>
    (await until(text, ({ attention }) => attention !== undefined)).attention;
  const decide = (kind: 'accept-removal' | 'repair' | 'retry', text: string) =>
    world.journeys.decide(kind, parsePackageVersion(text), OP);

  /** What reverts the merge, once, as soon as it is called for staging. */
  function revertOnce(text: string): (stage: string) => Promise<void> {
    let isReverted = false;
    return async (stage) => {
      if (stage !== 'staging' || isReverted) return;
      isReverted = true;
      await revert(text);
    };
  }

  it('while that pull request waits: it is noticed, an approval merges nothing, repair puts it back', async () => {
    await world.withWorker(async () => {
      await setOut(WAITS);
      await until(
        WAITS,
        ({ steps, waiting }) => waiting?.for === 'approval' && steps[3]?.status === 'waiting',
      );
      await revert(WAITS);
      expect(await attentionOf(WAITS)).toMatchObject({
        reason: 'removed-early',
        sentence: expect.stringMatching(
          /^snapshot let go of behind@1.0.0 before the registry of staging was shown to serve it: pull request #\d+ is not merged/,
        ),
      });
      await world.journeys.approve(parsePackageVersion(WAITS), { actor: 'ann' });
      await decide('retry', WAITS);
      expect(await attentionOf(WAITS)).toMatchObject({ reason: 'removed-early' });
      expect(areOn(WAITS)).toEqual([]);

      await decide('repair', WAITS);
      const { outcome, steps } = await world.handle(WAITS).result();
      expect(outcome).toBe('star');
      expect(areOn(WAITS)).toEqual(['staging']);
      expect(steps.slice(3, 7).map(({ id }) => id)).toEqual([
        'add-snapshot-2',
        'publish-snapshot-3',
        'verify-snapshot-3',
        'add-staging',
      ]);
      expect(pullsTo('staging', WAITS)).toHaveLength(1);
    });
  });

  it('between the last look and the merge: nothing is merged, until that is accepted', async () => {
    const text = 'behind@2.0.0';
    const before = revertOnce(text);
    await world.withWorker(
      async () => {
        await setOut(text);
        expect(await attentionOf(text)).toMatchObject({ reason: 'removed-early' });
        expect(areOn(text)).toEqual([]);
        await decide('accept-removal', text);
        const { outcome, steps, decisions } = await world.handle(text).result();
        expect(outcome).toBe('star');
        expect(decisions.map(({ kind, step }) => [kind, step])).toEqual([['accept-removal', 'add-staging']]);
        expect(steps.find(({ id }) => id === 'remove-snapshot')?.result).not.toHaveProperty('number');
      },
      ({ mergeChange }) => ({
        mergeChange: async (input) => {
          await before(input.order.stage);
          return mergeChange(input);
        },
      }),
    );
  });

  it('while it soaks: it is noticed and not promoted, and it soaks on once it is back', async () => {
    const text = 'behind@5.0.0';
    const { config } = world;
    const promotion = { mode: 'automatic', soakMs: 3_600_000 } as const;
    const stages = config.pipeline.stages.map((stage) =>
      stage.name === 'snapshot' ? { ...stage, promotion } : stage,
    );
    world.config = { ...config, pipeline: { stages } };
    const promote = () =>
      world.journeys.decide('promote', parsePackageVersion(text), { ...OP, skipSoak: true });
    await world.withWorker(async () => {
      await setOut(text);
      await until(text, ({ waiting }) => waiting?.for === 'soak');
      const merged = world.git('rev-parse', 'snapshot');
      await revert(text);
      expect(await attentionOf(text)).toMatchObject({
        reason: 'removed-early',
        sentence: expect.stringContaining('it does not go on before somebody puts it back'),
      });
      await expect(promote()).rejects.toMatchObject({ why: 'it waits for no promotion' });
      await new ByHand(world).putBack('snapshot', text, merged);
      await until(text, ({ waiting }) => waiting?.for === 'soak');
      expect(pullsTo('staging', text)).toEqual([]);
      await promote();
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
    world.config = config;
  });

  it('before that pull request is opened: none is', async () => {
    const text = 'behind@3.0.0';
    const before = revertOnce(text);
    await world.withWorker(
      async () => {
        await setOut(text);
        expect(await attentionOf(text)).toMatchObject({
          reason: 'removed-early',
          sentence: expect.stringContaining('no pull request is opened before somebody puts it back'),
        });
        expect(pullsTo('staging', text)).toEqual([]);
        await decide('accept-removal', text);
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      },
      ({ openChange }) => ({
        openChange: async (input) => {
          await before(input.order.stage);
          return openChange(input);
        },
      }),
    );
  });

  it('before its registry is asked: that it serves it by then is not enough, until it is back on snapshot', async () => {
    const text = 'behind@4.0.0';
    const before = revertOnce(text);
    await world.withWorker(
      async () => {
        await setOut(text);
        expect(await attentionOf(text)).toMatchObject({ reason: 'removed-early' });
        const pages = () => world.registry('staging').log.matching(/^GET \/package\/behind\/4/);
        const seen = pages().length;
        await expect.poll(() => pages().length, { timeout: 20_000 }).toBeGreaterThan(seen + 6);
        expect(pages().at(-1)).toMatchObject({ status: 200 });
        expect(await attentionOf(text)).toMatchObject({ reason: 'removed-early' });

        await new ByHand(world).putBack('snapshot', text, 'staging');
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'star', decisions: [] });
        expect(areOn(text)).toEqual(['staging']);
      },
      ({ awaitServed }) => ({
        awaitServed: async (input) => {
          await before(input.stage);
          return awaitServed(input);
        },
      }),
    );
  });
});
