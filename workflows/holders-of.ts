import type { BranchOfStage } from '../activities/judge-branches.ts';
import { keeperAt } from '../domain/early-removal.ts';
import type { StepState } from '../domain/journey-state.ts';
import type { Journey } from './journey.ts';

/** The stages whose branches the registry of a stage serves. */
export function holdersOf(journey: Journey, stage: string): BranchOfStage[] {
  return journey.stage(stage).serves.map((served) => ({
    stage: served,
    branch: journey.stage(served).branch,
  }));
}

/** The branch that must hold the version until the stage of this step is shown to serve it, where there is one. */
export function keeperOf(journey: Journey, step: StepState): { keeper?: string } {
  const stage = keeperAt(journey.state, step);
  return stage === undefined ? {} : { keeper: journey.stage(stage).branch };
}
