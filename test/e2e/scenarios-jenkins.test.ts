import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { jobPath } from '../../sandbox/sandbox-config.ts';
import { buildsOf } from '../support/builds.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { publisherOf, untilPublisher } from '../support/publishers.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const JOB = jobPath('snapshot');
const POLL = { timeout: 20_000 };

describe('Jenkins, when it does what it does in real life', () => {
  let world: World;
  /** The builds of snapshot that were there before the test. */
  let before: number;
  beforeAll(async () => {
    world = await World.start();
  });
  afterEach(() => world.sandbox.jenkins.faults.clear());
  afterAll(() => world?.close());

  async function arrive(text: string): Promise<JourneyHandle> {
    before = buildsOf(world, 'snapshot').at(-1)?.number ?? 0;
    await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
    return world.handle(text);
  }

  /** The results of the builds since the journey began. */
  const results = () =>
    buildsOf(world, 'snapshot').flatMap(({ number, result }) => (number > before ? [result] : []));
  const triggers = () => world.sandbox.jenkins.log.matching(/^POST .*snapshot\/build/);
  const isRunning = () => buildsOf(world, 'snapshot').at(-1)?.commit !== null && results().at(-1) === null;

  it('[scenario a] loses the answer to a trigger: there is one build all the same', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'dropResponseAfterAccept', match: 'POST .*/build', times: 1 });
    await world.withWorker(async () => {
      const result = await (await arrive('scenario_a@1.0.0')).result();
      expect(result.outcome).toBe('star');
    });
    expect(triggers().map(({ note }) => note)).toContain('the answer was lost');
    expect(results()).toEqual(['SUCCESS']);
  });

  it('[scenario b] forgets the queue item while the worker is down: its build is found all the same', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'stuck' });
    const handle = await world.withWorker(async () => {
      const journey = await arrive('scenario_b@1.0.0');
      await expect.poll(() => jenkins.state().queue.at(-1)?.state, POLL).toBe('buildable');
      return journey;
    });
    const asked = triggers().length;
    jenkins.faults.clear();
    await expect.poll(results, POLL).toEqual(['SUCCESS']);
    jenkins.faults.add({ kind: 'expireLeftNow' });
    expect(jenkins.state().queue).toEqual([]);

    const result = await world.withWorker(() => handle.result());
    expect(buildOf(result)).toBe(before + 1);
    expect(triggers()).toHaveLength(asked);
    expect(results()).toEqual(['SUCCESS']);
  });

  it('[scenario e] knows no parameters before the first build of a branch: it is kicked off the other way', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'notParameterized', value: JOB });
    const seen = triggers().length;
    await world.withWorker(async () => {
      const result = await (await arrive('scenario_e@1.0.0')).result();
      expect(result.outcome).toBe('star');
    });
    expect(
      triggers()
        .slice(seen)
        .map(({ path, status }) => [path, status]),
    ).toEqual([
      [`/${JOB}/buildWithParameters`, 400],
      [`/${JOB}/build`, 201],
    ]);
  });

  it('[scenario f] restarts in the middle of a build: the aborted build is made again, without a person', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'slowBuild', times: 1, ms: 30_000 });
    await world.withWorker(async () => {
      const handle = await arrive('scenario_f@1.0.0');
      await expect.poll(isRunning, POLL).toBe(true);
      jenkins.faults.add({ kind: 'restart' });
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'star', decisions: [] });
      expect(buildOf(result)).toBe(before + 2);
    });
    expect(results()).toEqual(['ABORTED', 'SUCCESS']);
  });

  it('loses its queue, and counts from the beginning: what was triggered is triggered anew', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'stuck' });
    await world.withWorker(async () => {
      const handle = await arrive('ids_lost@1.0.0');
      await expect.poll(() => jenkins.state().queue.at(-1)?.state, POLL).toBe('buildable');
      const lost = jenkins.state().queue.at(-1)?.id ?? 0;
      jenkins.faults.add({ kind: 'restartIdsLost' });
      jenkins.faults.clear('stuck');
      expect(await handle.result()).toMatchObject({ outcome: 'star', decisions: [] });
      expect(jenkins.state().nextQueueId).toBeLessThanOrEqual(lost);
    });
    expect(results()).toEqual(['SUCCESS']);
  });

  it('reads a tip from before the merge: what it built is seen, and it is triggered anew', async () => {
    world.sandbox.jenkins.faults.add({ kind: 'staleTip', times: 1 });
    await world.withWorker(async () => {
      const result = await (await arrive('stale_tip@1.0.0')).result();
      expect(result).toMatchObject({ outcome: 'star', decisions: [] });
      expect(buildOf(result)).toBe(before + 2);
    });
    expect(results()).toEqual(['SUCCESS', 'SUCCESS']);
  });

  it('[scenario k] discards a build before it was seen: it is made again', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'stuck' });
    const handle = await world.withWorker(async () => {
      const journey = await arrive('scenario_k@1.0.0');
      await expect.poll(() => jenkins.state().queue.at(-1)?.state, POLL).toBe('buildable');
      return journey;
    });
    jenkins.faults.clear();
    await expect.poll(results, POLL).toEqual(['SUCCESS']);
    jenkins.faults.add({ kind: 'discardBuild', value: JOB, times: before + 1 });
    expect(results()).toEqual([]);

    const result = await world.withWorker(() => handle.result());
    expect(result).toMatchObject({ outcome: 'star', decisions: [] });
    expect(buildOf(result)).toBe(before + 2);
  });

  it('[scenario n] answers 503 for a long time: the journey waits, and asks nobody', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: '503Loading' });
    const seen = jenkins.log.exchanges.length;
    const refusals = () => jenkins.log.exchanges.slice(seen).map(({ status }) => status);
    await world.withWorker(async () => {
      const handle = await arrive('scenario_n@1.0.0');
      await expect.poll(() => refusals().length, { timeout: 30_000 }).toBeGreaterThanOrEqual(5);
      expect(new Set(refusals())).toEqual(new Set([503]));
      const state = await world.journeys.state(parsePackageVersion('scenario_n@1.0.0'));
      expect(state).toMatchObject({ waiting: { for: 'build' } });
      expect(state.attention).toBeUndefined();
      const { attention } = await untilPublisher(publisherOf(world.client, 'snapshot'), () => true);
      expect(attention).toBeUndefined();

      jenkins.faults.clear();
      expect(await handle.result()).toMatchObject({ outcome: 'star', decisions: [] });
    });
  });

  it('[scenario o] revokes the token: all who wait are held, Jenkins is asked no more until a person says so', async () => {
    const { jenkins } = world.sandbox;
    jenkins.faults.add({ kind: '401' });
    const seen = jenkins.log.exchanges.length;
    const refusals = () => jenkins.log.exchanges.slice(seen).filter(({ status }) => status === 401).length;
    await world.withWorker(async () => {
      const texts = ['scenario_o@1.0.0', 'scenario_o@1.0.1'];
      const handles: JourneyHandle[] = [];
      for (const text of texts) handles.push(await arrive(text));
      for (const handle of handles) {
        const { attention } = await untilState(handle, (state) => state.attention !== undefined);
        expect(attention?.sentence).toMatch(/^held by publisher\/snapshot: .*401/s);
      }
      expect(refusals()).toBe(1);
      for (const text of texts) await world.journeys.nudge(parsePackageVersion(text));
      await publisherOf(world.client, 'snapshot').signal('nudge');
      for (const handle of handles) await untilState(handle, ({ attention }) => attention !== undefined);
      expect(refusals()).toBe(1);

      jenkins.faults.clear();
      const decision = { actor: 'operator', reason: 'a new token is in place' };
      await world.journeys.retry(parsePackageVersion(texts[0] ?? ''), decision);
      for (const handle of handles) expect(await handle.result()).toMatchObject({ outcome: 'star' });
    });
  });
});

/** The number of the build that a journey published with. */
function buildOf({ steps }: JourneyResult): number | undefined {
  const results = steps.flatMap(({ result }) => (result?.kind === 'build' ? [result.build.number] : []));
  return results[0];
}
