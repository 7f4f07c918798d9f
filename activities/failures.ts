import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { FailureType } from '../domain/failure-types.ts';

/** The outside systems by the name that metrics and failures give them. */
export type Service = 'github' | 'jenkins' | 'registry' | 'webhook' | 'kubernetes';

/** What a status means for a journey: try again by itself, or ask a person, and under which name. */
export type Meaning = 'unavailable' | 'notPermitted' | 'notFound' | 'refused';

/**
 * The one table of what an HTTP status means where the service's client has not found a better meaning for it
 * ("already exists", "already merged", "not served yet" are answers and never come here).
 *
 * Sources: GitHub's OpenAPI document, Jenkins's Remote API, elastic/package-registry; a 404 of Jenkins on a job
 * is a renamed folder or a missing permission, which no retry mends.
 */
const TABLE: readonly { readonly status: number; readonly service?: Service; readonly meaning: Meaning }[] = [
  { status: 400, meaning: 'refused' },
  { status: 401, meaning: 'notPermitted' },
  { status: 403, meaning: 'notPermitted' },
  { status: 404, meaning: 'notFound' },
  { status: 405, meaning: 'refused' },
  { status: 408, meaning: 'unavailable' },
  // An empty repository, or one that GitHub has locked for a while (a move, a migration); a write gives up in the end.
  { status: 409, service: 'github', meaning: 'unavailable' },
  { status: 409, service: 'kubernetes', meaning: 'unavailable' },
  { status: 409, meaning: 'refused' },
  { status: 410, meaning: 'notFound' },
  { status: 422, meaning: 'refused' },
  { status: 425, meaning: 'unavailable' },
  { status: 429, meaning: 'unavailable' },
];

/** What a status means; those that the table does not name: 5xx is unavailable, the rest is refused. */
export function meaningOf(service: Service, status: number): Meaning {
  const row =
    TABLE.find((candidate) => candidate.status === status && candidate.service === service) ??
    TABLE.find((candidate) => candidate.status === status && candidate.service === undefined);
  if (row !== undefined) return row.meaning;
  // Elsewhere a redirect comes from a proxy that is out of order; these two are addresses that people type in.
  if (status < 400 && (service === 'webhook' || service === 'kubernetes')) return 'notFound';
  return status >= 500 || status < 400 ? 'unavailable' : 'refused';
}

/** A failure that Temporal retries by itself. @param retryMs - when; absent: as the retry policy says. */
export function unavailable(message: string, cause?: unknown, retryMs?: number): ApplicationFailure {
  return create(FailureType.unavailable, message, { cause, retryMs });
}

/** A failure of a read-only wait whose observation has not changed. The server keeps the pause and the sentence. */
export function stillWaiting(sentence: string, pauseMs: number): ApplicationFailure {
  return create(FailureType.stillWaiting, sentence, {
    retryMs: withJitter(pauseMs),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/**
 * As {@link stillWaiting}, for looks that must be so far apart: never sooner. Within the max-age of an answer a cache
 * in front gives the next look the same answer once more, which would be one word counted twice.
 */
export function spacedBy(sentence: string, leastMs: number): ApplicationFailure {
  return create(FailureType.stillWaiting, sentence, {
    retryMs: Math.ceil(leastMs * (1 + Math.random() * 0.2)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** A failure to be tried again soon: what was written is not visible yet, or the ground has moved. */
export function notSettled(sentence: string, cause?: unknown): ApplicationFailure {
  return create(FailureType.notSettled, sentence, { cause, retryMs: withJitter(1_000) });
}

/** A failure that only a person can mend: the journey goes into attention with this sentence. */
export function askPerson(
  type: (typeof FailureType)['notPermitted' | 'notFound' | 'refused' | 'contentDiffers'],
  sentence: string,
  cause?: unknown,
): ApplicationFailure {
  return create(type, sentence, { cause, nonRetryable: true });
}

/** Spreads the looks of journeys that began together: up to 20 % sooner, so that a pause is a bound to rely on. */
function withJitter(milliseconds: number): number {
  return Math.round(milliseconds * (1 - Math.random() * 0.2));
}

function create(
  type: string,
  message: string,
  options: {
    cause?: unknown;
    retryMs?: number | undefined;
    nonRetryable?: boolean;
    category?: ApplicationFailureCategory;
  },
): ApplicationFailure {
  const { cause, retryMs, nonRetryable = false, category } = options;
  return ApplicationFailure.create({
    message,
    type,
    nonRetryable,
    ...(cause instanceof Error && { cause }),
    ...(retryMs !== undefined && { nextRetryDelay: retryMs }),
    ...(category !== undefined && { category }),
  });
}
