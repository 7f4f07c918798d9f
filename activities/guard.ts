import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { FailureType } from '../domain/failure-types.ts';
import { BranchWouldBeEmpty } from '../services/github/branch-would-be-empty.ts';
import { EmptyChange } from '../services/github/empty-change.ts';
import { GitHubAnswerUnexpected } from '../services/github/github-answer-unexpected.ts';
import { GitHubError } from '../services/github/github-error.ts';
import { GitHubObjectMissing } from '../services/github/github-object-missing.ts';
import { NotOurRef } from '../services/github/not-our-ref.ts';
import { TruncatedTree } from '../services/github/truncated-tree.ts';
import { JenkinsAnswerUnexpected } from '../services/jenkins/jenkins-answer-unexpected.ts';
import { JenkinsError } from '../services/jenkins/jenkins-error.ts';
import { KubernetesAnswerUnexpected } from '../services/kubernetes/kubernetes-answer-unexpected.ts';
import { KubernetesError } from '../services/kubernetes/kubernetes-error.ts';
import { NoticeError } from '../services/notices/notice-error.ts';
import { RegistryAnswerUnexpected } from '../services/registry/registry-answer-unexpected.ts';
import { RegistryError } from '../services/registry/registry-error.ts';
import { RolloutWebhookError } from '../services/rollout-webhook/rollout-webhook-error.ts';
import { Unreachable } from '../services/unreachable.ts';
import { askPerson, meaningOf, notSettled, unavailable, type Service } from './failures.ts';
import { withPulse } from './pulse.ts';

/** How many attempts a lag of GitHub's reads may last before something is taken to be gone. */
export const MOST_LAGGING_ATTEMPTS = 8;

/**
 * After how many attempts, and not before what time, a write that a service is out of order for becomes the business of
 * a person. Jenkins that is restarted, say, answers 503 for twenty minutes, however short the pauses are.
 */
export const MOST_ATTEMPTS_OF_WRITE = 30;
export const LEAST_MS_OF_WRITE = 45 * 60_000;

/**
 * Makes an activity out of a function over the services: it heartbeats while it runs, so that a dead worker is
 * noticed soon, and what it throws becomes a failure that says whether to try again or to ask a person.
 *
 * It may run twice at any moment and be killed at any line; the function itself looks before it acts.
 */
export function guarded<I, O>(work: (input: I) => Promise<O>): (input: I) => Promise<O> {
  return async (input) => {
    try {
      return await withPulse(() => work(input));
    } catch (error) {
      throw toFailure(error, Context.current().info.attempt);
    }
  };
}

/**
 * A {@link guarded} activity that writes. Nothing wakes or ends a write but its own end, so one that fails again
 * and again must not stay pending without a word: somebody is asked. A wait may go on for ever.
 */
export function guardedWrite<I, O>(work: (input: I) => Promise<O>): (input: I) => Promise<O> {
  return guarded(async (input) => {
    try {
      return await work(input);
    } catch (error) {
      const { attempt, scheduledTimestampMs } = Context.current().info;
      throw boundWrite(toFailure(error, attempt), attempt, Date.now() - scheduledTimestampMs);
    }
  });
}

/**
 * A {@link guarded} activity that watches for as long as it takes: what would ask a person elsewhere (a token that is
 * refused, say) is tried again for ever, and seen in the pending activity. For workflows that nobody attends to, because
 * the journeys meet the same, and ask; and for the watch of a registry, which must not stop while it is refused.
 */
export function guardedWatch<I, O>(work: (input: I) => Promise<O>): (input: I) => Promise<O> {
  return guarded(async (input) => {
    try {
      return await work(input);
    } catch (error) {
      const failure = toFailure(error, Context.current().info.attempt);
      const isFinal = failure instanceof ApplicationFailure && failure.nonRetryable === true;
      throw isFinal ? unavailable(failure.message, failure) : failure;
    }
  });
}

/**
 * A failure of a write as it is, or, after so many attempts and so long, as one that asks a person, of the same type.
 * What has not settled after a few soon attempts is tried at the growing pauses of the retry policy.
 *
 * @param elapsedMs - since the first attempt was due.
 */
export function boundWrite(failure: unknown, attempt: number, elapsedMs: number): unknown {
  if (!(failure instanceof ApplicationFailure)) return failure;
  const { type, message, cause } = failure;
  const isUnsettled = type === FailureType.notSettled;
  if (!isUnsettled && type !== FailureType.unavailable) return failure;
  if (attempt >= MOST_ATTEMPTS_OF_WRITE && elapsedMs >= LEAST_MS_OF_WRITE) {
    const sentence = `${message} (still so at attempt ${attempt}: see to it, then retry)`;
    return ApplicationFailure.create({ type, message: sentence, nonRetryable: true, cause: failure });
  }
  return isUnsettled && attempt >= MOST_LAGGING_ATTEMPTS
    ? ApplicationFailure.create({ type, message, ...(cause !== undefined && { cause }) })
    : failure;
}

/**
 * The failure that an error means. Errors that no client of ours throws are bugs: they stay as they are, are
 * retried, and are seen in the pending activity until a repaired worker runs them.
 *
 * @param attempt - of the activity, the first is 1.
 */
export function toFailure(error: unknown, attempt: number): unknown {
  if (!(error instanceof Error) || error instanceof ApplicationFailure || error instanceof CancelledFailure)
    return error;
  if (error instanceof EmptyChange) return notSettled(error.message, error);
  if (error instanceof GitHubObjectMissing && attempt < MOST_LAGGING_ATTEMPTS)
    return notSettled(error.message, error);
  if (error instanceof BranchWouldBeEmpty || error instanceof NotOurRef || error instanceof TruncatedTree) {
    return askPerson(FailureType.refused, error.message, error);
  }
  // A page instead of Jenkins's JSON is its login: no retry signs in. Elsewhere it is a proxy that speaks.
  if (error instanceof JenkinsAnswerUnexpected)
    return askPerson(FailureType.notPermitted, error.message, error);
  if (
    error instanceof Unreachable ||
    error instanceof GitHubAnswerUnexpected ||
    error instanceof KubernetesAnswerUnexpected ||
    error instanceof RegistryAnswerUnexpected
  ) {
    return unavailable(error.message, error);
  }
  if (error instanceof GitHubError) return answered('github', error);
  if (error instanceof JenkinsError) return answered('jenkins', error);
  if (error instanceof RegistryError) return answered('registry', error);
  if (error instanceof KubernetesError) return answered('kubernetes', error);
  if (error instanceof RolloutWebhookError || error instanceof NoticeError) return answered('webhook', error);
  return error;
}

function answered(
  service: Service,
  error: Error & { readonly status?: number | undefined; readonly retryAfterMs?: number | undefined },
): ApplicationFailure {
  const { message, status, retryAfterMs } = error;
  // A rate limit comes as a 403 too; what says when to come back is no refusal.
  if (status === undefined || retryAfterMs !== undefined) return unavailable(message, error, retryAfterMs);
  const meaning = meaningOf(service, status);
  return meaning === 'unavailable'
    ? unavailable(message, error)
    : askPerson(FailureType[meaning], message, error);
}
