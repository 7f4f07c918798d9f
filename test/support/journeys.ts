import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { DEFAULT_TIMING, type Timing } from '../../domain/timing.ts';
import type { JourneyInput } from '../../domain/journey-input.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import { journeyWorkflowId } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { stateQuery } from '../../workflows/messages.ts';
import type { packageLifecycle } from '../../workflows/index.ts';
import { PIPELINE } from './pipeline.ts';

export type JourneyHandle = WorkflowHandle<typeof packageLifecycle>;

/** Waits of a test: short, but a wait that nothing wakes outlasts the test. */
export const TEST_TIMING: Timing = {
  ...DEFAULT_TIMING,
  changeMs: 600_000,
  checksMs: 200,
  buildMs: 200,
  quietMs: 100,
  quietMostMs: 500,
  registryMs: 200,
  attemptMs: 20_000,
  heartbeatMs: 3_000,
  retryMs: 500,
};

let serial = 0;

/** The input of a journey of a version that no other test has. */
export function inputOf(change: Partial<JourneyInput> = {}): JourneyInput {
  serial += 1;
  return {
    packageVersion: parsePackageVersion(`sample@${process.pid}.${Date.now() % 1_000_000}.${serial}`),
    source: { kind: 'storage' },
    route: ['snapshot', 'staging', 'production'],
    pipeline: PIPELINE,
    requester: 'requester',
    timing: TEST_TIMING,
    ...change,
  };
}

/** Starts a journey under its own workflow id. */
export async function startJourney(
  client: Client,
  taskQueue: string,
  input: JourneyInput,
): Promise<JourneyHandle> {
  return client.workflow.start<typeof packageLifecycle>('packageLifecycle', {
    workflowId: journeyWorkflowId(input.packageVersion),
    taskQueue,
    args: [input],
  });
}

/** Asks for the state until it is as wanted. @throws with the last state when it is not within 40 seconds. */
export async function untilState(
  handle: JourneyHandle,
  wanted: (state: JourneyState) => boolean,
): Promise<JourneyState> {
  const end = Date.now() + 40_000;
  let last: JourneyState | undefined;
  while (Date.now() < end) {
    try {
      last = await handle.query(stateQuery);
      if (wanted(last)) return last;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the journey is not as wanted: ${JSON.stringify(last, undefined, 2)}`);
}

/** The number of events in a workflow's history. */
export async function countEvents(handle: JourneyHandle): Promise<number> {
  return (await handle.fetchHistory()).events?.length ?? 0;
}
