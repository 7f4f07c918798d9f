import type { WorkflowHandle } from '@temporalio/client';
import type { JourneyResult } from '../../domain/journey-state.ts';

/** How many events of a history fall into each step, by the times at which the steps began. */
export function eventsPerStep(
  events: NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>,
  { steps }: JourneyResult,
): [step: string, events: number][] {
  const starts = steps.flatMap(({ id, startedAt }) =>
    startedAt === undefined ? [] : [{ id, at: Date.parse(startedAt) }],
  );
  const counts = new Map<string, number>([
    ['bearings', 0],
    ...starts.map(({ id }): [string, number] => [id, 0]),
  ]);
  for (const { eventTime } of events) {
    const at = Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
    const step = starts.findLast((start) => start.at <= at)?.id ?? 'bearings';
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts];
}
