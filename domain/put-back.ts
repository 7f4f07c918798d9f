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
  const steps: StepState[] = [];
  for (const kind of kinds) {
    const id = freeId([...state.steps, ...steps], kind, stage);
    const towards = kind === 'remove' ? (at?.towards ?? stage) : stage;
    steps.push({ id, kind, stage, towards, status: 'pending' });
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
  const { attention, lost, steps } = state;
  if (attention?.reason === 'vanished') return true;
  const step = currentStep(state);
  if (step?.kind !== 'verify' || lost?.stage !== step.stage) return false;
  const change = steps
    .slice(0, steps.indexOf(step))
    .findLast(({ kind, status }) => (kind === 'add' || kind === 'remove') && status !== 'skipped');
  return change?.kind !== 'add' || change.stage !== step.stage;
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
