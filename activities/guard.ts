import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { FailureType } from '../domain/failure-types.ts';
import { askPerson, meaningOf, unavailable, type Service } from './failures.ts';
import { withPulse } from './pulse.ts';

/** What the clients of the outside systems throw, as far as a failure is made of it. */
interface ServiceError extends Error {
  readonly status?: number;
  readonly retryAfterMs?: number;
}

/** The error classes of the services, by name: each client has one for an answer, one for silence, one for nonsense. */
const SERVICE_ERRORS: Readonly<
  Record<string, { service: Service; kind: 'answer' | 'silence' | 'nonsense' }>
> = {
  GitHubError: { service: 'github', kind: 'answer' },
  GitHubUnreachable: { service: 'github', kind: 'silence' },
  GitHubAnswerUnexpected: { service: 'github', kind: 'nonsense' },
  JenkinsError: { service: 'jenkins', kind: 'answer' },
  JenkinsUnreachable: { service: 'jenkins', kind: 'silence' },
  JenkinsAnswerUnexpected: { service: 'jenkins', kind: 'nonsense' },
  RegistryError: { service: 'registry', kind: 'answer' },
  RegistryUnreachable: { service: 'registry', kind: 'silence' },
  RegistryAnswerUnexpected: { service: 'registry', kind: 'nonsense' },
};

/** An activity as a workflow calls it: one object in, plain JSON out. */
type Activity<I, O> = (input: I) => Promise<O>;

/**
 * Makes an activity out of a function over the services: it heartbeats while it runs, so that a dead worker is
 * noticed soon, and what it throws becomes a failure that says whether to try again or to ask a person.
 *
 * It may run twice at any moment and be killed at any line; the function itself looks before it acts.
 */
export function guarded<I, O>(work: Activity<I, O>): Activity<I, O> {
  return async (input) => {
    try {
      return await withPulse(() => work(input));
    } catch (error) {
      throw toFailure(error);
    }
  };
}

/**
 * The failure that an error means. Errors that no client of ours throws are bugs: they stay as they are, are
 * retried, and are seen in the pending activity until a repaired worker runs them.
 */
export function toFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ApplicationFailure || error instanceof CancelledFailure)
    return error;
  const known = SERVICE_ERRORS[error.name];
  if (known === undefined) return error;
  const { status, retryAfterMs } = error as ServiceError;
  // A page instead of Jenkins's JSON is its login: no retry signs in. Elsewhere it is a proxy that speaks.
  if (known.kind === 'nonsense' && known.service === 'jenkins') {
    return askPerson(FailureType.notPermitted, error.message, error);
  }
  if (known.kind !== 'answer' || status === undefined) return unavailable(error.message, error);
  // A rate limit comes as 403 too; it says when to come back.
  if (retryAfterMs !== undefined) return unavailable(error.message, error, retryAfterMs);
  const meaning = meaningOf(known.service, status);
  return meaning === 'unavailable'
    ? unavailable(error.message, error)
    : askPerson(FailureType[meaning], error.message, error);
}
