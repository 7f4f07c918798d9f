import { Context, getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { describeStop, LINE_RUNS, stageStopFor, type Line } from '../domain/line.ts';
import { LINE_WORKFLOW_ID } from '../domain/names.ts';
import { RUNNING_JOURNEYS } from '../domain/search-attributes.ts';
import type { Timing } from '../domain/timing.ts';
import { stillWaiting, unavailable } from './failures.ts';
import { recall, remember } from './pulse.ts';

export interface TellLineInput {
  readonly line: Line;
}

/**
 * Tells every running journey what is stopped. A journey that is told twice, or of an older state of the line,
 * passes it over, so it may run twice. One that begins meanwhile asks the line itself.
 *
 * @throws an `Unavailable` failure when some could not be told, after all others were: the next attempt tells only them.
 */
export async function tellLine({ line }: TellLineInput): Promise<void> {
  const untold: string[] = [];
  let why: unknown;
  for await (const workflowId of journeysToTell()) {
    // A newer state of the line is told by now.
    Context.current().cancellationSignal.throwIfAborted();
    try {
      await tell(workflowId, line);
    } catch (error) {
      untold.push(workflowId);
      why = error;
    }
  }
  if (untold.length === 0) return;
  remember(untold);
  const sentence = why instanceof Error ? why.message : String(why);
  throw unavailable(
    `${untold.length} journeys could not be told, such as ${untold.at(-1)}: ${sentence}`,
    why,
  );
}

/** Those that an earlier attempt could not tell, else all that run. */
async function* journeysToTell(): AsyncGenerator<string> {
  const untold = recall();
  if (Array.isArray(untold)) {
    for (const workflowId of untold) yield String(workflowId);
    return;
  }
  try {
    for await (const { workflowId } of getClient().workflow.list({ query: RUNNING_JOURNEYS }))
      yield workflowId;
  } catch (error) {
    throw temporalUnavailable(error);
  }
}

/** Tells one journey; one that is gone is passed over. */
async function tell(workflowId: string, line: Line): Promise<void> {
  try {
    await getClient().workflow.getHandle(workflowId).signal('line', line);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/**
 * What of the line is stopped at this moment. A line that nobody ever stopped runs. What one that was terminated had
 * stopped stays so until somebody lets it go on: nobody may take the loss of the line for a word that it runs.
 */
export async function lookAtLine(): Promise<Line> {
  const client = getClient();
  try {
    // Only a worker answers a query: the last one that shuts down would wait for itself.
    return await client.withAbortSignal(Context.current().cancellationSignal, async () => {
      const { version, stops } = await client.workflow.getHandle(LINE_WORKFLOW_ID).query<Line>('state');
      return { version, stops };
    });
  } catch (error) {
    Context.current().cancellationSignal.throwIfAborted();
    if (error instanceof WorkflowNotFoundError) return LINE_RUNS;
    throw temporalUnavailable(error);
  }
}

/** Why nothing is built or rolled out at a stage at this moment, in a sentence; undefined where the line runs. */
export async function whyStopped(stage: string): Promise<string | undefined> {
  const stop = stageStopFor(await lookAtLine(), stage);
  return stop && `held by the line: ${describeStop(stop)}`;
}

export interface AwaitLineInput {
  readonly stage: string;
  /** Why the line was seen to be stopped there. */
  readonly seen: string;
  readonly timing: Timing;
}

/** Looks at the line once; returns when it goes on at the stage, or is stopped there for another reason. */
export async function awaitLine({ stage, seen, timing }: AwaitLineInput): Promise<void> {
  if ((await whyStopped(stage)) === seen) throw stillWaiting(`waiting: ${seen}`, timing.buildMs);
}

function temporalUnavailable(error: unknown): unknown {
  return error instanceof Error ? unavailable(`Temporal: ${error.message}`, error) : error;
}
