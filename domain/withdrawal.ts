import type { JourneyState, StepState } from './journey-state.ts';
import { checkPipeline, type Pipeline } from './pipeline.ts';
import type { PlannedStep, StepKind } from './plan.ts';

/**
 * Derives the steps that take a version out of everything: remove it from each branch, then publish each image and
 * verify that its registry lets go of it, always the most mature first, because each image is built from the more
 * mature ones.
 *
 * @throws {@link InvalidPipeline} when the pipeline makes no sense.
 */
export function planWithdrawal(pipeline: Pipeline): PlannedStep[] {
  const stages = checkPipeline(pipeline).stages.toReversed();
  const step = (kind: StepKind, stage: string): PlannedStep => ({
    id: `${kind}-${stage}`,
    kind,
    stage,
    towards: stage,
  });
  return [
    ...stages.map(({ name }) => step('remove', name)),
    ...stages.flatMap(({ name }) => [step('publish', name), step('verify-gone', name)]),
  ];
}

/**
 * Skips what a withdrawal need not do: branches that do not hold the version, and registries that serve none of those
 * that do.
 *
 * @param holders - the stages whose branch holds it.
 */
export function withdrawFrom(
  state: JourneyState,
  pipeline: Pipeline,
  holders: readonly string[],
): JourneyState {
  const concerns = ({ kind, stage }: StepState): boolean =>
    kind === 'remove'
      ? holders.includes(stage)
      : pipeline.stages.some(
          ({ name, serves }) => name === stage && serves.some((served) => holders.includes(served)),
        );
  const steps = state.steps.map((step): StepState => {
    if (concerns(step)) return step;
    const why =
      step.kind === 'remove' ? `${step.stage} does not hold it` : 'it serves no branch that held it';
    return { ...step, status: 'skipped', why };
  });
  return { ...state, steps };
}
