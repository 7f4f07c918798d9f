import type { NotifyInput, Notified } from '../../activities/notify.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { writes } from '../../workflows/proxies.ts';

/** Sends one notice, and no more. */
export async function notifying(input: NotifyInput): Promise<Notified> {
  return writes(DEFAULT_TIMING, 'of a test').notify(input);
}
