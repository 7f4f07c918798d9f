import type { Client } from '@temporalio/client';
import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type Logger,
  type MetricMeter,
} from '@temporalio/common';

const EVERY = 60_000;
const QUERY = "WorkflowType = 'packageLifecycle' AND ExecutionStatus = 'Running'";
const STEP = defineSearchAttributeKey('LimelightStep', SearchAttributeType.KEYWORD);
const ATTENTION = defineSearchAttributeKey('LimelightAttention', SearchAttributeType.KEYWORD);

/** What is counted together: journeys at the same step with the same reason for attention. */
export interface JourneyGroup {
  readonly step: string;
  readonly attention: string;
  readonly count: number;
}

/**
 * Counts the running journeys by step and attention, from what Temporal's visibility store knows: some seconds
 * old. They are listed and counted here, because older servers can group by nothing but the status.
 */
export async function countJourneys(client: Client): Promise<JourneyGroup[]> {
  const groups = new Map<string, JourneyGroup>();
  for await (const { typedSearchAttributes } of client.workflow.list({ query: QUERY, pageSize: 1_000 })) {
    const step = typedSearchAttributes.get(STEP) ?? 'unknown';
    const attention = typedSearchAttributes.get(ATTENTION) ?? 'none';
    const key = `${step} ${attention}`;
    groups.set(key, { step, attention, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/**
 * Keeps the gauge `limelight_journeys` (by step and attention) up to date, once a minute. Every worker shows all
 * journeys of the namespace: take the maximum over workers, not the sum.
 *
 * @returns what ends it.
 */
export function watchJourneys(client: Client, meter: MetricMeter, logger: Logger): () => void {
  const gauge = meter.createGauge('limelight_journeys', 'int', '1', 'Running journeys');
  const shown = new Map<string, { step: string; attention: string }>();
  const refresh = async (): Promise<void> => {
    try {
      const groups = await countJourneys(client);
      // A gauge keeps its last value: what has no journey any more must be set to 0.
      for (const tags of shown.values()) gauge.set(0, tags);
      for (const { step, attention, count } of groups) {
        shown.set(`${step} ${attention}`, { step, attention });
        gauge.set(count, { step, attention });
      }
    } catch (error) {
      logger.warn('Journeys could not be counted for the metrics', { error });
    }
  };
  void refresh();
  const timer = setInterval(() => void refresh(), EVERY);
  return () => clearInterval(timer);
}
