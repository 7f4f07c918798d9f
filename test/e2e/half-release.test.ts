import { beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { FaultMatch } from '../../sandbox/github/faults.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { takeDownWrites } from '../support/writes.ts';
import { World } from '../support/world.ts';

/** All that one change and one build write, in order, and how to meet it. */
const WRITES: readonly { readonly name: string; readonly match: FaultMatch }[] = [
  { name: 'the tree', match: { method: 'POST', path: /\/git\/trees$/ } },
  { name: 'the commit', match: { method: 'POST', path: /\/git\/commits$/ } },
  { name: 'the head branch', match: { method: 'POST', path: /\/git\/refs$/ } },
  { name: 'the pull request', match: { method: 'POST', path: /\/pulls$/ } },
  { name: 'the labels', match: { method: 'POST', path: /\/labels$/ } },
  { name: 'the merge', match: { method: 'PUT', path: /\/merge$/ } },
  { name: 'the deletion of the head branch', match: { method: 'DELETE', path: /heads/ } },
  { name: 'the deletion of the content ref', match: { method: 'DELETE', path: /content/ } },
];

/** A world that tries again soon, for as long as `work` takes. */
async function inWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.start();
  const stages = world.config.pipeline.stages.map((stage) => ({
    ...stage,
    proof: { ...stage.proof, spacingMs: 50 },
  }));
  world.config = {
    ...world.config,
    pipeline: { stages },
    timing: { ...world.config.timing, retryMs: 300 },
  };
  try {
    await work(world);
  } finally {
    await world.close();
  }
}

async function start(world: World, text: string): Promise<void> {
  const source = await smallPackage(world.sandbox.dataDir, text);
  const packageVersion = parsePackageVersion(text);
  await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
}

/** What a journey that was started writes until its end, and how it ends. */
async function finish(world: World, text: string): Promise<readonly string[]> {
  const read = takeDownWrites(world);
  const { outcome } = await world.withWorker(() => world.handle(text).result());
  return [...read().effective, outcome];
}

describe('[F14] half release, then "nothing to do": a crash after any write, and the rest is done', () => {
  const text = 'half@1.0.0';
  let expected: readonly string[];

  beforeAll(() =>
    inWorld(async (world) => {
      await start(world, text);
      expected = await finish(world, text);
    }),
  );

  it('knows all writes of a change', () => {
    const matched = expected.map((write) => WRITES.findIndex(({ match }) => matches(write, match)));
    expect(matched).toEqual([2, 3, 4, 5, 6, 7, -1, -1]);
    expect(expected.slice(-2)).toEqual([
      'POST /job/package-storage/job/snapshot/buildWithParameters',
      'star',
    ]);
  });

  it.concurrent.each(WRITES)('after $name', ({ match }) =>
    inWorld(async (world) => {
      // The client that starts it writes trees and commits too: they are not meant.
      await start(world, text);
      const fault = world.sandbox.github.faults.inject({ ...match, dropAfter: true, count: 1 });
      expect(await finish(world, text)).toEqual(expected);
      expect(fault.hits).toBe(1);
    }),
  );

  it.concurrent('after the request of a build', () =>
    inWorld(async (world) => {
      await start(world, text);
      const { faults } = world.sandbox.jenkins;
      faults.add({ kind: 'dropResponseAfterAccept', times: 1 });
      expect(await finish(world, text)).toEqual(expected);
      expect(faults.list()).toEqual([]);
    }),
  );
});

describe('[F14] a journey that was ended half way and is started again', () => {
  it('publishes and proves what was only merged', () =>
    inWorld(async (world) => {
      const text = 'merged_only@1.0.0';
      const { github, jenkins } = world.sandbox;
      jenkins.faults.add({ kind: '503Loading' });
      await start(world, text);
      await world.withWorker(async () => {
        await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'build');
        await world.handle(text).terminate('lost');
      });
      jenkins.faults.clear();
      await start(world, text);
      const writes = await finish(world, text);
      expect(writes.filter((write) => !write.includes('/git/refs'))).toEqual([
        'POST /job/package-storage/job/snapshot/buildWithParameters',
        'star',
      ]);
      expect(github.pullRequests()).toHaveLength(1);
    }));
});

describe('[F14] success', () => {
  it('is only told when the registry was shown to serve the version', () =>
    inWorld(async (world) => {
      const text = 'not_served@1.0.0';
      const snapshot = world.sandbox.registries['snapshot'];
      const looks = () => snapshot?.log.matching(/not_served\/1\.0\.0\/$/).map(({ status }) => status) ?? [];
      snapshot?.faults.add({ kind: 'rolloutNeverHappens' });
      await start(world, text);
      await world.withWorker(async () => {
        await expect.poll(() => looks().length, { timeout: 20_000 }).toBeGreaterThan(2);
        expect(new Set(looks())).toEqual(new Set([404]));
        expect(await world.journeys.state(parsePackageVersion(text))).toMatchObject({
          waiting: { for: 'registry' },
        });
        snapshot?.faults.clear();
        await snapshot?.rollOut();
        const { outcome, steps } = await world.handle(text).result();
        expect(outcome).toBe('star');
        expect(steps.at(-1)).toMatchObject({ status: 'done', result: { kind: 'proof' } });
      });
    }));
});

function matches(write: string, { method, path }: FaultMatch): boolean {
  const [verb, where = ''] = write.split(' ');
  return verb === method && path?.test(where) === true;
}
