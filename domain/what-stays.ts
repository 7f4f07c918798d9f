import type { JourneyState } from './journey-state.ts';
import { formatPackageVersion } from './package-version.ts';
import type { PlannedStep } from './plan.ts';

/** A pull request of a journey that is merged: nothing takes it back by itself. */
export interface MergedChange extends Pick<PlannedStep, 'kind' | 'stage'> {
  readonly number: number;
}

/**
 * What an abort does not take back: the journey's pull requests that are merged, in their order. What a branch held
 * before the journey came is none of them.
 */
export function whatStays({ steps }: Pick<JourneyState, 'steps'>): MergedChange[] {
  return steps.flatMap(({ kind, stage, result }) =>
    result?.kind === 'change' && result.number !== undefined ? [{ kind, stage, number: result.number }] : [],
  );
}

/** The command that takes out what stays, undefined where the journey has brought its version nowhere. */
export function withdrawalOf(state: Pick<JourneyState, 'steps' | 'packageVersion'>): string | undefined {
  if (!whatStays(state).some(({ kind }) => kind === 'add')) return undefined;
  return `limelight withdraw ${formatPackageVersion(state.packageVersion)} --reason WHY`;
}
