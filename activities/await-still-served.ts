import type { Content, FoundContent } from '../domain/content.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import { findRollOut, type RollOut } from '../domain/roll-outs.ts';
import type { Timing } from '../domain/timing.ts';
import { lookAtServed } from '../services/registry/verify.ts';
import { findOther, type BranchOfStage } from './await-served.ts';
import { stillWaiting } from './failures.ts';
import { lookAtPublisher } from './publisher.ts';
import { recall, remember } from './pulse.ts';
import type { Services } from './services.ts';

export interface AwaitStillServedInput {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  readonly content: Content;
  readonly policy: Stage['proof'];
  /** The stages whose branches this registry serves: one of them may hold what it was not to hold. */
  readonly holders: readonly BranchOfStage[];
  /** The build whose image is to be out; absent where this journey asked for none. */
  readonly build?: number;
  /** When the watch began, epoch milliseconds: a message that wakes the look does not begin it anew. */
  readonly since: number;
  /** True when the registry was seen without the version: the wait is for its return. */
  readonly isLost: boolean;
  /** The difference that was seen already: the wait goes on until it is another or gone. */
  readonly seenDifference?: string;
  readonly timing: Timing;
}

/** What became of a version in a registry whose branch let go of it. `at` is ISO 8601. */
export type StillServedSighting =
  | { readonly kind: 'served'; readonly sentence: string }
  | { readonly kind: 'vanished' | 'back'; readonly sentence: string; readonly at: string }
  | { readonly kind: 'differs'; readonly sentence: string; readonly found?: FoundContent };

/** What the attempts of one look remember: how often in a row they found the version. */
interface Watch {
  readonly served: number;
  /** Those of the looks since somebody's word that the new image is out. */
  readonly servedSinceOut: number;
}

/**
 * Looks once at a registry that served a version before and must go on serving it, now from the branch of a more
 * mature stage. A yes proves nothing at first: the image of before the removal says yes too. It counts once the
 * publisher knows, from Kubernetes or from a person, that the new image is out; failing that the registry is watched
 * for as long as a roll-out may take. A no is an incident and is told at once.
 */
export async function awaitStillServed(
  services: Services,
  input: AwaitStillServedInput,
): Promise<StillServedSighting> {
  const { stage, packageVersion, policy, timing, isLost } = input;
  const { files } = await services.storage.readContent(input.content.tree);
  const look = await lookAtServed(services.registryOf(stage), {
    packageVersion,
    level: policy.content,
    files,
  });
  const now = Date.now();
  const at = new Date(now).toISOString();
  const watch = (recall() as Watch | undefined) ?? { served: 0, servedSinceOut: 0 };
  switch (look.verdict) {
    case 'differs':
      if (look.sentence === input.seenDifference)
        throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
      return { kind: 'differs', sentence: look.sentence, ...(await findOther(services, input)) };
    case 'not-served':
    case 'not-listed':
      if (isLost) throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
      return {
        kind: 'vanished',
        at,
        sentence: `${stage} lost ${formatPackageVersion(packageVersion)} at ${at}: ${look.sentence}`,
      };
    case 'served': {
      if (isLost) return { kind: 'back', at, sentence: look.sentence };
      const rollOut = await findOut(stage, input.build);
      const served = watch.served + 1;
      const servedSinceOut = rollOut === undefined ? 0 : watch.servedSinceOut + 1;
      remember({ served, servedSinceOut } satisfies Watch);
      if (rollOut !== undefined && servedSinceOut >= policy.looks) {
        const by = rollOut.actor ?? rollOut.how;
        return {
          kind: 'served',
          sentence: `${look.sentence}, ${servedSinceOut} times in a row since ${by} told that build ${rollOut.build} is out`,
        };
      }
      const left = policy.windowMs - (now - input.since);
      if (served >= policy.looks && left <= 0) {
        return {
          kind: 'served',
          sentence: `${look.sentence}, in each of ${served} looks over ${inWords(now - input.since)}; roll-out not witnessed`,
        };
      }
      const pause =
        policy.spacingMs ?? Math.max(look.maxAgeMs, Math.min(timing.registryMs, Math.max(left, 0)));
      throw stillWaiting(
        `served in each of ${served} looks; watched for another ${Math.ceil(Math.max(left, 0) / 1_000)} s`,
        pause,
      );
    }
  }
}

/** Whose word it is, if any, that the image of the build, or of a later one, is out on all pods. */
async function findOut(stage: string, build: number | undefined): Promise<RollOut | undefined> {
  const publisher = build === undefined ? undefined : await lookAtPublisher(stage);
  return publisher === undefined || build === undefined ? undefined : findRollOut(publisher.rollOuts, build);
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
