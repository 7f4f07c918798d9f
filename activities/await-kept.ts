import { describeEarlyRemoval } from '../domain/early-removal.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Timing } from '../domain/timing.ts';
import { stillWaiting } from './failures.ts';
import type { Services } from './services.ts';

export interface AwaitKeptInput {
  /** The stage that the version goes to next. */
  readonly stage: string;
  readonly packageVersion: PackageVersion;
  /** The branch that must hold the version until then; absent: none must. */
  readonly keeper?: string;
  /** True when it was seen to have let go of it. */
  readonly isRemovedEarly: boolean;
  readonly timing: Timing;
}

/**
 * Looks once whether a branch still holds a version that waits to go on. Returns when that is otherwise than it was
 * seen last; otherwise fails, benign, and is tried again.
 *
 * @returns `removedEarly` says, in a clause, that the branch let go of it.
 */
export async function awaitKept(
  { storage }: Services,
  { stage, packageVersion, keeper, isRemovedEarly, timing }: AwaitKeptInput,
): Promise<{ readonly removedEarly?: string }> {
  if (keeper === undefined) throw stillWaiting('no branch must hold it meanwhile', timing.changeMs);
  const { [keeper]: look } = await storage.lookAtBranches(packageVersion, [keeper]);
  const isGone = look?.versionTree === null;
  if (isGone === isRemovedEarly)
    throw stillWaiting(`${keeper} ${isGone ? 'has let go of it' : 'holds it'}`, timing.changeMs);
  return isGone ? { removedEarly: describeEarlyRemoval(packageVersion, keeper, stage) } : {};
}
