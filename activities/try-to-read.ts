import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { toFailure } from './guard.ts';

/** What was read, or why nothing was, in a sentence. */
export type Reading<T> =
  { readonly kind: 'read'; readonly value: T } | { readonly kind: 'unread'; readonly why: string };

/**
 * Reads what an activity can do without: neither a service that is out of order nor one that is slow may hold up
 * what is certain.
 *
 * @param mostMs - how long it may take.
 * @throws what is no failure of a service: that the activity is cancelled, and bugs.
 */
export async function tryToRead<T>(read: () => Promise<T>, mostMs: number): Promise<Reading<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading<T>>((resolve) => {
    const why = `no answer within ${mostMs / 1_000} s`;
    timer = setTimeout(() => resolve({ kind: 'unread', why }), mostMs);
  });
  try {
    return await Promise.race([read().then((value): Reading<T> => ({ kind: 'read', value })), late]);
  } catch (error) {
    const failure = toFailure(error, Context.current().info.attempt);
    if (!(failure instanceof ApplicationFailure)) throw error;
    return { kind: 'unread', why: failure.message };
  } finally {
    clearTimeout(timer);
  }
}
