import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { JourneyState } from '../domain/journey-state.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { JourneyEnding } from './errors/journey-ending.ts';

const PAUSE = 250;

/** Whether a running journey was asked to end from outside, as Cancel in the Temporal UI does. */
export function isCancelled({ raw }: Pick<WorkflowExecutionDescription, 'raw'>): boolean {
  return raw.workflowExtendedInfo?.cancelRequested === true;
}

/** Whether a journey is over, or was told to abort and cleans up: it does nothing more for its version. */
export function isEnding({ outcome, decisions }: JourneyState): boolean {
  return outcome !== undefined || decisions.some(({ kind, applied }) => kind === 'abort' && applied);
}

/**
 * Waits until a run is over, in whichever way: what it cleans up may be what a new journey begins with.
 *
 * @throws {@link JourneyEnding} when it is not within that time.
 */
export async function untilOver(
  packageVersion: PackageVersion,
  describeRun: () => Promise<Pick<WorkflowExecutionDescription, 'status'>>,
  patienceMs: number,
): Promise<void> {
  const end = Date.now() + patienceMs;
  while ((await describeRun()).status.name === 'RUNNING') {
    if (Date.now() >= end) throw new JourneyEnding(packageVersion, patienceMs);
    await delay(PAUSE);
  }
}
