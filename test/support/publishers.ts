import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { publisherWorkflowId } from '../../domain/names.ts';
import type {
  PublisherInput,
  PublisherState,
  PublishRequest,
  PublishTerms,
} from '../../domain/publisher-state.ts';
import { publisherQuery, requestSignal } from '../../workflows/messages.ts';
import type { branchPublisher } from '../../workflows/index.ts';
import { replayHistory } from './replay.ts';

export type PublisherHandle = WorkflowHandle<typeof branchPublisher>;
type History = Awaited<ReturnType<PublisherHandle['fetchHistory']>>;

export function publisherOf(client: Client, stage: string): PublisherHandle {
  return client.workflow.getHandle<typeof branchPublisher>(publisherWorkflowId(stage));
}

/** Asks a publisher for an image as a journey's activity does: it is started where it does not run. */
export async function signalRequest(
  client: Client,
  taskQueue: string,
  request: PublishRequest,
  input: PublisherInput,
): Promise<void> {
  await client.workflow.signalWithStart<typeof branchPublisher, [PublishRequest, PublishTerms]>(
    'branchPublisher',
    {
      workflowId: publisherWorkflowId(input.stage),
      taskQueue,
      args: [input],
      signal: requestSignal,
      signalArgs: [request, { timing: input.timing, deploy: input.deploy }],
    },
  );
}

/** Asks for the state until it is as wanted. @throws with the last state when it is not within 30 seconds. */
export async function untilPublisher(
  handle: PublisherHandle,
  wanted: (state: PublisherState) => boolean,
): Promise<PublisherState> {
  const end = Date.now() + 30_000;
  let last: PublisherState | undefined;
  while (Date.now() < end) {
    try {
      last = await handle.query(publisherQuery);
      if (wanted(last)) return last;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the publisher is not as wanted: ${JSON.stringify(last, undefined, 2)}`);
}

/** The histories of all runs that continued one another, the newest first. */
export async function historiesOf(client: Client, stage: string): Promise<History[]> {
  const workflowId = publisherWorkflowId(stage);
  const histories: History[] = [];
  let runId: string | null | undefined;
  do {
    const history: History = await client.workflow.getHandle(workflowId, runId ?? undefined).fetchHistory();
    histories.push(history);
    runId = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  } while (runId);
  return histories;
}

/** Replays every run of a stage's publisher. @throws a determinism error when code and history disagree. */
export async function replayPublisher(client: Client, stage: string): Promise<void> {
  for (const history of await historiesOf(client, stage))
    await replayHistory(history, publisherWorkflowId(stage));
}
