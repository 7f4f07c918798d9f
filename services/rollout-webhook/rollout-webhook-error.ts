import { describeAnswer, headerOf } from '../answer.ts';
import type { Answer } from '../http.ts';
import { StatusError } from '../status-error.ts';
import type { Call } from '../unreachable.ts';

/** What rolls images out answered with another status than 2xx, be it a redirect: those are never followed. */
export class RolloutWebhookError extends StatusError {
  override name = 'RolloutWebhookError' as const;

  constructor(call: Call, answer: Answer) {
    const location = headerOf(answer.headers, 'location');
    super(
      call,
      answer,
      describeAnswer(call, answer) + (location === undefined ? '' : ` (it leads to ${location})`),
    );
  }
}
