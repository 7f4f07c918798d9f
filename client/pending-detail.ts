import type { WorkflowExecutionDescription } from '@temporalio/client';

/** What is told beside a journey: its failures say nothing of what the journey waits for. */
const ASIDES: ReadonlySet<string> = new Set(['keepComment', 'notify']);

/**
 * The finer detail of a wait, such as `3 of 4 checks green`: it rides in the last failure of the pending
 * activity, which the server keeps and no history grows by.
 *
 * @returns undefined while nothing waits, and before the first look.
 */
export function readDetail({ raw }: Pick<WorkflowExecutionDescription, 'raw'>): string | undefined {
  const messages = (raw.pendingActivities ?? [])
    .filter(({ activityType }) => !ASIDES.has(activityType?.name ?? ''))
    .map(({ lastFailure }) => lastFailure?.message ?? '');
  return messages.find((message) => message !== '')?.replace(/^waiting: /, '');
}
