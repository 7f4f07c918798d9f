import type { Scene, Terms } from './explanation.ts';
import { currentStep, type JourneyState } from './journey-state.ts';
import { formatPackageVersion } from './package-version.ts';

/** What the standing of a journey is explained by. */
export function sceneOf(state: JourneyState, terms: Terms): Scene {
  const step = currentStep(state);
  const stage = terms.pipeline.stages.find(({ name }) => name === step?.stage);
  return {
    state,
    terms,
    name: formatPackageVersion(state.packageVersion),
    ...(step !== undefined && { step }),
    ...(stage !== undefined && { stage }),
  };
}
