import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { FaultMatch } from '../../sandbox/github/faults.ts';
import { startTeammate } from '../../sandbox/teammate.ts';
import { untilState } from '../support/journeys.ts';
import { startKillableWorker, withKillableWorker } from '../support/killable-worker.ts';
import { smallPackage } from '../support/small-package.ts';
import { takeDownWrites, type Writes } from '../support/writes.ts';
import { World } from '../support/world.ts';

const UNDISTURBED = 'undisturbed@1.0.0';
const KILLED = 'killed@1.0.0';
const ABANDONED = 'abandoned@1.0.0';
const PATIENCE = { timeout: 20_000, interval: 50 };

let world: World;

beforeAll(async () => {
  world = await World.start({ teammate: undefined });
  // A worker that died is noticed after a second.
  world.config = { ...world.config, timing: { ...world.config.timing, heartbeatMs: 1_000, retryMs: 500 } };
});
afterAll(() => world?.close());

async function start(world: World, text: string): Promise<void> {
  const packageVersion = parsePackageVersion(text);
  const source = await smallPackage(world.sandbox.dataDir, text);
  await world.journeys.start({ packageVersion, source, route: ['snapshot', 'staging'], requester: 'author' });
}

/** Lets a fresh worker run until it is where it is to be killed. */
async function killOnce(reached: () => Promise<unknown>): Promise<void> {
  const worker = await startKillableWorker(world);
  try {
    await reached();
  } finally {
    await worker.kill();
  }
}

/** The request does what it is to do, and the worker is killed before it has the answer. */
async function killAfter(match: FaultMatch, meanwhile?: () => Promise<void>): Promise<void> {
  const hold = world.sandbox.github.faults.hold(match, 'after');
  await killOnce(async () => {
    await meanwhile?.();
    await hold.arrived;
  });
  hold.release();
}

describe('a worker that is killed once in each kind of step', () => {
  let expected: Writes;
  let actual: Writes;
  let result: JourneyResult;

  beforeAll(async () => {
    const read = takeDownWrites(world);
    await start(world, KILLED);
    [expected, result] = await Promise.all([travelUndisturbed(), travelWithKills()]);
    actual = read();
  });

  async function travelUndisturbed(): Promise<Writes> {
    const calm = await World.start();
    try {
      const read = takeDownWrites(calm);
      await start(calm, UNDISTURBED);
      await calm.withWorker(() => calm.handle(UNDISTURBED).result());
      return read();
    } finally {
      await calm.close();
    }
  }

  async function travelWithKills(): Promise<JourneyResult> {
    const { github, jenkins, registries } = world.sandbox;
    const handle = world.handle(KILLED);
    const { snapshot } = registries;

    await killAfter({ method: 'POST', path: /\/git\/commits$/ });
    await killAfter({ method: 'POST', path: /\/pulls$/ });
    await killOnce(() => untilState(handle, ({ waiting }) => waiting?.for === 'approval'));
    // The approval comes while nobody looks.
    const teammate = startTeammate(github, 0);
    await killAfter({ method: 'PUT', path: /\/merge$/ });

    jenkins.faults.add({ kind: 'stuck' });
    const queued = () => jenkins.state().queue.at(-1)?.state;
    await killOnce(() => vi.waitFor(() => expect(queued()).toBe('buildable'), PATIENCE));
    jenkins.faults.clear();

    snapshot?.faults.add({ kind: 'timeout' });
    const unanswered = () => snapshot?.log.exchanges.find(({ note }) => note === 'timeout');
    await killOnce(() => vi.waitFor(() => expect(unanswered()).toBeDefined(), PATIENCE));
    snapshot?.faults.clear();

    await killAfter({ method: 'DELETE', path: /limelight(\/|%2F)remove-/ });
    const end = await withKillableWorker(world, () => handle.result());
    await teammate.close();
    return end;
  }

  it('goes on to the star', () => {
    expect(result.outcome).toBe('star');
    expect(result.steps.map(({ status }) => status)).toEqual(result.steps.map(() => 'done'));
  });

  it('leaves the same writes in the logs as an undisturbed journey', () => {
    expect(expected.effective.filter((write) => write === 'POST /pulls')).toHaveLength(3);
    expect(actual.effective).toEqual(expected.effective);
  });

  it('wrote the commit that it had written already, and it was the same', () => {
    expect(actual.commits.length).toBeGreaterThan(expected.commits.length);
    expect(new Set(actual.commits).size).toBe(expected.commits.length);
  });
});

describe('a worker that is killed while an aborted journey is taken back', () => {
  it('leaves no pull request, no branch and no ref behind', async () => {
    await start(world, ABANDONED);
    const handle = world.handle(ABANDONED);
    await killAfter({ method: 'PATCH', path: /\/pulls\/\d+$/ }, async () => {
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      await world.journeys.abort(parsePackageVersion(ABANDONED), { actor: 'author' });
    });
    const result = await withKillableWorker(world, () => handle.result());
    expect(result.outcome).toBe('aborted');
    const { github } = world.sandbox;
    expect(github.pullRequests().filter(({ state }) => state === 'open')).toEqual([]);
    expect(world.git('for-each-ref', '--format=%(refname)', 'refs/heads/limelight', 'refs/limelight')).toBe(
      '',
    );
  });
});
