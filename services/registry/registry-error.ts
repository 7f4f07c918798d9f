import { describeAnswer, retryAfterMs } from '../answer.ts';
import type { Answer } from '../http.ts';
import type { Call } from '../unreachable.ts';

/**
 * The registry answered with a status that is no answer to the question. Not thrown for a package version that
 * it does not know (404 `package revision not found`).
 */
export class RegistryError extends Error {
  override name = 'RegistryError' as const;
  readonly status: number;
  readonly operation: string;
  readonly retryAfterMs?: number;

  constructor(call: Call, answer: Answer) {
    super(describeAnswer(call, answer));
    this.status = answer.status;
    this.operation = call.operation;
    const wait = retryAfterMs(answer.headers);
    if (wait !== undefined) this.retryAfterMs = wait;
  }
}
