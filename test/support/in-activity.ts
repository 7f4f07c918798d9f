import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import {
  Client,
  Connection,
  WorkflowNotFoundError,
  type WorkflowClientInterceptor,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import { noopMetricMeter, type Logger } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';

const INFO: Omit<Info, 'attempt' | 'scheduledTimestampMs'> = {
  taskToken: new Uint8Array(),
  base64TaskToken: '',
  activityId: '1',
  activityType: 'activityOfATest',
  activityNamespace: 'default',
  namespace: 'default',
  isLocal: false,
  inWorkflow: true,
  scheduleToCloseTimeoutMs: 0,
  startToCloseTimeoutMs: 60_000,
  currentAttemptScheduledTimestampMs: 0,
  heartbeatDetails: undefined,
  taskQueue: 'of-a-test',
};

const SILENT: Logger = {
  log: () => undefined,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A Temporal namespace without workflows: what an activity asks of it is not there, and nothing is sent. */
const EMPTY_NAMESPACE = new Client({
  connection: Connection.lazy(),
  interceptors: { workflow: [{ describe: findNone, query: findNone }] },
});

async function findNone({
  workflowExecution: { workflowId = '' },
}: {
  readonly workflowExecution: { readonly workflowId?: string | null };
}): Promise<never> {
  throw new WorkflowNotFoundError('There is no workflow', workflowId ?? '', undefined);
}
/** https://github.com/temporalio/api/blob/master/temporal/api/enums/v1/workflow.proto */
const RUNNING = JSON.parse('1') as WorkflowExecutionDescription['status']['code'];
const NOW = msToTs(Date.now());

/** Lets each workflow that is asked for seem to run, and be in order: the watcher looks at all pull requests. */
export const WATCHED: WorkflowClientInterceptor = {
  describe: async ({ workflowExecution: execution }) => ({
    workflowExecutionInfo: {
      execution,
      type: { name: 'repositoryWatcher' },
      status: RUNNING,
      startTime: NOW,
      historyLength: NOW.seconds ?? null,
    },
  }),
};

/** A Temporal namespace with nothing but a watcher that looks. */
export const WATCHED_NAMESPACE = new Client({
  connection: Connection.lazy(),
  namespace: 'watched',
  interceptors: { workflow: [WATCHED] },
});

/**
 * Runs what needs the context of an activity, without a Temporal server unless a client of one is given.
 *
 * @param attempt - the first is 1.
 * @param beats - what heartbeats carried: the last of earlier attempts is remembered, and those of this one are added.
 * @param scheduledTimestampMs - when its first attempt was to begin, epoch milliseconds.
 */
export function inActivity<T>(
  work: () => Promise<T>,
  attempt = 1,
  client: Client = EMPTY_NAMESPACE,
  beats: unknown[] = [],
  scheduledTimestampMs = Date.now(),
): Promise<T> {
  const { namespace } = client.options;
  const context = new Context(
    {
      ...INFO,
      attempt,
      scheduledTimestampMs,
      namespace,
      activityNamespace: namespace,
      heartbeatDetails: beats.at(-1),
    },
    new Promise<never>(() => undefined),
    new AbortController().signal,
    (details: unknown) => beats.push(details),
    client,
    SILENT,
    noopMetricMeter,
    {},
  );
  return asyncLocalStorage.run(context, work);
}
