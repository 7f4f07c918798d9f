import { Context, getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { LINE_RUNS, type Line } from '../domain/line.ts';
import { LINE_WORKFLOW_ID } from '../domain/names.ts';
import { RUNNING_JOURNEYS } from '../domain/search-attributes.ts';
import { unavailable } from './failures.ts';

export interface TellLineInput {
  readonly line: Line;
}

/**
 * Tells every running journey what is stopped. A journey that is told twice, or of an older state of the line,
 * passes it over, so it may run twice. One that begins meanwhile asks the line itself.
 */
export async function tellLine({ line }: TellLineInput): Promise<void> {
  const { workflow } = getClient();
  try {
    for await (const { workflowId } of workflow.list({ query: RUNNING_JOURNEYS })) {
      Context.current().heartbeat();
      await workflow
        .getHandle(workflowId)
        .signal('line', line)
        .catch((error: unknown) => {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        });
    }
  } catch (error) {
    throw error instanceof Error ? unavailable(`Temporal: ${error.message}`, error) : error;
  }
}

/** What of the line is stopped at this moment. A line that nobody ever stopped runs. */
export async function lookAtLine(): Promise<Line> {
  const client = getClient();
  try {
    // Only a worker answers a query: the last one that shuts down would wait for itself.
    return await client.withAbortSignal(Context.current().cancellationSignal, async () => {
      const handle = client.workflow.getHandle(LINE_WORKFLOW_ID);
      if ((await handle.describe()).status.name !== 'RUNNING') return LINE_RUNS;
      const { version, stops } = await handle.query<Line>('state');
      return { version, stops };
    });
  } catch (error) {
    Context.current().cancellationSignal.throwIfAborted();
    if (error instanceof WorkflowNotFoundError) return LINE_RUNS;
    throw error instanceof Error ? unavailable(`Temporal: ${error.message}`, error) : error;
  }
}
