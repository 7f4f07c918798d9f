import type { Client } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type Logger,
  type MetricGauge,
  type MetricMeter,
} from '@temporalio/common';
import { lookAtWatcher } from '../activities/watcher-health.ts';
import { WATCHER_WORKFLOW_ID } from '../domain/names.ts';
import type { WatcherInput } from '../domain/watcher-state.ts';
import type { Config } from './config.ts';

const EVERY_MS = 60_000;
const ATTENTION = defineSearchAttributeKey('LimelightAttention', SearchAttributeType.KEYWORD);

/** What of the configuration the watcher is made of. */
export type WatcherConfig = Pick<Config, 'timing' | 'watchMs'> & {
  readonly temporal: Pick<Config['temporal'], 'taskQueue'>;
};

/**
 * Starts the repository's watcher where it does not run, and tells one that runs how often to look; either way it
 * looks at once. May run twice, and at once: there is one watcher in a namespace.
 *
 * @throws the SDK's error when Temporal does not answer.
 */
export async function startWatcher(client: Client, config: WatcherConfig): Promise<void> {
  const { temporal, timing, watchMs } = config;
  const input: WatcherInput = { timing, watchMs };
  await client.workflow.signalWithStart('repositoryWatcher', {
    workflowId: WATCHER_WORKFLOW_ID,
    taskQueue: temporal.taskQueue,
    args: [input],
    signal: 'terms',
    signalArgs: [{ timing, watchMs }],
    staticSummary: 'Watches all open pull requests and nudges their journeys',
    // Without it some servers would find it among what needs attention: nothing is not "none".
    typedSearchAttributes: [{ key: ATTENTION, value: 'none' }],
  });
}

/**
 * Looks at the watcher, shows it as the gauge `limelight_watcher_alive` (1 while it looks, else 0), and brings it back
 * where somebody ended it. The gauge shows its death until the next check, and so does the log.
 */
export async function checkWatcher(
  client: Client,
  config: WatcherConfig,
  { gauge, logger }: WatcherDisplay,
): Promise<void> {
  const { state, sentence } = await lookAtWatcher(client);
  gauge.set(state === 'watching' ? 1 : 0);
  if (state === 'watching') return;
  logger.warn(`${sentence}: until it looks again, journeys look by themselves`);
  if (state === 'absent') await startWatcher(client, config);
}

/** Where it shows how the watcher does. */
export interface WatcherDisplay {
  readonly gauge: Pick<MetricGauge, 'set'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * Starts the watcher, and checks once a minute that it is there. Nothing that goes wrong here ends the worker.
 *
 * @returns what ends it. The watcher stays: another worker's, or the next one's.
 */
export function keepWatcher(
  client: Client,
  config: WatcherConfig,
  { metricMeter, logger }: { readonly metricMeter: MetricMeter; readonly logger: Logger },
): () => void {
  const gauge = metricMeter.createGauge('limelight_watcher_alive', 'int', '1', 'Whether the watcher looks');
  const attempt = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => logger.warn('The watcher could not be looked after', { error }));
  const check = (): Promise<void> => attempt(checkWatcher(client, config, { gauge, logger }));
  void attempt(startWatcher(client, config)).then(check);
  const timer = setInterval(() => void check(), EVERY_MS);
  return () => clearInterval(timer);
}
