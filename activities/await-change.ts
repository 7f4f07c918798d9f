import type { ChangePolicy } from '../domain/change-gate.ts';
import { isSameObservation, type ChangeObservation, type ChangeOrder } from '../domain/change.ts';
import { describeChecks } from '../domain/checks.ts';
import type { Timing } from '../domain/timing.ts';
import type { PullRequestLook } from '../services/github/github-storage.ts';
import { notSettled, stillWaiting } from './failures.ts';
import { observeChange, requiredChecks } from './observe-change.ts';
import type { Services } from './services.ts';

export interface AwaitChangeInput {
  readonly order: ChangeOrder;
  readonly policy: ChangePolicy;
  readonly seen: ChangeObservation;
  readonly timing: Timing;
}

/**
 * Looks at a change once. Returns when it differs from what was seen; otherwise fails, benign, and is tried
 * again after a pause that the server keeps: a wait of a year adds no history.
 */
export async function awaitChange(
  { storage }: Services,
  { order, policy, seen, timing }: AwaitChangeInput,
): Promise<ChangeObservation> {
  const look = await storage.lookAtPullRequest({ number: seen.number, packageVersion: order.packageVersion });
  if (look === null) throw notSettled(`pull request #${seen.number} does not show yet`);
  const observation = observeChange(look, order, policy.checks);
  if (!isSameObservation(observation, seen)) return observation;
  const busy =
    observation.state === 'open' &&
    (observation.checks.state === 'pending' || observation.mergeability === 'unknown');
  throw stillWaiting(describeLook(look, policy), busy ? timing.checksMs : timing.changeMs);
}

/** The finer detail of a wait, for the pending activity's last failure. */
function describeLook(look: PullRequestLook, policy: ChangePolicy): string {
  const required = requiredChecks(look, policy.checks);
  const approvals = look.reviews.filter(({ state }) => state === 'APPROVED').length;
  return `waiting: ${describeChecks(look.contexts, required)}; ${approvals} approving reviews; GitHub says ${look.mergeStateStatus}`;
}
