import { describeAnswer, headerOf, retryAfterMs } from '../answer.ts';
import type { Answer } from '../http.ts';
import type { Call } from '../unreachable.ts';

/**
 * Jenkins answered with a status that is no success. `status` tells what to do: 401, 403, 404 (of a job) and 409
 * need a person; 429, 500, 502, 503 and 504 pass. Not thrown where a status is an answer (404 of a queue item).
 */
export class JenkinsError extends Error {
  override name = 'JenkinsError' as const;
  readonly status: number;
  readonly operation: string;
  readonly retryAfterMs?: number;

  constructor(call: Call, answer: Answer) {
    super(describeAnswer(call, answer) + describePermission(answer));
    this.status = answer.status;
    this.operation = call.operation;
    const wait = retryAfterMs(answer.headers);
    if (wait !== undefined) this.retryAfterMs = wait;
  }
}

/** Jenkins tells in headers what the page for people tells in words. */
function describePermission({ status, headers }: Answer): string {
  const user = headerOf(headers, 'x-you-are-authenticated-as');
  const permission = headerOf(headers, 'x-required-permission');
  return status === 403 && permission !== undefined
    ? ` (${user ?? 'anonymous'} lacks the permission ${permission})`
    : '';
}
