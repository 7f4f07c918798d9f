import { retryAfterMs } from './answer.ts';
import type { Answer } from './http.ts';
import type { Call } from './unreachable.ts';

/** A whole answer with a status that is none of those that were asked for. Each service has a class of its own. */
export abstract class StatusError extends Error {
  readonly status: number;
  readonly operation: string;
  /** How long the service wants to be left alone. */
  readonly retryAfterMs?: number;

  constructor(call: Call, answer: Answer, sentence: string) {
    super(sentence);
    this.status = answer.status;
    this.operation = call.operation;
    const wait = retryAfterMs(answer.headers);
    if (wait !== undefined) this.retryAfterMs = wait;
  }
}
