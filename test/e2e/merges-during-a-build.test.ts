import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { askForImage, buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { publisherOf, untilPublisher } from '../support/publishers.ts';
import { World } from '../support/world.ts';

const BUILD_MS = 6_000;

it('ten merges, one by one while a build runs, share the next one: never do two run at once', async () => {
  const world = await World.start({ buildMs: BUILD_MS });
  onTestFinished(() => world.close());
  const byHand = new ByHand(world);
  const before = buildsOf(world, 'snapshot').length;
  const merges: { readonly commit: string; readonly image: ReturnType<typeof askForImage> }[] = [];
  await world.withWorker(async () => {
    for (let merge = 0; merge < 10; merge += 1) {
      await byHand.push('snapshot', `merged@1.0.${merge}`);
      const commit = world.git('rev-parse', 'snapshot');
      merges.push({
        commit,
        image: askForImage(world, 'snapshot', { id: `merge ${merge}`, commit, layers: [] }),
      });
      // Longer than the quiet moment: each is looked at alone.
      await sleep(BUILD_MS / 15);
    }
    for (const { commit, image } of merges) {
      const { number } = await image;
      const built = buildsOf(world, 'snapshot').find((build) => build.number === number)?.commit ?? 'none';
      // It throws where the answer is no.
      expect(world.git('merge-base', '--is-ancestor', commit, built)).toBe('');
    }
    const { attention, decisions } = await untilPublisher(publisherOf(world.client, 'snapshot'), () => true);
    expect({ attention, decisions }).toEqual({ attention: undefined, decisions: [] });
  });
  const builds = buildsOf(world, 'snapshot').slice(before);
  expect(builds.length).toBeLessThanOrEqual(3);
  const overlapping = builds.filter(({ startedAt }, position) => {
    const { startedAt: before = 0, duration = 0 } = builds[position - 1] ?? {};
    return startedAt < before + duration;
  });
  expect(overlapping.map(({ number }) => number)).toEqual([]);
});
