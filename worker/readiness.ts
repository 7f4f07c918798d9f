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
  return judgeReadiness(worker.getStatus(), () =>
    connection.withDeadline(Date.now() + PATIENCE, () => connection.workflowService.getSystemInfo({})),
  );
}

/** As {@link checkReadiness}; `ask` throws when Temporal does not answer. */
export async function judgeReadiness(
  { runState, workflowPollerState, activityPollerState }: PollStatus,
  ask: () => Promise<unknown>,
): Promise<Readiness> {
  if (runState !== 'RUNNING') return { ready: false, reason: `The worker is ${runState.toLowerCase()}.` };
  if (workflowPollerState !== 'POLLING' || activityPollerState !== 'POLLING') {
    const states = `workflows: ${workflowPollerState}, activities: ${activityPollerState}`;
    return { ready: false, reason: `The worker does not poll (${states}).` };
  }
  try {
    await ask();
    return { ready: true, reason: 'The worker polls and Temporal answers.' };
  } catch (error) {
    return { ready: false, reason: `Temporal does not answer: ${(error as Error).message}` };
  }
}

type PollStatus = Pick<WorkerStatus, 'runState' | 'workflowPollerState' | 'activityPollerState'>;
