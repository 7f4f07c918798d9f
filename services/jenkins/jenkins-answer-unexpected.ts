import { describeCall, type Call } from '../unreachable.ts';

/**
 * An answer that Jenkins itself would not give here: the page of a login with status 200, a redirect to one, no
 * `X-Jenkins` header (a proxy speaks), broken JSON. The credentials or the address are wrong as a rule.
 */
export class JenkinsAnswerUnexpected extends Error {
  override name = 'JenkinsAnswerUnexpected' as const;
  readonly operation: string;
  readonly status: number;

  constructor(call: Call, status: number, why: string, options?: ErrorOptions) {
    super(`${describeCall(call)}: ${status}, but ${why}`, options);
    this.operation = call.operation;
    this.status = status;
  }
}
