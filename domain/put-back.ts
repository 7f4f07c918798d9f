import type { RepairDecision } from './decisions.ts';
import {
  currentStep,
  nextStep,
  pendingRemoval,
  type JourneyState,
  type RepairWay,
  type StepState,
} from './journey-state.ts';
import type { PlannedStep, StepKind } from './plan.ts';

/**
 * The steps that put a version back on the branch of a stage that let go of it, before the step that is at work
 * or comes next: that one begins anew after them.
 *
 * @param again - whether the branch lets go of it again afterwards, as it had been planned; what the new image is
 *   like is then proved by the step that begins anew, and the stage that that one is on the way to must be shown to
 *   serve the version: those before may have let go of it since.
 */
export function putBack(state: JourneyState, stage: string, again: boolean): JourneyState {
  const at = currentStep(state) ?? nextStep(state);
  const kinds: StepKind[] = ['add', 'publish', 'verify', ...(again ? (['remove', 'publish'] as const) : [])];
  const towardsOf = (kind: StepKind): string => (kind === 'remove' ? (at?.towards ?? stage) : stage);
  return insertSteps(
    state,
    at,
    kinds.map((kind) => ({ kind, stage, towards: towardsOf(kind) })),
  );
}

/** Steps with ids of their own before another one; at the end where there is none. */
function insertSteps(
  state: JourneyState,
  at: StepState | undefined,
  planned: readonly Omit<PlannedStep, 'id'>[],
): JourneyState {
  const steps: StepState[] = [];
  for (const step of planned) {
    const id = freeId([...state.steps, ...steps], step.kind, step.stage);
    steps.push({ id, ...step, status: 'pending' });
  }
  const position = at === undefined ? state.steps.length : state.steps.indexOf(at);
  return {
    ...state,
    steps: [...state.steps.slice(0, position), ...steps, ...state.steps.slice(position)],
  };
}

/**
 * True while the step at work watches a registry that lost the version, whatever else it waits for or needs meanwhile.
 * The proof that belongs to a put-back is not such a step: there it is on its way back already.
 */
export function isLossWatched(state: JourneyState): boolean {
  const { attention, lost } = state;
  if (attention?.reason === 'vanished') return true;
  const step = currentStep(state);
  if (step?.kind !== 'verify' || lost?.stage !== step.stage) return false;
  const change = changeBefore(state, step);
  return change?.kind !== 'add' || change.stage !== step.stage;
}

/** The change of a branch whose effect on a registry a step is to prove; undefined when none came before it. */
export function changeBefore(state: JourneyState, step: StepState): StepState | undefined {
  return stepsBefore(state, step).findLast(
    ({ kind, status }) => (kind === 'add' || kind === 'remove') && status !== 'skipped',
  );
}

/** The steps that come before one, in their order. */
export function stepsBefore({ steps }: JourneyState, { id }: StepState): readonly StepState[] {
  return steps.slice(
    0,
    steps.findIndex((step) => step.id === id),
  );
}

/** The stage whose branch let go of the version before a step, so that it is not to hold it; undefined for an addition. */
export function letGoBefore(state: JourneyState, step: StepState): string | undefined {
  const change = changeBefore(state, step);
  return change?.kind === 'remove' ? change.stage : undefined;
}

/**
 * The steps that take a version from the branch of a stage once more, where somebody undid its removal: before the step
 * at work, which begins anew after them and proves their image.
 */
export function removeAgain(state: JourneyState, stage: string): JourneyState {
  const at = currentStep(state) ?? nextStep(state);
  const towards = at?.towards ?? stage;
  const own = ['remove', 'publish'] as const;
  const first = own.map((kind) => ({ kind, stage }));
  // Images of other stages are made from the stage's own, which must be out before.
  const further =
    at === undefined || at.stage === stage
      ? []
      : [
          { kind: 'verify' as const, stage },
          { kind: 'publish' as const, stage: at.stage },
        ];
  return insertSteps(
    state,
    at,
    [...first, ...further].map((step) => ({ ...step, towards })),
  );
}

/** How, and at which stage, what is lost at this moment is to be repaired. */
export function repairOf(
  state: JourneyState,
  { way = 'rebuild' }: RepairDecision,
): { way: RepairWay; stage: string } {
  const step = currentStep(state);
  const stage = step?.stage ?? '';
  if (state.attention?.reason !== 'removed-early') return { way, stage };
  return { way: 'put-back', stage: pendingRemoval(state, step?.towards ?? '')?.stage ?? stage };
}

/** Ids are counted as in a plan: `add-snapshot`, `add-snapshot-2`. */
function freeId(steps: readonly PlannedStep[], kind: StepKind, stage: string): string {
  const count = steps.filter((step) => step.kind === kind && step.stage === stage).length + 1;
  return count === 1 ? `${kind}-${stage}` : `${kind}-${stage}-${count}`;
}
