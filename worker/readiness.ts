import { setTimeout as delay } from 'node:timers/promises';
import type { NativeConnection, Worker, WorkerStatus } from '@temporalio/worker';

const PATIENCE = 2_000;

/** Whether a worker does its work, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  /** One sentence. */
  readonly reason: string;
}

/** Looks whether the worker polls and Temporal answers within two seconds. Never throws. */
export async function checkReadiness(worker: Worker, connection: NativeConnection): Promise<Readiness> {
  return judgeReadiness(worker.getStatus(), () => connection.workflowService.getSystemInfo({}), PATIENCE);
}

/**
 * As {@link checkReadiness}; `ask` throws when Temporal does not answer.
 *
 * @param patience - milliseconds. The SDK's core has a patience of its own and tries for some ten seconds,
 *   whatever the deadline of the call: too long for whoever probes.
 */
export async function judgeReadiness(
  { runState, workflowPollerState, activityPollerState }: PollStatus,
  ask: () => Promise<unknown>,
  patience: number,
): Promise<Readiness> {
  if (runState !== 'RUNNING') return { ready: false, reason: `The worker is ${runState.toLowerCase()}.` };
  if (workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING') {
    const states = `workflows: ${workflowPollerState}, activities: ${activityPollerState}`;
    return { ready: false, reason: `The worker does not poll (${states}).` };
  }
  const answered = ask().then(
    () => undefined,
    (error: Error) => error.message,
  );
  const problem = await Promise.race([
    answered,
    delay(patience, `not within ${patience} ms`, { ref: false }),
  ]);
  return problem === undefined
    ? { ready: true, reason: 'The worker polls and Temporal answers.' }
    : { ready: false, reason: `Temporal does not answer: ${problem}` };
}

type PollStatus = Pick<WorkerStatus, 'runState' | 'workflowPollerState' | 'activityPollerState'>;
