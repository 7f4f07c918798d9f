import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headline } from '../../domain/journey-text.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { picture } from '../support/star.ts';
import { World } from '../support/world.ts';

const TEXT = 'leaky@1.1.0';
const SIBLING = 'leaky@1.0.0';
const BRANCHES = ['snapshot', 'staging', 'production'];
const OP = { actor: 'op', reason: 'it leaks a password into the log' };

describe('a version that is withdrawn', () => {
  let world: World;
  const packageVersion = parsePackageVersion(TEXT);

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.close());

  it('goes from every branch and registry, and its siblings stay', async () => {
    await world.withWorker(async () => {
      const people = new ByHand(world);
      await people.push('production', SIBLING);
      const before = picture(world, TEXT);
      await people.push('production', TEXT);
      await people.push('snapshot', TEXT);

      const { kind } = await world.journeys.withdraw(packageVersion, OP);
      expect(kind).toBe('started');
      const { change } = await untilState(world.handle(TEXT), (state) => state.change !== undefined);
      const body = world.sandbox.github.pullRequests().find(({ number }) => number === change?.number)?.body;
      expect(body).toContain('**Why:** op withdraws leaky@1.1.0: it leaks a password into the log.');
      // Somebody starts the version meanwhile: that is another purpose, though route and content are the same.
      await expect(
        world.journeys.start({
          packageVersion,
          source: { kind: 'storage' },
          route: BRANCHES,
          requester: 'author',
        }),
      ).rejects.toThrow('leaky@1.1.0 is being withdrawn at this moment.');

      const result = await world.handle(TEXT).result();
      expect(result).toMatchObject({ outcome: 'withdrawn', purpose: 'withdraw', reason: OP.reason });
      expect(headline(result)).toBe(`${TEXT} is withdrawn: no branch holds it, no registry serves it`);
      expect(BRANCHES.map((branch) => world.treeOf(branch, packageVersion))).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      expect(picture(world, TEXT)).toEqual(before);
      const steps = result.steps.map(({ id, status }) => `${id} ${status}`);
      expect(steps).toEqual([
        'remove-production done',
        'remove-staging skipped',
        'remove-snapshot done',
        'publish-production done',
        'verify-gone-production done',
        'publish-staging done',
        'verify-gone-staging done',
        'publish-snapshot done',
        'verify-gone-snapshot done',
      ]);
      expect(result.steps.at(-1)?.result).toMatchObject({
        kind: 'proof',
        sentence: expect.stringMatching(
          /answers 404 for leaky@1\.1\.0, 2 times in a row, and serves leaky@1\.0\.0 instead$/,
        ),
      });
      await expect(world.journeys.withdraw(packageVersion, OP)).rejects.toThrow(/is on none of the branches/);
    });
  });
});
