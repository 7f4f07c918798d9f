import type { JourneyState, RecordedDecision, StepState } from './journey-state.ts';
import type { Stage } from './pipeline.ts';

/** What a stage asks for before a version goes on from it. */
export type PromotionPolicy = NonNullable<Stage['promotion']>;

/** What leads on from a stage at this moment. `until` is ISO 8601. */
export type PromotionGate =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly for: 'soak'; readonly until: string; readonly sentence: string }
  | { readonly kind: 'wait'; readonly for: 'promotion'; readonly sentence: string };

/**
 * Judges whether a version may go on from a stage: it soaked there for as long as the policy asks, counted from the
 * proof of its registry, and, where that is a person's business, somebody promoted it. Pure.
 *
 * @param step - the step that adds it to the next stage.
 * @param from - the stage that it goes on from.
 * @param now - epoch milliseconds.
 */
export function judgePromotion(
  state: JourneyState,
  step: StepState,
  from: string,
  policy: PromotionPolicy,
  now: number,
): PromotionGate {
  const word = promotionOf(state, step);
  const until = soakedAt(state, from, policy);
  if (now < until && word?.skipSoak !== true) {
    const at = new Date(until).toISOString();
    const then =
      policy.mode === 'automatic' || word !== undefined
        ? 'then it goes on by itself'
        : 'then somebody must promote it';
    return { kind: 'wait', for: 'soak', until: at, sentence: `it soaks in ${from} until ${at}; ${then}` };
  }
  if (policy.mode === 'manual' && word === undefined) {
    return {
      kind: 'wait',
      for: 'promotion',
      sentence: `for somebody to promote it from ${from} to ${step.stage}`,
    };
  }
  return { kind: 'go' };
}

/**
 * The stage that a version goes on from by this step; undefined where it is no promotion: at the first stage, and for
 * a version that was found further on, or that is put back.
 */
export function comesFrom({ route, steps }: JourneyState, { id, stage }: StepState): string | undefined {
  const from = route[route.indexOf(stage) - 1];
  const additions = steps.filter(({ kind }) => kind === 'add');
  const isBack = additions.some(
    (other) => other.stage === stage && other.id !== id && other.status === 'done',
  );
  const isFound = additions.some((other) => other.stage === from && other.status === 'skipped');
  return isBack || isFound ? undefined : from;
}

/** The word that promoted the version to this step's stage; the one that skipped the soak counts most. */
function promotionOf({ decisions }: JourneyState, { id }: StepState): RecordedDecision | undefined {
  const words = decisions.filter(({ kind, applied, step }) => kind === 'promote' && applied && step === id);
  return words.find(({ skipSoak }) => skipSoak === true) ?? words[0];
}

/** When the soak is over, epoch milliseconds. A version that was found at the stage began to soak with its journey. */
function soakedAt(state: JourneyState, from: string, { soakMs = 0 }: PromotionPolicy): number {
  const proof = state.steps.findLast(
    ({ kind, stage, status }) => kind === 'verify' && stage === from && status === 'done',
  );
  return Date.parse(proof?.finishedAt ?? state.startedAt) + soakMs;
}
