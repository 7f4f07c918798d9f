import { describeCall, type Call } from '../unreachable.ts';

/**
 * A success that a registry would not give here: a page for people, broken JSON, another package's page, a
 * redirect, a zip that is broken, too large or holds what it should not.
 */
export class RegistryAnswerUnexpected extends Error {
  override name = 'RegistryAnswerUnexpected' as const;
  readonly operation: string;

  constructor(call: Call, why: string, options?: ErrorOptions) {
    super(`${describeCall(call)}: ${why}`, options);
    this.operation = call.operation;
  }
}
