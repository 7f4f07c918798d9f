import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { Core } from './core.ts';
import type { Hook } from './model.ts';

/** GitHub waits so long for an answer, and never tries again. */
const DELIVERY_TIMEOUT_MS = 10_000;

/**
 * Sends what happens to the registered hooks, in order, and signed. A delivery that fails is lost: a hook of
 * GitHub gets no second one either.
 *
 * @returns a function that ends it, with the deliveries that are under way.
 */
export function deliverWebhooks(core: Core): () => void {
  const ending = new AbortController();
  const stop = core.events.on((event, payload) => {
    for (const hook of core.state.hooks.all()) {
      if (!hook.active || !(hook.events.includes('*') || hook.events.includes(event))) continue;
      void deliver(hook, event, JSON.stringify(payload), ending.signal);
    }
  });
  return () => {
    stop();
    ending.abort();
  };
}

async function deliver(hook: Hook, event: string, body: string, signal: AbortSignal): Promise<void> {
  const digest = createHmac('sha256', hook.secret ?? '')
    .update(body)
    .digest('hex');
  try {
    const response = await request(hook.url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/stand-in',
        'x-github-event': event,
        'x-github-delivery': randomUUID(),
        'x-github-hook-id': String(hook.id),
        ...(hook.secret !== null && { 'x-hub-signature-256': `sha256=${digest}` }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]),
    });
    await response.body.dump();
  } catch {
    // Lost, as on GitHub.
  }
}
