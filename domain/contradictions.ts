import { pairOf, type AuditFacts, type Holding } from './audit.ts';
import { pendingRemoval, type JourneyState, type StepState } from './journey-state.ts';

/** A step that is done, and a branch that says otherwise. */
export interface Contradiction {
  readonly step: string;
  readonly stage: string;
  readonly sentence: string;
  /** The trees that differ, where the branch holds another one. */
  readonly trees?: { readonly expected: string; readonly found: string };
}

/**
 * What the branches say against what a journey has done: what it added is gone or was replaced, what it removed is
 * there again. Of a stage only its last step that began counts, and only if that is done: one at work changes the
 * branch at this very moment. A removal by hand that a person let be is none.
 *
 * @param differences - what is known of trees that differ: other trees with the same bytes are no contradiction, and
 *   those that were not compared are taken to differ.
 */
export function findContradictions(
  state: JourneyState,
  on: readonly Holding[],
  differences: AuditFacts['differences'] = new Map(),
): Contradiction[] {
  const begun = state.steps.filter(
    ({ kind, status }) => (kind === 'add' || kind === 'remove') && status !== 'pending',
  );
  const stages = [...new Set(begun.map(({ stage }) => stage))];
  return stages.flatMap((stage) => {
    const last = begun.findLast((step) => step.stage === stage);
    const holding = on.find((candidate) => candidate.stage === stage);
    return last?.status === 'done' ? (judge(last, holding, state, differences) ?? []) : [];
  });
}

function judge(
  { id: step, kind, stage }: StepState,
  holding: Holding | undefined,
  state: JourneyState,
  differences: AuditFacts['differences'],
): Contradiction | undefined {
  if (kind === 'remove') {
    if (holding === undefined) return undefined;
    return { step, stage, sentence: `it was removed from ${stage}, and ${holding.branch} holds it again` };
  }
  if (holding === undefined) {
    if (isLetGo(state, stage)) return undefined;
    return { step, stage, sentence: `it was added to ${stage}, and the branch holds it no more` };
  }
  const { accepted, content } = state;
  const expected = (accepted?.[stage] ?? content)?.tree;
  const { tree: found } = holding;
  if (expected === undefined || expected === found) return undefined;
  const pair = pairOf(expected, found);
  const difference = differences.get(pair);
  if (differences.has(pair) && difference === undefined) return undefined;
  const what = difference ?? `tree ${found.slice(0, 12)} and not ${expected.slice(0, 12)}, not compared`;
  const sentence = `it was added to ${stage}, and ${holding.branch} holds other content of it now: ${what}`;
  return { step, stage, sentence, trees: { expected, found } };
}

/** True when a person accepted, at the proof before it, that the branch has let go of the version already. */
function isLetGo(state: JourneyState, stage: string): boolean {
  return state.decisions.some(({ kind, applied, step: id }) => {
    const proof = state.steps.find((step) => step.id === id);
    return (
      kind === 'accept-removal' &&
      applied &&
      proof !== undefined &&
      pendingRemoval(state, proof.towards)?.stage === stage
    );
  });
}
