import { describeAnswer } from '../answer.ts';
import type { Answer } from '../http.ts';
import { StatusError } from '../status-error.ts';
import type { Call } from '../unreachable.ts';

/**
 * The registry answered with a status that is no answer to the question. Not thrown for a package version that
 * it does not know (404 `package revision not found`).
 */
export class RegistryError extends StatusError {
  override name = 'RegistryError' as const;

  constructor(call: Call, answer: Answer) {
    super(call, answer, describeAnswer(call, answer));
  }
}
