import type { MetricMeter } from '@temporalio/common';

/** Counts one call of an outside system: how it ended is its HTTP status, or `unreachable`. */
export type CountCall = (service: string, operation: string, status: number | 'unreachable') => void;

/** The counter `limelight_calls`, by service, operation and status. */
export function createCallCounter(meter: MetricMeter): CountCall {
  const calls = meter.createCounter('limelight_calls', '1', 'Calls of outside systems');
  return (service, operation, status) => calls.add(1, { service, operation, status: String(status) });
}
