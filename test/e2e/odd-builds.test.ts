import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { buildByHand, buildsOf } from '../support/builds.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const SNAPSHOT = 'snapshot #';

describe('a build that does not end as builds do', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    // So long a build may run here; elsewhere it is hours.
    world.config = { ...world.config, longestBuildMs: 3_000 };
  });
  afterEach(() => world.sandbox.jenkins.faults.clear());
  afterAll(() => world?.close());

  async function begin(text: string): Promise<JourneyHandle> {
    await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
    return world.handle(text);
  }
  const buildOf = ({ steps }: JourneyResult): number => {
    const result = steps.find(({ kind }) => kind === 'publish')?.result;
    return result?.kind === 'build' ? result.build.number : 0;
  };
  const lastBuild = () => buildsOf(world, 'snapshot').at(-1)?.number ?? 0;

  it.each([
    ['runs for ever: it is taken for dead and stopped', { kind: 'zombieBuilding' }, 'zombie@1.0.0'],
    ['was superseded before it was built', { kind: 'result', value: 'NOT_BUILT' }, 'notbuilt@1.0.0'],
    ['was killed by a restart', { kind: 'result', value: 'ABORTED' }, 'killed@1.0.0'],
    ['does not tell what it built', { kind: 'missingBuildData' }, 'nameless@1.0.0'],
  ] as const)('%s, and the next one will do', async (_what, fault, text) => {
    world.sandbox.jenkins.faults.add({ ...fault, match: SNAPSHOT, times: 1 });
    const before = lastBuild();
    await world.withWorker(async () => {
      const result = await (await begin(text)).result();
      expect(result).toMatchObject({ outcome: 'star', decisions: [] });
      expect(buildOf(result)).toBe(before + 2);
      expect(buildsOf(world, 'snapshot').every(({ result: end }) => end !== null)).toBe(true);
    });
  });

  it('has its result before it is done: its image is waited for', async () => {
    world.sandbox.jenkins.faults.add({ kind: 'resultBeforeDone', match: SNAPSHOT, ms: 1_500, times: 1 });
    await world.withWorker(async () => {
      const { steps, outcome } = await (await begin('early@1.0.0')).result();
      expect(outcome).toBe('star');
      const result = steps.find(({ kind }) => kind === 'publish')?.result;
      const build = result?.kind === 'build' ? result.build : { startedAt: 0, finishedAt: 0 };
      expect(build.finishedAt - build.startedAt).toBeGreaterThanOrEqual(1_500);
    });
  });

  it('succeeds and publishes nothing: the registry has the last word', async () => {
    world.sandbox.jenkins.faults.add({ kind: 'publishSilentlyFails', match: SNAPSHOT, times: 1 });
    await world.withWorker(async () => {
      const handle = await begin('unpublished@1.0.0');
      const { steps } = await untilState(handle, ({ waiting }) => waiting?.for === 'registry');
      expect(steps.at(-1)).toMatchObject({ kind: 'verify', status: 'waiting' });
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await untilState(handle, ({ waiting }) => waiting?.for === 'registry');
      await buildByHand(world, 'snapshot');
      expect((await handle.result()).outcome).toBe('star');
    });
  });
});
