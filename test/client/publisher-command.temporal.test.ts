import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { PublisherNotFound } from '../../client/errors/publisher-not-found.ts';
import { Publishers } from '../../client/publishers.ts';
import { runHere } from '../cli/run-here.ts';
import { buildsOf } from '../support/builds.ts';
import { publisherOf, untilPublisher } from '../support/publishers.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

describe('limelight publisher', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.close());

  function limelight(...args: string[]) {
    return runHere(args, {
      ...world.sandbox.env,
      TEMPORAL_ADDRESS: inject('temporal').address,
      TEMPORAL_NAMESPACE: world.namespace,
    });
  }

  it('finds no publisher before anybody asked for a build, and knows the stages', async () => {
    expect(await limelight('publisher', 'staging')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('No publisher of staging runs'),
    });
    expect(await limelight('publisher', 'moon')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no stage "moon"'),
    });
  });

  it('shows the build that runs, and then on which layers its image stands', async () => {
    world.sandbox.jenkins.faults.add({ kind: 'slowBuild', match: 'snapshot #', times: 1, ms: 3_000 });
    const publisher = publisherOf(world.client, 'snapshot');
    await world.withWorker(async () => {
      const text = 'layered@1.0.0';
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      const { current } = await untilPublisher(publisher, (state) => state.current?.[0]?.kind === 'running');
      const { number, startedAt } = buildsOf(world, 'snapshot').at(-1) ?? { number: 0, startedAt: 0 };
      const since = new Date(startedAt).toISOString();
      expect(current).toMatchObject([{ number, since, url: expect.stringMatching(`/${number}/$`) }]);
      expect(await limelight('publisher', 'snapshot')).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(`On its way:\n  build ${number} runs  for \\d s  http`),
      });

      await world.handle(text).result();
      const newest = (stage: string) => buildsOf(world, stage).at(-1)?.number;
      const on = `staging build ${newest('staging')}, production build ${newest('production')}`;
      expect(await limelight('publisher', 'snapshot')).toMatchObject({
        stdout: expect.stringMatching(`build ${number}  holds [0-9a-f]{7} on ${on}  ended`),
      });
      expect((await untilPublisher(publisher, () => true)).current).toBeUndefined();
      await publisher.terminate();
    });
  });

  it('shows what holds it, and lets it try again with a reason', async () => {
    const { faults } = world.sandbox.jenkins;
    faults.add({ kind: 'result', value: 'FAILURE' });
    const publisher = publisherOf(world.client, 'snapshot');
    await world.withWorker(async () => {
      const text = 'asks_publisher@1.0.0';
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      await untilPublisher(publisher, ({ attention }) => attention !== undefined);
      expect(await limelight('publisher', 'snapshot')).toMatchObject({
        code: 6,
        stdout: expect.stringMatching(/needs a person[^]*build \d+ is red: FAILURE[^]*Open requests: 1\n/),
      });

      faults.clear();
      const args = ['--retry', '--reason', 'more disk', '--as', 'ada'];
      expect(await limelight('publisher', 'snapshot', ...args)).toEqual({
        code: 0,
        stdout: 'publisher/snapshot tries again.\n',
        stderr: '',
      });
      await world.handle(text).result();
      const shown = await limelight('publisher', 'snapshot', '--json');
      expect(shown.code).toBe(0);
      expect(JSON.parse(shown.stdout)).toMatchObject({
        requests: [],
        answers: [{ workflowId: `package/${text}` }],
        decisions: [{ kind: 'retry', actor: 'ada', reason: 'more disk' }],
      });
      expect(await limelight('publisher', 'snapshot', '--retry')).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('publisher/snapshot refused: nothing asks for a retry'),
      });

      await publisher.terminate();
      const publishers = new Publishers({ client: world.client, taskQueue: world.taskQueue });
      await expect(publishers.state('snapshot')).rejects.toThrow(PublisherNotFound);
    });
  });
});
