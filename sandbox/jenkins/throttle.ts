import type { Job, QueueItem } from './build-model.ts';

/** How often builds of one job may start. */
export interface Throttle {
  /** The least time between two starts; 0: they may start at any time. */
  readonly ms: number;
  /** What a user asked for does not wait. */
  readonly userBoost: boolean;
}

/**
 * When an item may start that the throttle holds back; undefined when it may start now. Items of one job start in the
 * order in which they came.
 *
 * @param open - all items that have not left the queue.
 */
export function throttledUntil(
  item: QueueItem,
  job: Job | undefined,
  open: readonly QueueItem[],
  { ms, userBoost }: Throttle,
): number | undefined {
  if (ms === 0 || (userBoost && item.causes.some(({ kind }) => kind === 'user'))) return undefined;
  const now = Date.now();
  const next = (job?.builds[0]?.startedAt ?? 0) + ms;
  if (now < next) return next;
  return open.some(({ branch, id }) => branch === item.branch && id < item.id) ? now + ms : undefined;
}

/** What Jenkins says of an item that waits so. */
export function whyThrottled(until: number): string {
  const time = new Date(until);
  const clock = time.toLocaleTimeString('en-US', { timeStyle: 'medium' });
  const date = time.toLocaleDateString('en-US', { dateStyle: 'medium' });
  // A blank that does not break stands before AM and PM here, and a plain one in Jenkins.
  return `Build throttle expires at ${clock.replace('\u202f', ' ')} on ${date}`;
}
