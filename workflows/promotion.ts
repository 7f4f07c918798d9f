import { condition } from '@temporalio/workflow';
import type { StepState } from '../domain/journey-state.ts';
import { comesFrom, judgePromotion } from '../domain/promotion.ts';
import type { Journey } from './journey.ts';

/** Waits until the version may go on from the stage before: soaked, and promoted where that is a person's business. */
export async function untilPromoted(journey: Journey, step: StepState): Promise<void> {
  const from = comesFrom(journey.state, step);
  const policy = from === undefined ? undefined : journey.stage(from).promotion;
  if (from === undefined || policy === undefined) return;
  for (;;) {
    const gate = judgePromotion(journey.state, step, from, policy, Date.now());
    if (gate.kind === 'go') return;
    journey.waitFor(gate.for, gate.sentence);
    journey.showStanding();
    const { length } = journey.state.decisions;
    const isTold = () => journey.state.decisions.length > length;
    if (gate.for === 'promotion') await condition(isTold);
    else await condition(isTold, Math.max(1, Date.parse(gate.until) - Date.now()));
  }
}
