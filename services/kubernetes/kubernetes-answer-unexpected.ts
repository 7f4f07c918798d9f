import { describeCall, type Call } from '../unreachable.ts';

/** A success that an API server would not give here: a page for people, broken JSON, no Deployment. */
export class KubernetesAnswerUnexpected extends Error {
  override name = 'KubernetesAnswerUnexpected' as const;
  readonly operation: string;

  constructor(call: Call, why: string, options?: ErrorOptions) {
    super(`${describeCall(call)}: ${why}`, options);
    this.operation = call.operation;
  }
}
