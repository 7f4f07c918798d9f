import { GitHubError } from './github-error.ts';
import { GitHubUnreachable } from './github-unreachable.ts';

/** GitHub asks for at least a minute when it names no time (docs: best practices, secondary rate limits). */
const UNNAMED_PAUSE_MS = 60_000;

type Headers = Readonly<Record<string, string | number | undefined>>;

/** The part of Octokit's error that is read here; without a response there was no answer. */
interface RequestFailure extends Error {
  readonly request: { readonly method: string; readonly url: string };
  readonly response?: { readonly status: number; readonly headers: Headers; readonly data: unknown };
}

/**
 * Turns what Octokit throws into an error of ours. An error that is ours already, and anything that is not
 * about a request (a private key that is no key, say), comes back as it is.
 *
 * @param operation - what was asked, for {@link GitHubError.operation}.
 */
export function translateFailure(error: unknown, operation: string): unknown {
  if (error instanceof GitHubError || !isRequestFailure(error)) return error;
  const { request, response } = error;
  const asked = `[${request.method}] "${request.url}"`;
  if (response === undefined) {
    return new GitHubUnreachable(`${asked}: no answer (${error.message || 'the connection failed'})`, {
      operation,
      cause: error,
    });
  }
  const { message, reasons } = readBody(response.data);
  const why = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return new GitHubError(`${asked}: ${response.status} ${message}${why}`, {
    status: response.status,
    operation,
    reasons: [message, ...reasons],
    retryAfterMs: retryAfter(response.headers, response.status, `${message} ${reasons.join(' ')}`),
    cause: error,
  });
}

/**
 * How long GitHub wants to be left alone, in milliseconds; undefined where it says nothing of the kind.
 *
 * `retry-after` counts on any status, an exhausted `x-ratelimit-remaining` only on 403 and 429: it also stands
 * on answers that failed for other reasons. A secondary rate limit may come without any header.
 */
export function retryAfter(headers: Headers, status: number, text: string): number | undefined {
  const seconds = Number(headers['retry-after'] ?? NaN);
  if (seconds >= 0) return seconds * 1000;
  if (status !== 403 && status !== 429) return undefined;
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN);
  if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) {
    return Math.max(reset * 1000 - Date.now(), 1000);
  }
  return status === 429 || /rate limit|abuse detection/i.test(text) ? UNNAMED_PAUSE_MS : undefined;
}

function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && 'request' in error && 'status' in error;
}

function readBody(data: unknown): { message: string; reasons: string[] } {
  if (typeof data !== 'object' || data === null || !('message' in data)) {
    return { message: 'without a readable answer', reasons: [] };
  }
  const errors = 'errors' in data && Array.isArray(data.errors) ? data.errors : [];
  return { message: String(data.message), reasons: errors.map(describeReason) };
}

/** GitHub's errors are sentences, objects with a sentence, or resource, field and code alone. */
function describeReason(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('message' in error && typeof error.message === 'string') return error.message;
  const { resource, field, code } = error as { resource?: string; field?: string; code?: string };
  return [resource, field, code].filter((part) => part !== undefined).join(' ');
}
