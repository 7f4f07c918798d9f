import { Context, getClient } from '@temporalio/activity';
import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { publisherWorkflowId } from '../domain/names.ts';
import {
  type PublishAnswer,
  type PublisherInput,
  type PublisherState,
  type PublisherWord,
  type PublishRequest,
  type PublishTerms,
  type WordOnRequest,
} from '../domain/publisher-state.ts';
import type { Deploy } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { stillWaiting, unavailable } from './failures.ts';

export interface AskPublisherInput {
  readonly stage: string;
  readonly request: PublishRequest;
  /** Its word that was seen already; absent on the first look. */
  readonly seen?: PublisherWord;
  /** A person told the journey to try again, while the publisher was held since then. */
  readonly retry?: { readonly heldSince: string; readonly actor: string; readonly reason?: string };
  readonly timing: Timing;
  readonly deploy: Deploy;
  /** The names of the stages whose images this one is built from. */
  readonly layers?: readonly string[];
}

/** How many journeys a second may look at one publisher: each look costs it a task of its only thread. */
const MOST_LOOKS_A_SECOND = 10;

/**
 * Asks a publisher at first, and then looks at its word on the request; asks again, or brings it back, when it does
 * not know the request. Returns when the word is another than was seen.
 *
 * Asking is safe to repeat: the publisher knows a request by its id. So a publisher that somebody terminated is
 * there again with the next look, and an answer that was lost is read from its state. Answers come by signal: the
 * more journeys wait together, the more seldom each looks.
 */
export async function askPublisher(input: AskPublisherInput): Promise<PublisherWord> {
  return whileRunning(() => lookAtWord(input));
}

async function lookAtWord(input: AskPublisherInput): Promise<PublisherWord> {
  const { stage, request, seen, retry, timing, deploy, layers } = input;
  // A publisher that a hundred journeys ask at once is too busy to be looked at, but takes any number of signals.
  const isFirst = seen === undefined && Context.current().info.attempt === 1;
  const { word, open = 0 } =
    (isFirst ? undefined : await queryPublisher<WordOnRequest>(stage, 'word', request.id)) ?? {};
  if (word === undefined) {
    await ask(stage, request, { timing, deploy, ...(layers !== undefined && { layers }) });
    throw stillWaiting(`asked publisher/${stage}`, timing.buildMs);
  }
  if (word.kind === 'held' && retry?.heldSince === word.since) {
    await passOnRetry(stage, retry);
    throw stillWaiting(`told publisher/${stage} to try again`, Math.min(timing.buildMs, 1_000));
  }
  if (isNews(word, seen)) return word;
  const pauseMs = Math.max(timing.buildMs, (1_000 * open) / MOST_LOOKS_A_SECOND);
  throw stillWaiting(`waiting: ${describe(word)}`, pauseMs);
}

export interface AnswerJourneysInput {
  readonly answers: readonly PublishAnswer[];
}

/**
 * Signals the build to each journey that waits for it. A journey that is gone is passed over; one that does not
 * wait for this id ignores it, so a second run does no harm.
 */
export async function answerJourneys({ answers }: AnswerJourneysInput): Promise<void> {
  const { workflow } = getClient();
  for (const answer of answers) {
    try {
      await workflow.getHandle(answer.workflowId).signal('published', answer);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw temporalUnavailable(error);
    }
    Context.current().heartbeat();
  }
}

/**
 * Tells a stage's publisher that a request counts no more. One that is answered, or unknown, changes nothing; so a
 * second run does no harm.
 *
 * @returns false when there is no publisher.
 */
export async function withdrawRequest(stage: string, id: string): Promise<boolean> {
  try {
    await getClient().workflow.getHandle(publisherWorkflowId(stage)).signal('withdrawRequest', { id });
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw temporalUnavailable(error);
  }
}

export interface FindGoneInput {
  readonly requests: readonly PublishRequest[];
}

/** The ids of the requests whose journeys run no more: ended, aborted, terminated. Reads only. */
export async function findGone({ requests }: FindGoneInput): Promise<string[]> {
  const { workflow } = getClient();
  const gone: string[] = [];
  for (const { id, workflowId } of requests) {
    Context.current().heartbeat();
    try {
      const { status, raw } = await workflow.getHandle(workflowId).describe();
      const firstRunId = raw.workflowExecutionInfo?.firstRunId;
      // The same version may be on its way again: a request of an earlier journey is as gone as that.
      if (status.name !== 'RUNNING' || (firstRunId && !id.startsWith(`${firstRunId}/`))) gone.push(id);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw temporalUnavailable(error);
      gone.push(id);
    }
  }
  return gone;
}

/** The state of a stage's publisher; undefined when none runs. */
export async function lookAtPublisher(stage: string): Promise<PublisherState | undefined> {
  return whileRunning(() => queryPublisher<PublisherState>(stage, 'state'));
}

/** Only a worker answers a query: the last one that shuts down would wait for itself. */
function whileRunning<T>(ask: () => Promise<T>): Promise<T> {
  return getClient().withAbortSignal(Context.current().cancellationSignal, ask);
}

async function queryPublisher<T>(stage: string, query: string, ...args: string[]): Promise<T | undefined> {
  const handle = getClient().workflow.getHandle(publisherWorkflowId(stage));
  try {
    const { status } = await handle.describe();
    return status.name === 'RUNNING' ? await handle.query<T, string[]>(query, ...args) : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError || error instanceof QueryNotRegisteredError) return undefined;
    throw temporalUnavailable(error);
  }
}

async function ask(stage: string, request: PublishRequest, terms: PublishTerms): Promise<void> {
  const input: PublisherInput = { stage, ...terms };
  await getClient().workflow.signalWithStart('branchPublisher', {
    workflowId: publisherWorkflowId(stage),
    taskQueue: Context.current().info.taskQueue,
    args: [input],
    signal: 'request',
    signalArgs: [request, terms],
    staticSummary: `Publishes the image of ${stage}`,
  });
}

async function passOnRetry(
  stage: string,
  { heldSince, actor, reason }: NonNullable<AskPublisherInput['retry']>,
): Promise<void> {
  const id = `retry ${heldSince}`;
  try {
    await getClient()
      .workflow.getHandle(publisherWorkflowId(stage))
      .executeUpdate('retry', {
        updateId: id,
        args: [{ id, actor, ...(reason !== undefined && { reason }) }],
      });
  } catch (error) {
    // Refused: it is held no more, which the next look shows.
    if (!(error instanceof Error && error.cause instanceof ApplicationFailure))
      throw temporalUnavailable(error);
  }
}

/** How a publisher works is told by the pending activity; that it is held, or has published, ends the wait. */
function isNews(word: PublisherWord, seen: PublisherWord | undefined): boolean {
  if (word.kind === 'held') return seen?.kind !== 'held' || seen.since !== word.since;
  return word.kind !== (seen?.kind ?? 'working');
}

function describe(word: PublisherWord): string {
  return word.kind === 'published' ? `build ${word.build.number}` : word.sentence;
}

function temporalUnavailable(error: unknown): unknown {
  return error instanceof Error ? unavailable(`Temporal: ${error.message}`, error) : error;
}
