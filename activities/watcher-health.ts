import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { FailureType } from '../domain/failure-types.ts';
import { WATCHER_WORKFLOW_ID } from '../domain/names.ts';

/** Whether somebody watches all pull requests, and if not, why. */
export interface WatcherHealth {
  /** `absent`: it does not run. `blind`: it runs and sees nothing. */
  readonly state: 'watching' | 'blind' | 'absent';
  /** One clause, such as `the watcher is not running`. */
  readonly sentence: string;
}

/** https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/workflow.proto */
const SCHEDULED = 1;

/** How late a look may be until nobody seems to take it. */
const LATE_MS = 5 * 60_000;
/** At how many attempts at one workflow task something is wrong with the workflow's code. */
const MOST_TASK_ATTEMPTS = 3;

/**
 * Looks, by one call of Temporal, how the repository's watcher does.
 *
 * @param lateMs - how late what it has to do may be until nobody seems to take it.
 * @throws the SDK's error without an answer.
 */
export async function lookAtWatcher(client: Client, lateMs = LATE_MS): Promise<WatcherHealth> {
  const absent: WatcherHealth = { state: 'absent', sentence: 'the watcher is not running' };
  try {
    const { status, raw } = await client.workflow.getHandle(WATCHER_WORKFLOW_ID).describe();
    if (status.name !== 'RUNNING') return absent;
    const blindness = findBlindness(raw, lateMs);
    return blindness === undefined
      ? { state: 'watching', sentence: 'the watcher is running' }
      : { state: 'blind', sentence: `the watcher sees nothing (${blindness})` };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return absent;
    throw error;
  }
}

const NO_WORKER = 'no worker takes its looks';

type Description = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['describe']>>['raw'];

/** A task of a workflow, or a look of it. */
type Due = Pick<NonNullable<Description['pendingActivities']>[number], 'scheduledTime'> & {
  readonly state?: number | null;
};

function findBlindness(
  { pendingActivities, pendingWorkflowTask }: Description,
  lateMs: number,
): string | undefined {
  const isLate = ({ state, scheduledTime }: Due): boolean =>
    Number(state) === SCHEDULED && Date.now() - tsToMs(scheduledTime) > lateMs;
  if (pendingWorkflowTask && isLate(pendingWorkflowTask)) return NO_WORKER;
  if ((pendingWorkflowTask?.attempt ?? 1) > MOST_TASK_ATTEMPTS) return 'its workflow task fails';
  const [look] = pendingActivities ?? [];
  if (look === undefined) return undefined;
  const failure = look.lastFailure;
  if (failure && failure.applicationFailureInfo?.type !== FailureType.stillWaiting)
    return failure.message ?? 'its look fails';
  return isLate(look) ? NO_WORKER : undefined;
}
