import { describeAnswer, headerOf } from '../answer.ts';
import type { Answer } from '../http.ts';
import { StatusError } from '../status-error.ts';
import type { Call } from '../unreachable.ts';

/**
 * Jenkins answered with a status that is no success. `status` tells what to do: 401, 403, 404 (of a job) and 409
 * need a person; 429, 500, 502, 503 and 504 pass. Not thrown where a status is an answer (404 of a queue item).
 */
export class JenkinsError extends StatusError {
  override name = 'JenkinsError' as const;

  constructor(call: Call, answer: Answer) {
    super(call, answer, describeAnswer(call, answer) + describePermission(answer));
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
