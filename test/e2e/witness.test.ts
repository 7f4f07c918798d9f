import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepState } from '../../domain/journey-state.ts';
import { buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const ROUTE = ['snapshot', 'staging'];
/** Longer than any test: a journey that ends has not waited for it. */
const HOUR_MS = 3_600_000;

describe('the evidence that the image of a removal is out', () => {
  let world: World;
  let byHand: ByHand;
  beforeAll(async () => {
    world = await World.start();
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  /** Starts a journey, and does something to snapshot after its first build and before that of the removal. */
  async function travelBeside(text: string, act: () => Promise<void>): Promise<JourneyHandle> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    await depart(world, text, source, ROUTE);
    const handle = world.handle(text);
    const isOnStaging = ({ id, status }: StepState): boolean => id === 'add-staging' && status !== 'pending';
    await untilState(handle, ({ steps }) => steps.some(isOnStaging));
    await act();
    return handle;
  }

  /** What the journey says of snapshot after the removal. */
  async function lastProof(handle: JourneyHandle): Promise<string> {
    const result = (await handle.result()).steps.at(-1)?.result;
    return result?.kind === 'proof' ? result.sentence : 'no proof';
  }

  it('is a version that the same build added: the window is not waited for', async () => {
    world.setProof({ windowMs: HOUR_MS });
    await world.withWorker(async () => {
      const handle = await travelBeside('beside@1.0.0', async () => {
        await byHand.push('snapshot', 'other@1.5.1');
      });
      const sentence = await lastProof(handle);
      const { number } = buildsOf(world, 'snapshot').at(-1) ?? {};
      expect(sentence).toContain(
        `2 times in a row since build ${number} is out, witnessed by other@1.5.1, which the build added`,
      );
    });
  });

  it('is a version that the same build dropped, and no yes of the image from before', async () => {
    const { faults } = world.registry('snapshot');
    await world.withWorker(async () => {
      world.setProof({ windowMs: 500 });
      const born = 'short_lived@1.0.0';
      await depart(world, born, await smallPackage(world.sandbox.dataDir, born), ['snapshot']);
      await world.handle(born).result();

      world.setProof({ windowMs: HOUR_MS });
      const text = 'late@1.0.0';
      const handle = await travelBeside(text, async () => {
        await byHand.remove('snapshot', born);
        faults.add({ kind: 'rolloutNeverHappens', times: 1 });
      });
      const words = async (): Promise<string> => {
        const { pendingActivities } = (await handle.describe()).raw;
        return pendingActivities?.[0]?.lastFailure?.message ?? '';
      };
      const waits =
        /^served in each of [3-9]\d* looks; .* or until short_lived@1\.0\.0, which the build dropped,/;
      await expect.poll(words, { timeout: 20_000 }).toMatch(waits);
      expect((await handle.describe()).status.name).toBe('RUNNING');

      await world.registry('snapshot').rollOut();
      expect(await lastProof(handle)).toContain('witnessed by short_lived@1.0.0, which the build dropped');
    });
  });

  it('is the whole window where nothing but the version itself tells the images apart', async () => {
    world.setProof({ windowMs: 1_000 });
    await world.withWorker(async () => {
      const handle = await travelBeside('alone@1.0.0', async () => undefined);
      expect(await lastProof(handle)).toContain('roll-out not witnessed');
    });
  });

  it('is no version that another branch holds as well', async () => {
    world.setProof({ windowMs: 1_000 });
    await world.withWorker(async () => {
      const handle = await travelBeside('not_alone@1.0.0', async () => {
        await byHand.push('snapshot', 'everywhere@1.0.0');
        await byHand.push('production', 'everywhere@1.0.0');
      });
      expect(await lastProof(handle)).toContain('roll-out not witnessed');
    });
  });
});
