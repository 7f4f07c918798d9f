import { CancellationScope, sleep } from '@temporalio/workflow';
import type { StepState } from '../domain/journey-state.ts';
import { comesFrom, judgePromotion } from '../domain/promotion.ts';
import { keeperOf } from './holders-of.ts';
import type { Journey } from './journey.ts';

/**
 * Waits until the version may go on from the stage before: soaked, and promoted where that is a person's business.
 * Meanwhile that stage must keep it: somebody who takes it out has a reason.
 */
export async function untilPromoted(journey: Journey, step: StepState): Promise<void> {
  const from = comesFrom(journey.state, step);
  const policy = from === undefined ? undefined : journey.stage(from).promotion;
  if (from === undefined || policy === undefined) return;
  let removedEarly: string | undefined;
  for (;;) {
    const gate = judgePromotion(journey.state, step, from, policy, Date.now());
    if (gate.kind === 'go') return;
    const kept = keeperOf(journey, step);
    if (kept.keeper === undefined) removedEarly = undefined;
    if (removedEarly === undefined) journey.waitFor(gate.for, gate.sentence);
    else
      journey.needAttention(
        'removed-early',
        `${removedEarly}: it does not go on before somebody puts it back, or lets it be`,
      );
    const endAlarm = gate.for === 'soak' ? wakeAt(journey, gate.until) : undefined;
    try {
      const looked = await journey.look(`Watch that ${from} keeps it`, (activities) =>
        activities.awaitKept({
          stage: step.stage,
          packageVersion: journey.input.packageVersion,
          ...kept,
          isRemovedEarly: removedEarly !== undefined,
          timing: journey.input.timing,
        }),
      );
      if (looked.kind === 'seen') removedEarly = looked.seen.removedEarly;
    } finally {
      endAlarm?.();
    }
  }
}

/** Wakes the look that is open at that time. @returns what calls it off. */
function wakeAt(journey: Journey, until: string): () => void {
  const scope = new CancellationScope();
  const ms = Math.max(1, Date.parse(until) - Date.now());
  scope
    .run(() => sleep(ms, { summary: 'Until the soak is over' }))
    .then(
      () => journey.wake(),
      () => undefined,
    );
  return () => scope.cancel();
}
