import { asyncLocalStorage, Context, type Info } from '@temporalio/activity';
import { noopMetricMeter, type Logger } from '@temporalio/common';

const INFO: Omit<Info, 'attempt'> = {
  taskToken: new Uint8Array(),
  base64TaskToken: '',
  activityId: '1',
  activityType: 'activityOfATest',
  activityNamespace: 'default',
  namespace: 'default',
  isLocal: false,
  inWorkflow: true,
  scheduledTimestampMs: 0,
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

/** Runs what needs the context of an activity, without a Temporal server. @param attempt - the first is 1. */
export function inActivity<T>(work: () => Promise<T>, attempt = 1): Promise<T> {
  const context = new Context(
    { ...INFO, attempt },
    new Promise<never>(() => undefined),
    new AbortController().signal,
    () => undefined,
    undefined,
    SILENT,
    noopMetricMeter,
    {},
  );
  return asyncLocalStorage.run(context, work);
}
