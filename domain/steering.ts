import { personOf, type People } from './approval-policy.ts';
import { brakeOn } from './brakes.ts';
import type { PlainDecision, PromoteDecision, SkipDecision } from './decisions.ts';
import { currentStep, pendingRemoval, type JourneyState, type StepState } from './journey-state.ts';
import type { SkippableKind } from './pipeline.ts';
import { refuseLight, refuseWeighty } from './refusals.ts';

/** Why a journey cannot be held; undefined when it can. Pure, as all here: validators ask it. */
export function refuseHold(state: JourneyState, decision: PlainDecision): string | undefined {
  const refused = refuseWeighty(state, decision);
  if (refused !== undefined) return refused;
  const { hold } = state;
  return hold === undefined ? undefined : `${hold.actor} holds it already: ${hold.reason}`;
}

/** Why a journey cannot be resumed; undefined when it can. */
export function refuseResume(state: JourneyState, decision: PlainDecision): string | undefined {
  const refused = refuseLight(state, decision);
  if (refused !== undefined) return refused;
  if (state.hold !== undefined || state.parked !== undefined) return undefined;
  const step = currentStep(state);
  const brake = step === undefined ? undefined : brakeOn(state, step);
  return brake === undefined
    ? 'nobody holds it, and it is not parked: there is nothing to resume'
    : `nobody holds it; ${brake.sentence}`;
}

/** Why a promotion does not apply; undefined when it does. */
export function refusePromote(
  state: JourneyState,
  { skipSoak, ...decision }: PromoteDecision,
): string | undefined {
  const refused = skipSoak === true ? refuseWeighty(state, decision) : refuseLight(state, decision);
  if (refused !== undefined) return refused;
  const step = currentStep(state);
  const { waiting } = state;
  if (step === undefined || (waiting?.for !== 'soak' && waiting?.for !== 'promotion'))
    return 'it waits for no promotion';
  const words = state.decisions.filter(
    (other) => other.kind === 'promote' && other.applied && other.step === step.id,
  );
  if (waiting.for === 'soak' && skipSoak !== true && waiting.sentence.endsWith('by itself'))
    return `${waiting.sentence}; to override the soak say promote --skip-soak, with a reason`;
  if (waiting.for === 'promotion' && skipSoak === true)
    return 'its soak is over: promote it without --skip-soak';
  const [earlier] = words;
  return earlier !== undefined && skipSoak !== true
    ? `${earlier.actor} promoted it already, at ${earlier.at}: ${waiting.sentence}`
    : undefined;
}

/**
 * Why a step cannot be skipped; undefined when it can, or when this is the first of the two people that it takes.
 *
 * @param allowed - the kinds of step that the policy of the current step's stage lets people skip.
 * @param people - what tells that two names are one person.
 */
export function refuseSkip(
  state: JourneyState,
  { step: named, ...decision }: SkipDecision,
  allowed: readonly SkippableKind[],
  people: People,
): string | undefined {
  const refused = refuseWeighty(state, decision);
  if (refused !== undefined) return refused;
  const step = currentStep(state);
  if (step === undefined) return 'it is at no step that could be skipped';
  if (named !== undefined && named !== step.id) return `it is at ${step.id} and not at ${named}`;
  if (!allowed.some((kind) => kind === step.kind)) {
    const kinds = allowed.length === 0 ? 'no step' : `only ${allowed.join(' and ')}`;
    return `the policy of ${step.stage} lets people skip ${kinds} there, and this is ${step.id}`;
  }
  const person = personOf(decision.actor, people);
  const earlier = skippersOf(state, step, people).find((actor) => personOf(actor, people) === person);
  return earlier === undefined
    ? undefined
    : `${earlier} said so already: a proof that lets a branch go takes a second person`;
}

/** True when as many people as it takes want a step to be skipped: two for a proof that lets a branch go of the version. */
export function isToBeSkipped(state: JourneyState, step: StepState, people: People): boolean {
  const isProofBeforeCleanUp =
    step.kind === 'verify' &&
    step.stage === step.towards &&
    pendingRemoval(state, step.towards) !== undefined;
  return skippersOf(state, step, people).length >= (isProofBeforeCleanUp ? 2 : 1);
}

/** True when people left out the proof of a stage that would have let the branch before go of the version. */
export function isProofSkipped(state: JourneyState, stage: string): boolean {
  return state.steps.some(
    (step) =>
      step.kind === 'verify' &&
      step.stage === stage &&
      step.towards === stage &&
      step.status === 'skipped' &&
      skippersOf(state, step, {}).length > 0,
  );
}

/** Those who want a step to be skipped: each person once, by the name that came first. */
export function skippersOf(
  { decisions }: JourneyState,
  { id }: Pick<StepState, 'id'>,
  people: People,
): string[] {
  const names = decisions.flatMap(({ kind, applied, step, actor }) =>
    kind === 'skip' && applied && step === id ? [actor] : [],
  );
  const persons = names.map((name) => personOf(name, people));
  return names.filter((_name, index) => persons.indexOf(persons[index] ?? '') === index);
}
