import { Context } from '@temporalio/activity';

/** What an activity remembers between its attempts, by the attempt that runs now. */
const remembered = new WeakMap<Context, unknown>();

/**
 * Runs one attempt of an activity and heartbeats three times in each heartbeat timeout, always with what was
 * remembered last: a heartbeat without details would forget it.
 */
export async function withPulse<T>(work: () => Promise<T>): Promise<T> {
  const context = Context.current();
  const { heartbeatTimeoutMs, heartbeatDetails } = context.info;
  remembered.set(context, heartbeatDetails);
  if (heartbeatTimeoutMs === undefined) return work();
  const timer = setInterval(() => context.heartbeat(remembered.get(context)), heartbeatTimeoutMs / 3);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Keeps something small and plain for the next attempts of this activity; it survives benign failures. */
export function remember(details: unknown): void {
  const context = Context.current();
  remembered.set(context, details);
  context.heartbeat(details);
}

/** What an earlier attempt of this activity remembered; undefined on the first. */
export function recall(): unknown {
  return remembered.get(Context.current());
}
