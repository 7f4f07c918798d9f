import type { PublishedBuild } from '../domain/build.ts';
import { FailureType } from '../domain/failure-types.ts';
import type { RollOut } from '../domain/roll-outs.ts';
import type { Timing } from '../domain/timing.ts';
import { askPerson, stillWaiting } from './failures.ts';
import { whyStopped } from './line.ts';
import type { Services } from './services.ts';

export interface RollOutInput {
  readonly stage: string;
  readonly build: PublishedBuild;
}

/** How a roll-out was ordered, or why it was not: the line is stopped. */
export type RollOutOrder = Pick<RollOut, 'how'> | { readonly stopped: string };

/**
 * Orders that the image of a build be rolled out, in the way that the worker's configuration has for the stage; not
 * while the line is stopped there.
 *
 * Run twice it orders twice: Kubernetes takes the same build for the same order, and the receiver of a webhook is
 * told that it must.
 */
export async function rollOut(services: Services, { stage, build }: RollOutInput): Promise<RollOutOrder> {
  const deployer = services.deployerOf(stage);
  const stopped = await whyStopped(stage);
  if (stopped !== undefined) return { stopped };
  if (deployer.mode === 'kubernetes') {
    await deployer.deployment.rollOut(build.number);
    return { how: 'kubernetes' };
  }
  const { number, commit, url } = build;
  const { repository } = services.storage;
  await deployer.webhook.send({ stage, repository, build: number, commit, url });
  return { how: 'webhook' };
}

export interface AwaitRollOutInput {
  readonly stage: string;
  /** The number of the build whose roll-out was ordered. */
  readonly build: number;
  readonly timing: Timing;
}

/** Looks at a roll-out of Kubernetes once. Returns when it is complete; otherwise fails, benign, and is tried again. */
export async function awaitRollOut(
  services: Services,
  { stage, build, timing }: AwaitRollOutInput,
): Promise<void> {
  const deployer = services.deployerOf(stage);
  if (deployer.mode !== 'kubernetes') {
    const sentence = `${stage} is no longer rolled out by Kubernetes: say \`limelight deployed ${stage} --build ${build}\` when its image is out.`;
    throw askPerson(FailureType.notFound, sentence);
  }
  const look = await deployer.deployment.look();
  // Somebody may have undone it, and what goes on then is not the roll-out of this build.
  if (look.build === null || look.build < build) {
    const instead = look.build === null ? 'no build' : `build ${look.build}`;
    throw stillWaiting(`waiting: the Deployment is for ${instead} and not ${build}`, timing.buildMs);
  }
  if (!look.complete) throw stillWaiting(`waiting: ${look.sentence}`, timing.buildMs);
}
