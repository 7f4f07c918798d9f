import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { quietRuntime } from '../setup/temporal-env.ts';
import type { JourneyHandle } from './journeys.ts';

/** Replays a history with the workflow code of this run. @throws a determinism error when the two disagree. */
export async function replay(handle: JourneyHandle): Promise<void> {
  await replayHistory(await handle.fetchHistory(), handle.workflowId);
}

/** Replays one run of any workflow of ours. @throws a determinism error when history and code disagree. */
export async function replayHistory(
  history: Awaited<ReturnType<JourneyHandle['fetchHistory']>>,
  workflowId: string,
): Promise<void> {
  quietRuntime();
  const { bundlePath } = inject('temporal');
  await Worker.runReplayHistory({ workflowBundle: { codePath: bundlePath } }, history, workflowId);
}
