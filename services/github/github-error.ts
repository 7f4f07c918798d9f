/** What is known of a call to GitHub that did not end well. */
export interface GitHubFailure {
  /** The HTTP status; undefined where no answer came, or none that can be trusted. */
  readonly status?: number | undefined;
  /** `METHOD /path/{template}`, or `GraphQL NAME`: the same text for every call of its kind. */
  readonly operation: string;
  /** GitHub's own words: its message and the sentences of its `errors`, by which 422s are told apart. */
  readonly reasons?: readonly string[];
  /** How long GitHub wants to be left alone. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * Thrown for every answer of GitHub that is not the one asked for; the base of everything that a call throws,
 * except a caller's own abort, which comes out as the abort's reason.
 *
 * A rate limit is a 403 or 429 with `retryAfterMs`: nobody did anything wrong, it passes by itself. A 404 is
 * also what GitHub answers about a private repository that these credentials may not see.
 */
export class GitHubError extends Error {
  override readonly name: string = 'GitHubError';
  readonly status: number | undefined;
  readonly operation: string;
  readonly reasons: readonly string[];
  readonly retryAfterMs: number | undefined;

  constructor(message: string, failure: GitHubFailure) {
    super(message, { cause: failure.cause });
    this.status = failure.status;
    this.operation = failure.operation;
    this.reasons = failure.reasons ?? [];
    this.retryAfterMs = failure.retryAfterMs;
  }

  /** True when one of the reasons matches; the URL in the message, which has branch names in it, does not count. */
  says(pattern: RegExp): boolean {
    return this.reasons.some((reason) => pattern.test(reason));
  }
}
