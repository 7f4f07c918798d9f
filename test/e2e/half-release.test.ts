import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
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

let world: World;
beforeAll(async () => {
  world = await World.start();
  const stages = world.config.pipeline.stages.map((stage) => ({
    ...stage,
    proof: { ...stage.proof, spacingMs: 50 },
  }));
  world.config = {
    ...world.config,
    pipeline: { stages },
    timing: { ...world.config.timing, retryMs: 300 },
  };
});
afterAll(() => world?.close());

async function start(text: string): Promise<void> {
  const source = await smallPackage(world.sandbox.dataDir, text);
  const packageVersion = parsePackageVersion(text);
  await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
}

describe('[F14] half release, then "nothing to do": a crash after any write, and the rest is done', () => {
  let expected: readonly string[];

  beforeAll(async () => {
    await start('f14_whole@1.0.0');
    const read = takeDownWrites(world);
    await world.withWorker(() => world.handle('f14_whole@1.0.0').result());
    expected = read().effective;
  });

  /** One journey whose nth kind of write is done and never answered. */
  async function travelWithout(text: string, breakDown: () => () => number): Promise<JourneyResult> {
    await start(text);
    const read = takeDownWrites(world);
    const strikes = breakDown();
    const result = await world.withWorker(() => world.handle(text).result());
    expect(strikes()).toBe(1);
    expect(read().effective).toEqual(expected);
    return result;
  }

  it('knows all writes of a change', () => {
    const matched = expected.map((write) => WRITES.findIndex(({ match }) => matches(write, match)));
    expect(matched).toEqual([2, 3, 4, 5, 6, 7, -1]);
    expect(expected.at(-1)).toMatch(/^POST \/job\/.*\/buildWithParameters$/);
  });

  it.each(WRITES.map(({ name, match }, position) => ({ name, match, text: `f14_${position}@1.0.0` })))(
    'after $name',
    async ({ match, text }) => {
      const result = await travelWithout(text, () => {
        const fault = world.sandbox.github.faults.inject({ ...match, dropAfter: true, count: 1 });
        return () => fault.hits;
      });
      expect(result.outcome).toBe('star');
    },
  );

  it('after the request of a build', async () => {
    const { jenkins } = world.sandbox;
    const result = await travelWithout('f14_build@1.0.0', () => {
      jenkins.faults.add({ kind: 'dropResponseAfterAccept', times: 1 });
      return () => 1 - jenkins.faults.list().length;
    });
    expect(result.outcome).toBe('star');
  });
});

describe('[F14] a journey that was ended half way and is started again', () => {
  it('publishes and proves what was only merged', async () => {
    const text = 'f14_again@1.0.0';
    const { github, jenkins } = world.sandbox;
    jenkins.faults.add({ kind: '503Loading' });
    await world.withWorker(async () => {
      await start(text);
      await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'build');
      await world.handle(text).terminate('lost');
      jenkins.faults.clear();
      const read = takeDownWrites(world);
      await start(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(read().effective.filter((write) => !/refs/.test(write))).toEqual([
        'POST /job/package-storage/job/snapshot/buildWithParameters',
      ]);
    });
    expect(github.pullRequests().filter(({ title }) => title.includes(text))).toHaveLength(1);
  });
});

describe('[F14] success', () => {
  it('is only told when the registry was shown to serve the version', async () => {
    const text = 'f14_served@1.0.0';
    const snapshot = world.sandbox.registries['snapshot'];
    snapshot?.faults.add({ kind: 'rolloutNeverHappens' });
    await world.withWorker(async () => {
      await start(text);
      const looks = () => snapshot?.log.matching(/f14_served\/1\.0\.0\/$/).map(({ status }) => status) ?? [];
      await expect.poll(() => looks().length, { timeout: 20_000 }).toBeGreaterThan(2);
      expect(looks().every((status) => status === 404)).toBe(true);
      expect(await world.journeys.state(parsePackageVersion(text))).toMatchObject({
        waiting: { for: 'registry' },
      });
      snapshot?.faults.clear();
      await snapshot?.rollOut();
      const { outcome, steps } = await world.handle(text).result();
      expect(outcome).toBe('star');
      expect(steps.at(-1)).toMatchObject({ status: 'done', result: { kind: 'proof' } });
    });
  });
});

function matches(write: string, { method, path }: FaultMatch): boolean {
  const [verb, where = ''] = write.split(' ');
  return verb === method && path?.test(where) === true;
}
