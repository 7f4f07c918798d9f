import { describeAnswer } from '../answer.ts';
import type { Answer } from '../http.ts';
import { StatusError } from '../status-error.ts';
import type { Call } from '../unreachable.ts';

/** A channel's webhook answered with another status than 2xx, be it a redirect: those are never followed. */
export class NoticeError extends StatusError {
  override name = 'NoticeError' as const;

  constructor(call: Call, answer: Answer) {
    super(call, answer, describeAnswer(call, answer));
  }
}
