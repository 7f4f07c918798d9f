import { describeAnswer, headerOf, retryAfterMs } from '../answer.ts';
import type { Answer } from '../http.ts';
import type { Call } from '../unreachable.ts';

/** What rolls images out answered with another status than 2xx, be it a redirect: those are never followed. */
export class RolloutWebhookError extends Error {
  override name = 'RolloutWebhookError' as const;
  readonly status: number;
  readonly operation: string;
  readonly retryAfterMs?: number;

  constructor(call: Call, answer: Answer) {
    const location = headerOf(answer.headers, 'location');
    super(describeAnswer(call, answer) + (location === undefined ? '' : ` (it leads to ${location})`));
    this.status = answer.status;
    this.operation = call.operation;
    const wait = retryAfterMs(answer.headers);
    if (wait !== undefined) this.retryAfterMs = wait;
  }
}
