import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { FaultMatch } from '../../sandbox/github/faults.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

/** What of the creation of a pull request is slow. */
const SLOW: Readonly<Record<string, FaultMatch>> = {
  branch: { method: 'POST', path: /\/git\/refs$/ },
  pull_request: { method: 'POST', path: /\/pulls$/ },
  labels: { method: 'POST', path: /\/labels$/ },
};

describe('a journey that is ended while it creates its pull request', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.close());

  async function start(text: string): Promise<void> {
    const packageVersion = parsePackageVersion(text);
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
  }

  const changesOf = (text: string) =>
    world.sandbox.github.pullRequests().filter(({ title }) => title.includes(text));
  const refsOf = (text: string) =>
    world
      .git('for-each-ref', '--format=%(refname)', 'refs/heads/limelight', 'refs/limelight')
      .split('\n')
      .filter((ref) => ref.includes(text.replace('@1.0.0', '')));

  const ways: readonly [how: string, end: (text: string) => Promise<unknown>][] = [
    ['abort', (text) => world.journeys.abort(parsePackageVersion(text), { actor: 'author' })],
    ['Cancel of Temporal', (text) => world.handle(text).cancel()],
  ];
  const cases = ways.flatMap(([how, end]) =>
    Object.entries(SLOW).map(([slow, match]) => ({
      how,
      slow,
      match,
      end,
      text: `${how.split(' ')[0]?.toLowerCase()}_${slow}@1.0.0`,
    })),
  );

  it.each(cases)(
    '$how while $slow is slow: nothing is left, and it can be started again',
    async ({ match, end, text }) => {
      const { github } = world.sandbox;
      await world.withWorker(async () => {
        await start(text);
        const hold = github.faults.hold(match);
        await hold.arrived;
        await end(text);
        hold.release();
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'aborted' });
        expect(changesOf(text).map(({ state, mergedAt }) => [state, mergedAt])).toEqual([['closed', null]]);
        expect(refsOf(text)).toEqual([]);

        await start(text);
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
        expect(changesOf(text).map(({ mergedBy }) => mergedBy)).toEqual([null, 'limelight-bot']);
        expect(refsOf(text)).toEqual([]);
      });
    },
  );
});
