import type { BranchOfStage } from '../activities/judge-branches.ts';
import type { Journey } from './journey.ts';

/** The stages whose branches the registry of a stage serves. */
export function holdersOf(journey: Journey, stage: string): BranchOfStage[] {
  return journey.stage(stage).serves.map((served) => ({
    stage: served,
    branch: journey.stage(served).branch,
  }));
}
