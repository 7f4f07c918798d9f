import { describeEarlyRemoval } from '../domain/early-removal.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Services } from './services.ts';

/** A stage and its branch. */
export interface BranchOfStage {
  readonly stage: string;
  readonly branch: string;
}

export interface BranchQuestion {
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  /** The stages whose branches the stage's registry serves: one of them may hold what it was not to hold. */
  readonly holders: readonly BranchOfStage[];
  /** The branch that must hold the version until this registry is shown to serve it. */
  readonly keeper?: string;
  /** True: it was seen to have let go of it, and people know. */
  readonly isRemovedEarly?: boolean;
  /** True: no branch held the version when they were looked at last. */
  readonly isMissing?: boolean;
}

/** What the branches say of a version that a registry does not serve. */
export type BranchSighting =
  /** The branch before let go of the version though nothing shows that this registry serves it. */
  | { readonly kind: 'removed-early'; readonly sentence: string }
  /** No branch that the registry serves holds it any more. */
  | { readonly kind: 'missing'; readonly sentence: string }
  /** It was missing, and the branch of this stage holds it again, at this commit. */
  | { readonly kind: 'put-back'; readonly stage: string; readonly commit: string };

/**
 * What is wrong with the branches while the registry does not serve the version; undefined when nothing is. A person
 * may have reverted the merge since: the build contains the commit all the same, and no image will have the version.
 */
export async function judgeBranches(
  { storage }: Services,
  { stage, packageVersion, keeper, holders, isMissing = false, isRemovedEarly = false }: BranchQuestion,
): Promise<BranchSighting | undefined> {
  const served = holders.map(({ branch }) => branch);
  const asked = keeper === undefined ? served : [keeper, ...served];
  const looks = await storage.lookAtBranches(packageVersion, [...new Set(asked)]);
  const isWithout = (branch: string): boolean => looks[branch]?.versionTree === null;
  if (keeper !== undefined && !isRemovedEarly && isWithout(keeper))
    return { kind: 'removed-early', sentence: describeEarlyRemoval(packageVersion, keeper, stage) };
  if (served.every(isWithout)) {
    const it = formatPackageVersion(packageVersion);
    const sentence = `${it} is on no branch any more that the registry of ${stage} serves (${served.join(', ')}): somebody took it out. Put it back, and it is built anew, or abort`;
    return { kind: 'missing', sentence };
  }
  const holder = isMissing
    ? holders.find(({ branch }) => (looks[branch]?.versionTree ?? null) !== null)
    : undefined;
  const commit = holder && looks[holder.branch]?.commit;
  return commit === undefined ? undefined : { kind: 'put-back', stage: holder?.stage ?? stage, commit };
}
