import type { WorkflowExecutionDescription } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { readDetail } from '../../client/pending-detail.ts';

type Raw = WorkflowExecutionDescription['raw'];

function pending(...activities: readonly (readonly [name: string, message?: string])[]): { raw: Raw } {
  const pendingActivities = activities.map(([name, message]) => ({
    activityType: { name },
    ...(message !== undefined && { lastFailure: { message } }),
  }));
  return { raw: { pendingActivities } };
}

describe('the finer detail of a wait', () => {
  const rows: readonly (readonly [what: string, found: { raw: Raw }, detail: string | undefined])[] = [
    ['nothing pends', { raw: {} }, undefined],
    ['the first look has not ended', pending(['awaitChange']), undefined],
    [
      'a look that saw nothing new',
      pending(['awaitChange', 'waiting: 3 of 4 checks green']),
      '3 of 4 checks green',
    ],
    ['a service that is out of order', pending(['mergeChange', 'GitHub answers 502']), 'GitHub answers 502'],
    [
      'a comment that cannot be kept meanwhile',
      pending(['keepComment', 'GitHub answers 403'], ['awaitChange', 'waiting: 3 of 4 checks green']),
      '3 of 4 checks green',
    ],
    ['a notice alone that does not get through', pending(['notify', 'Slack answers 500']), undefined],
  ];
  it.each(rows)('%s', (_what, found, detail) => {
    expect(readDetail(found)).toBe(detail);
  });
});
