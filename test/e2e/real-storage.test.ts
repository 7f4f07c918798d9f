import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { depart, expectStar, picture } from '../support/star.ts';
import { World } from '../support/world.ts';

const BUNDLE = fileURLToPath(new URL('../../../shared/data/package-storage.bundle', import.meta.url));
const isThere = existsSync(BUNDLE);
const FULL = ['snapshot', 'staging', 'production'];

/** Where each version stands in the bundle, and the route that it takes. */
const TRAVELLERS = [
  { version: 'nginx@1.6.0', from: 'snapshot', route: FULL, note: 'found on snapshot' },
  { version: 'docker@1.1.1', from: 'staging', route: FULL, note: 'found on staging' },
  { version: 'apache@1.5.1', from: 'snapshot', route: FULL, note: 'older than what production serves' },
  { version: 'elasticsearch@1.1.0-preview1', from: 'snapshot', route: FULL, note: 'a pre-release' },
  {
    version: 'iptables@1.2.1',
    from: 'snapshot',
    route: ['snapshot', 'production'],
    note: 'staging is skipped, and its registry serves it all the same',
  },
] as const;
const VERSIONS = TRAVELLERS.map(({ version }) => version);
/** Several journeys at once on a busy machine. */
const PATIENCE_MS = 240_000;

describe.skipIf(!isThere)(
  `real packages on the real branches, all at the same time${isThere ? '' : ' (skipped: there is no ../shared/data/package-storage.bundle)'}`,
  () => {
    let world: World;
    let before: Record<string, string[]>;
    const trees = new Map<string, string | undefined>();
    const results = new Map<string, JourneyResult>();

    beforeAll(async () => {
      world = await World.start({ storage: BUNDLE });
      before = picture(world, ...VERSIONS);
      for (const { version, from } of TRAVELLERS)
        trees.set(version, world.treeOf(from, parsePackageVersion(version)));
      await world.withWorker(async () => {
        for (const { version, route } of TRAVELLERS) await depart(world, version, { kind: 'storage' }, route);
        for (const version of VERSIONS) results.set(version, await world.handle(version).result());
      });
    }, PATIENCE_MS);
    afterAll(() => world?.close());

    it.each(TRAVELLERS)('$version from $from becomes a star: $note', async ({ version, from, route }) => {
      const result = results.get(version);
      const tree = trees.get(version);
      if (result === undefined || tree === undefined) throw new Error(`${version} did not travel`);
      await expectStar(world, version, result, tree, before, VERSIONS);
      expect(result.content?.tree).toBe(tree);
      expect(result.steps.filter(({ kind }) => kind === 'add').map(({ stage }) => stage)).toEqual(route);
      const skipped = result.steps.filter(({ status }) => status === 'skipped');
      expect(skipped).toHaveLength(from === 'snapshot' ? 0 : 3);
    });

    it('the bot merged what each journey had to do, and nothing else', () => {
      const merged = world.sandbox.github.pullRequests().map(({ title, mergedBy }) => [title, mergedBy]);
      const expected = TRAVELLERS.flatMap(({ version, from, route }) => {
        const way = route.slice(route.findIndex((stage) => stage === from));
        return way.slice(1).flatMap((stage, position) => [
          [`[${stage}] Add ${version}`, 'limelight-bot'],
          [`[${way[position]}] Remove ${version}`, 'limelight-bot'],
        ]);
      });
      expect(new Set(merged.map(String))).toEqual(new Set(expected.map(String)));
    });
  },
);
