import type { JourneyState, StepState } from './journey-state.ts';

/**
 * Skips all steps before the one that adds the version to the stage where it was found.
 *
 * @param leftOn - less mature stages whose branch holds it, too. What removes it there is not skipped but comes
 *   last: only the proof of the route's last stage lets these branches go of it.
 */
export function goOnFrom(
  state: JourneyState,
  stage: string,
  why: string,
  leftOn: readonly string[] = [],
): JourneyState {
  const from = state.steps.findIndex((step) => step.kind === 'add' && step.stage === stage);
  const [before, after] = [state.steps.slice(0, from), state.steps.slice(from)];
  const cleanUps = leftOn.flatMap((left) => stepsOfRemoval(before, left));
  const skipped = before
    .filter((step) => !cleanUps.includes(step))
    .map((step): StepState => ({ ...step, status: 'skipped', why }));
  const towards = state.route.at(-1) ?? stage;
  return {
    ...state,
    ...(leftOn.length > 0 && { leftOn }),
    steps: [...skipped, ...after, ...cleanUps.map((step) => ({ ...step, towards }))],
  };
}

/** A removal, and the images and proofs that follow from it. */
function stepsOfRemoval(steps: readonly StepState[], stage: string): StepState[] {
  const start = steps.findIndex((step) => step.kind === 'remove' && step.stage === stage);
  const removal = steps[start];
  return removal === undefined ? [] : steps.slice(start).filter(({ towards }) => towards === removal.towards);
}
