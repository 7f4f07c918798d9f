import { Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { quietRuntime } from '../setup/temporal-env.ts';
import type { JourneyHandle } from './journeys.ts';

/** Replays a history with the workflow code of this run. @throws a determinism error when the two disagree. */
export async function replay(handle: JourneyHandle): Promise<void> {
  quietRuntime();
  const { bundlePath } = inject('temporal');
  await Worker.runReplayHistory(
    { workflowBundle: { codePath: bundlePath } },
    await handle.fetchHistory(),
    handle.workflowId,
  );
}
