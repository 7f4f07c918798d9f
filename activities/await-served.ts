import type { PublishedBuild } from '../domain/build.ts';
import type { Content, FoundContent } from '../domain/content.ts';
import { describeEarlyRemoval } from '../domain/early-removal.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { lookAtServed } from '../services/registry/verify.ts';
import { compareTrees } from './compare-trees.ts';
import { spacedBy, stillWaiting } from './failures.ts';
import { judgeBranches, type BranchQuestion, type BranchSighting } from './judge-branches.ts';
import { recall, remember } from './pulse.ts';
import { wordOnRollOut } from './roll-out-evidence.ts';
import type { Services } from './services.ts';

export interface AwaitServedInput extends BranchQuestion {
  readonly content: Content;
  readonly policy: Stage['proof'];
  /** The difference that was seen already: the wait goes on until it is another or gone. */
  readonly seenDifference?: string;
  /** People were told to roll the image of this build out: that somebody has done so is news. */
  readonly toRollOut?: PublishedBuild;
  readonly timing: Timing;
}

/** What a registry was shown to serve. */
export type ServedSighting =
  | { readonly kind: 'served'; readonly sentence: string }
  | { readonly kind: 'rolled-out'; readonly sentence: string }
  | BranchSighting
  | { readonly kind: 'differs'; readonly sentence: string; readonly found?: FoundContent };

/** What the attempts of one wait remember: the looks in a row that found the version served. */
interface Streak {
  readonly served: number;
  /** When the branches were last looked at, epoch milliseconds: that is a call to GitHub, and this wait may be long. */
  readonly branchesAt?: number;
}

/**
 * Looks at a registry once. Returns when it served exactly this content as many times in a row as the policy
 * asks, or serves other bytes under its name, or when a branch is not as it must be; otherwise fails, benign, and is
 * tried again.
 *
 * During a roll-out old and new pods answer in turn, and a cache may answer for either: hence looks in a row,
 * spaced by the max-age that the answers carried. The count rides in the heartbeat details.
 */
export async function awaitServed(services: Services, input: AwaitServedInput): Promise<ServedSighting> {
  const { packageVersion, policy, timing } = input;
  const { files } = await services.storage.readContent(input.content.tree);
  const look = await lookAtServed(services.registryOf(input.stage), {
    packageVersion,
    level: policy.content,
    files,
  });
  const streak = (recall() as Streak | undefined) ?? { served: 0 };
  switch (look.verdict) {
    case 'differs':
      remember({ ...streak, served: 0 } satisfies Streak);
      if (look.sentence === input.seenDifference)
        throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
      return { kind: 'differs', sentence: look.sentence, ...(await findOther(services, input)) };
    case 'not-served':
    case 'not-listed': {
      const now = Date.now();
      // What was missing is looked for at once: whoever wakes this wait may have put it back.
      const { branchesAt = input.isMissing === true ? 0 : now } = streak;
      const isTime = now - branchesAt >= timing.changeMs;
      const sighting = isTime ? await judgeBranches(services, input) : undefined;
      if (sighting?.kind === 'removed-early')
        return { ...sighting, sentence: `${sighting.sentence}: ${look.sentence}` };
      const isNews = sighting?.kind !== 'missing' || input.isMissing !== true;
      if (sighting !== undefined && isNews) return sighting;
      remember({ served: 0, branchesAt: isTime ? now : branchesAt } satisfies Streak);
      const { toRollOut } = input;
      const told = toRollOut && (await wordOnRollOut(input.stage, toRollOut));
      if (told !== undefined) return { kind: 'rolled-out', sentence: told };
      throw stillWaiting(`waiting: ${look.sentence}`, timing.registryMs);
    }
    case 'served': {
      const served = streak.served + 1;
      remember({ ...streak, served } satisfies Streak);
      if (served < policy.looks)
        throw spacedBy(
          `served ${served} of ${policy.looks} times in a row`,
          policy.spacingMs ?? look.maxAgeMs,
        );
      const early = await findEarlyRemoval(services, input);
      if (early === undefined)
        return { kind: 'served', sentence: `${look.sentence}, ${served} times in a row` };
      if (input.isRemovedEarly === true) throw stillWaiting(`waiting: ${early}`, timing.changeMs);
      return { kind: 'removed-early', sentence: early };
    }
  }
}

/** That the branch before let go of the version though nothing had shown that this registry serves it. */
async function findEarlyRemoval(
  { storage }: Services,
  { packageVersion, keeper, stage }: AwaitServedInput,
): Promise<string | undefined> {
  if (keeper === undefined) return undefined;
  const { [keeper]: look } = await storage.lookAtBranches(packageVersion, [keeper]);
  return look?.versionTree === null ? describeEarlyRemoval(packageVersion, keeper, stage) : undefined;
}

/** Where what is served may come from: a branch that holds another content than the journey carries. */
export async function findOther(
  { storage }: Services,
  { packageVersion, content, holders }: Pick<AwaitServedInput, 'packageVersion' | 'content' | 'holders'>,
): Promise<{ found?: FoundContent }> {
  const looks = await storage.lookAtBranches(
    packageVersion,
    holders.map(({ branch }) => branch),
  );
  for (const { stage, branch } of holders) {
    const tree = looks[branch]?.versionTree ?? null;
    if (tree !== null && (await compareTrees(storage, content.tree, tree)) !== undefined)
      return { found: { stage, branch, tree } };
  }
  return {};
}
