import type { PublishedBuild } from '../domain/build.ts';
import type { Content, FoundContent } from '../domain/content.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { lookAtServed } from '../services/registry/verify.ts';
import { findOther } from './await-served.ts';
import { explainLoss } from './explain-loss.ts';
import { spacedBy, stillWaiting } from './failures.ts';
import type { BranchOfStage } from './judge-branches.ts';
import { recall, remember } from './pulse.ts';
import { beginWatch, lookForEvidence, type Watch } from './roll-out-evidence.ts';
import type { Services } from './services.ts';

export interface AwaitStillServedInput {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  readonly content: Content;
  readonly policy: Stage['proof'];
  /** The stages whose branches this registry serves: one of them may hold what it was not to hold. */
  readonly holders: readonly BranchOfStage[];
  /** The build whose image is to be out; absent where this journey asked for none. */
  readonly build?: PublishedBuild;
  /** When the watch began, epoch milliseconds: a message that wakes the look does not begin it anew. */
  readonly since: number;
  /** True when the registry was seen without the version: the wait is for its return. */
  readonly isLost: boolean;
  /** Since when, ISO 8601, where that is to be told anew: a build that was to bring it back is done. */
  readonly lostAt?: string;
  /** The branch that a removal took the version from; absent where none did. */
  readonly letGo?: BranchOfStage;
  /** True when that branch was seen to hold it again: the watch goes on, and proves nothing. */
  readonly isReturned?: boolean;
  /** The difference that was seen already: the wait goes on until it is another or gone. */
  readonly seenDifference?: string;
  readonly timing: Timing;
}

/** What became of a version in a registry whose branch let go of it. `at` is ISO 8601. */
export type StillServedSighting =
  | { readonly kind: 'served'; readonly sentence: string }
  /** It is served, and the branch that had let go of the version holds it again: somebody undid the removal. */
  | { readonly kind: 'returned'; readonly sentence: string }
  | { readonly kind: 'vanished' | 'back'; readonly sentence: string; readonly at: string }
  | { readonly kind: 'differs'; readonly sentence: string; readonly found?: FoundContent };

/**
 * Looks once at a registry that served a version before and must go on serving it, now from the branch of a more
 * mature stage. A yes proves nothing at first: the image of before the removal says yes too. It counts once there is
 * evidence that the new image is out: the publisher's word, from Kubernetes or from a person, or a witness in the
 * registry itself; failing that, and where nobody is to give his word, the registry is watched for as long as a
 * roll-out may take. A no is an incident and
 * is told at once, with what is known of its cause.
 */
export async function awaitStillServed(
  services: Services,
  input: AwaitStillServedInput,
): Promise<StillServedSighting> {
  const { stage, packageVersion, policy, timing, isLost, lostAt } = input;
  const layers = input.holders.filter((holder) => holder.stage !== stage);
  const { files } = await services.storage.readContent(input.content.tree);
  const look = await lookAtServed(services.registryOf(stage), {
    packageVersion,
    level: policy.content,
    files,
  });
  const now = Date.now();
  const at = new Date(now).toISOString();
  switch (look.verdict) {
    case 'differs': {
      // The looks that served the right content before are in a row no more.
      const before = recall() as Watch | undefined;
      if (before !== undefined) remember({ ...before, served: 0, servedSinceOut: 0 } satisfies Watch);
      if (look.sentence === input.seenDifference)
        throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
      return { kind: 'differs', sentence: look.sentence, ...(await findOther(services, input)) };
    }
    case 'not-served':
    case 'not-listed': {
      if (isLost && lostAt === undefined) throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
      const why = await explainLoss(services, { stage, layers, packageVersion });
      const lost = `${stage} lost ${formatPackageVersion(packageVersion)} at ${(lostAt ?? at).slice(11, 19)} (UTC)`;
      return { kind: 'vanished', at, sentence: `${lost}${isLost ? ' and lacks it still' : ''}: ${why}` };
    }
    case 'served': {
      if (isLost) return { kind: 'back', at, sentence: look.sentence };
      const before = (recall() as Watch | undefined) ?? beginWatch();
      const { evidence, outlook, maxAgeMs, witnessing } = await lookForEvidence(
        services,
        { ...input, layers },
        before,
      );
      const served = before.served + 1;
      const servedSinceOut = evidence === undefined ? 0 : before.servedSinceOut + 1;
      remember({ served, servedSinceOut, witnessing } satisfies Watch);
      if (evidence !== undefined && servedSinceOut >= policy.looks) {
        return judgeProof(
          services,
          input,
          `${look.sentence}, ${servedSinceOut} times in a row since ${evidence}`,
        );
      }
      const awaitsWord = policy.awaitsWord === true && input.build !== undefined;
      const left = awaitsWord ? Infinity : Math.max(policy.windowMs - (now - input.since), 0);
      if (served >= policy.looks && left === 0) {
        return judgeProof(
          services,
          input,
          `${look.sentence}, in each of ${served} looks over ${inWords(now - input.since)}; roll-out not witnessed`,
        );
      }
      const fresh = Math.max(look.maxAgeMs, maxAgeMs);
      const pause = evidence === undefined ? Math.max(fresh, Math.min(timing.registryMs, left)) : fresh;
      throw spacedBy(
        `served in each of ${served} looks; watched ${untilWhen(input, left)}${outlook}`,
        policy.spacingMs ?? pause,
      );
    }
  }
}

/** Whether what was seen proves the removal: where the branch holds the version again, the next image will, too. */
async function judgeProof(
  { storage }: Services,
  { letGo, packageVersion, isReturned, timing }: AwaitStillServedInput,
  proof: string,
): Promise<StillServedSighting> {
  if (letGo === undefined) return { kind: 'served', sentence: proof };
  const { branch } = letGo;
  const sentence = `${branch} holds ${formatPackageVersion(packageVersion)} again: somebody undid its removal`;
  if (isReturned === true) throw stillWaiting(`waiting: ${sentence}`, timing.registryMs);
  const { [branch]: look } = await storage.lookAtBranches(packageVersion, [branch]);
  return (look?.versionTree ?? null) === null
    ? { kind: 'served', sentence: proof }
    : { kind: 'returned', sentence };
}

function untilWhen({ stage, build }: AwaitStillServedInput, leftMs: number): string {
  return Number.isFinite(leftMs) || build === undefined
    ? `for another ${Math.ceil(leftMs / 1_000)} s`
    : `until it is told that build ${build.number} is out (\`limelight deployed ${stage} --build ${build.number}\`)`;
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
