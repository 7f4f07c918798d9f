import { publisherWorkflowId, WATCHER_WORKFLOW_ID } from '../../domain/names.ts';
import { stageNamed } from '../../domain/pipeline.ts';
import type { PublisherInput } from '../../domain/publisher-state.ts';
import { startWatcher } from '../../worker/keep-watcher.ts';
import type { RecordedRun, RecordedRuns, RecordingWorld } from './recording-world.ts';

/** After so many events the publisher that is recorded continues as new. */
const MOST_EVENTS = 60;

/** Starts the publisher of a branch, before anybody asks for it, as one that soon continues as new. */
export async function startShortPublisher(
  { client, taskQueue, config }: RecordingWorld,
  stage: string,
): Promise<RecordedRun> {
  const { deploy, serves } = stageNamed(config.pipeline, stage);
  const input: PublisherInput = {
    stage,
    timing: config.timing,
    deploy,
    layers: serves.filter((served) => served !== stage),
    mostEvents: MOST_EVENTS,
  };
  const workflowId = publisherWorkflowId(stage);
  const options = { workflowId, taskQueue, args: [input] };
  const { firstExecutionRunId } = await client.workflow.start('branchPublisher', options);
  return { workflowId, runId: firstExecutionRunId };
}

/** The run that goes on where this one continued as new. @throws an Error when it has not. */
export async function runAfter({ client }: RecordingWorld, run: RecordedRun): Promise<RecordedRun> {
  const { workflowId, runId } = run;
  const { events = [] } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const next = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  if (!next) throw new Error(`${workflowId} has not continued as new after ${events?.length} events`);
  return { workflowId, runId: next };
}

/** Lets the watcher look while something is done. */
export async function watchMeanwhile(
  { client, config }: RecordingWorld,
  work: () => Promise<RecordedRuns>,
): Promise<RecordedRuns> {
  await startWatcher(client, config);
  const runs = await work();
  await client.workflow.getHandle(WATCHER_WORKFLOW_ID).terminate('recorded');
  return { ...runs, watcher: { workflowId: WATCHER_WORKFLOW_ID } };
}

/** An audit as the schedule starts it. */
export async function audit({ client, taskQueue, config }: RecordingWorld): Promise<RecordedRun> {
  const { pipeline, timing } = config;
  const workflowId = 'audit-recorded';
  await client.workflow.execute('storageAudit', { workflowId, taskQueue, args: [{ pipeline, timing }] });
  return { workflowId };
}
