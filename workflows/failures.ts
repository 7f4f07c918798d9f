import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';

/**
 * The failure that an activity ended with; undefined for anything else. What reaches a workflow is an
 * `ActivityFailure` around it.
 */
export function activityFailureOf(error: unknown): ApplicationFailure | undefined {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure
    ? error.cause
    : undefined;
}

/** Refuses a message, or a whole journey, for ever: a plain `Error` would be retried without end. */
export function refuse(type: 'DecisionRefused' | 'InvalidInput', sentence: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(sentence, type);
}
