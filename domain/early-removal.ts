import { isRemovalAccepted, pendingRemoval, type JourneyState, type StepState } from './journey-state.ts';
import { formatPackageVersion, type PackageVersion } from './package-version.ts';

/**
 * The stage whose branch must hold the version until the stage that a step is on the way to is shown to serve it;
 * undefined where there is none: nothing is removed for this proof, the branch was never seen to hold the version, or
 * somebody let its removal be. Pure.
 */
export function keeperAt(state: JourneyState, step: StepState): string | undefined {
  const stage = pendingRemoval(state, step.towards)?.stage;
  if (stage === undefined || isRemovalAccepted(state, step)) return undefined;
  const isAdded = state.steps.some(
    (other) => other.kind === 'add' && other.stage === stage && other.status === 'done',
  );
  return isAdded || state.leftOn?.includes(stage) === true ? stage : undefined;
}

/** In a clause: a branch let go of a version though nothing had shown that the next stage serves it. */
export function describeEarlyRemoval(packageVersion: PackageVersion, branch: string, stage: string): string {
  return `${branch} let go of ${formatPackageVersion(packageVersion)} before the registry of ${stage} was shown to serve it`;
}
