import { vi } from 'vitest';
import type { PublishAnswer, PublishRequest } from '../../domain/publisher-state.ts';
import { Jenkins } from '../../services/jenkins/jenkins.ts';
import type { World } from './world.ts';
import { publisherOf, signalRequest, untilPublisher } from './publishers.ts';

/** The builds of a stage's job in the stand-in, the oldest first. */
export function buildsOf(world: World, stage: string) {
  const job = world.sandbox.jenkins.state().jobs.find((candidate) => candidate.stage === stage);
  return (job?.builds ?? []).toReversed();
}

/** Starts a build as anybody may, beside all publishers. @returns its number, once it has read the branch's tip. */
export async function buildByHand(world: World, stage: string): Promise<number> {
  const last = buildsOf(world, stage).at(-1)?.number ?? 0;
  const { url } = world.sandbox.jenkins;
  const author = new Jenkins({ url, user: 'author', token: 'author-token' });
  await author.trigger(world.services.jobOf(stage));
  return vi.waitFor(
    () => {
      const build = buildsOf(world, stage).find(({ number, commit }) => number > last && commit !== null);
      if (build === undefined) throw new Error(`no build of ${stage} has begun`);
      return build.number;
    },
    { timeout: 20_000 },
  );
}

/** Asks a stage's publisher for an image, in the name of a journey that is gone, and reads its answer. */
export async function askForImage(
  world: World,
  stage: string,
  wanted: Omit<PublishRequest, 'workflowId'>,
): Promise<PublishAnswer['build']> {
  const request = { ...wanted, workflowId: 'package/gone@1.0.0' };
  const { timing } = world.config;
  const deploy = { mode: 'automatic', remindMs: 60_000 } as const;
  await signalRequest(world.client, world.taskQueue, request, { stage, timing, deploy });
  const isOurs = ({ id }: PublishAnswer): boolean => id === wanted.id;
  const { answers } = await untilPublisher(publisherOf(world.client, stage), (state) =>
    state.answers.some(isOurs),
  );
  const answer = answers.find(isOurs);
  if (answer === undefined) throw new Error(`${wanted.id} has no answer`);
  return answer.build;
}
