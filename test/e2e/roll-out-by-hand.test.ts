import { expect, it, onTestFinished } from 'vitest';
import { deployedUpdate } from '../../workflows/messages.ts';
import { untilState } from '../support/journeys.ts';
import { publisherOf } from '../support/publishers.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

it('who must roll out by hand is told so after a while, and no more once somebody has', async () => {
  const world = await World.start({ rollout: { mode: 'manual' } });
  onTestFinished(() => world.close());
  const stages = world.config.pipeline.stages.map((stage) => ({
    ...stage,
    deploy: { mode: 'manual', remindMs: 500 } as const,
  }));
  world.config = { ...world.config, pipeline: { stages } };
  const text = 'by_hand@1.0.0';
  await world.withWorker(async () => {
    await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
    const journey = world.handle(text);
    const said = (sentence: RegExp) =>
      untilState(journey, ({ waiting }) => waiting?.for === 'registry' && sentence.test(waiting.sentence));

    const { waiting } = await said(/roll it out/);
    const [, build] =
      /^for the roll-out of registry snapshot, image of build (\d+): roll it out, then say `limelight deployed snapshot --build \1`$/.exec(
        waiting?.sentence ?? '',
      ) ?? [];
    expect(Number(build)).toBeGreaterThan(0);

    await publisherOf(world.client, 'snapshot').executeUpdate(deployedUpdate, {
      args: [{ actor: 'ada', build: Number(build) }],
    });
    // Some pods are late, or a cache is: the registry has the last word.
    await said(
      new RegExp(
        `^for the registry of snapshot to serve ${text.replace('.', '\\.')}: ada told that build ${build} is out$`,
      ),
    );
    await world.registry('snapshot').rollOut();
    expect(await journey.result()).toMatchObject({ outcome: 'star' });
  });
});
