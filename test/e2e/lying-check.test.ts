import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { buildByHand, buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const POLL = { timeout: 20_000 };
const BIRTH = 'written-elsewhere';

describe('a check that would lie to whoever asks it carelessly', () => {
  let world: World;
  let byHand: ByHand;
  beforeAll(async () => {
    world = await World.start({ registry: { pods: 2, podSwitchMs: 200, cdn: true } });
    byHand = new ByHand(world);
    // A back-port is older than this one, and hidden by it from a plain search.
    await byHand.push('snapshot', 'hidden@3.0.0');
    for (const text of [
      'hidden@2.0.1',
      'hidden@0.9.0',
      'hidden@3.1.0-rc1',
      'stale@1.0.0',
      'other_build@1.0.0',
    ])
      await byHand.push(BIRTH, text, {}, 'production');
  });
  afterAll(() => world?.close());

  const begin = (text: string) =>
    depart(world, text, { kind: 'ref', ref: BIRTH, path: packagePath(parsePackageVersion(text)) }, [
      'snapshot',
    ]);
  const snapshot = () => world.registry('snapshot');

  it('[F15] no false red: a back-port, a 0.x and a pre-release, which a plain search hides, are found', async () => {
    const texts = ['hidden@2.0.1', 'hidden@0.9.0', 'hidden@3.1.0-rc1'];
    await world.withWorker(async () => {
      for (const text of texts) await begin(text);
      for (const text of texts)
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'star', decisions: [] });
    });
    const asked = snapshot().log.matching(/GET \/search\?package=hidden/);
    expect(new Set(asked.map(({ path }) => path))).toEqual(
      new Set(['/search?package=hidden&all=true&prerelease=true']),
    );
    const plain = await fetch(`${snapshot().url}/search?package=hidden`);
    expect(await plain.json()).toMatchObject([{ version: '3.0.0' }]);
  });

  it('[F15] no false red: a cache that answers from before the roll-out is waited out, not taken for a no', async () => {
    const text = 'stale@1.0.0';
    const search = '/search?package=stale&all=true&prerelease=true';
    const { faults, log } = snapshot();
    // Somebody asked before, and the cache keeps its answer for far longer than it may.
    faults.add({ kind: 'staleCdn', match: 'search\\?package=stale', ms: 600_000 });
    expect(await (await fetch(`${snapshot().url}${search}`)).json()).toEqual([]);
    await world.withWorker(async () => {
      await begin(text);
      await expect
        .poll(() => log.exchanges.filter(({ path }) => path === search).length, POLL)
        .toBeGreaterThan(3);
      const { waiting, attention } = await world.journeys.state(parsePackageVersion(text));
      expect(waiting).toMatchObject({ for: 'registry' });
      expect(attention).toBeUndefined();
      expect((await world.journeys.look(parsePackageVersion(text))).detail).toContain(
        'its search does not list it',
      );
      faults.clear();
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star', decisions: [] });
    });
  });

  it("[F15] no false green: somebody else's build that ends in between is not taken for ours", async () => {
    const text = 'other_build@1.0.0';
    const { jenkins } = world.sandbox;
    // It began before the merge, reads the old tip, and ends green when ours is waited for.
    jenkins.faults.add({ kind: 'slowBuild', match: 'snapshot #', times: 1, ms: 6_000 });
    const other = await buildByHand(world, 'snapshot');
    await world.withWorker(async () => {
      await begin(text);
      const { steps } = await world.handle(text).result();
      const [change, build] = steps.map(({ result }) => result);
      if (change?.kind !== 'change' || build?.kind !== 'build') throw new Error('a step has no result');
      expect(build.build.number).toBeGreaterThan(other);
      // It throws where the answer is no.
      expect(world.git('merge-base', '--is-ancestor', change.commit, build.build.commit)).toBe('');
    });
    const foreign = buildsOf(world, 'snapshot').find(({ number }) => number === other);
    expect(foreign).toMatchObject({ result: 'SUCCESS' });
    expect(
      world.git('ls-tree', foreign?.commit ?? 'none', `${packagePath(parsePackageVersion(text))}/`),
    ).toBe('');
  });
});
