import { z } from 'zod';
import { GitHubAnswerUnexpected } from './github-answer-unexpected.ts';
import { GitHubError } from './github-error.ts';
import { retryAfter } from './translate-failure.ts';

const ERRORS = z.array(
  z.object({
    type: z.string().optional(),
    message: z.string(),
    path: z.array(z.union([z.string(), z.number()])).optional(),
  }),
);
type GraphQLError = z.infer<typeof ERRORS>[number];

/** What credentials without administration may not read; the answer is of use without it. */
const PROTECTION = new Set<string | number>(['branchProtectionRule', 'refUpdateRule', 'rules']);

/**
 * Judges the `errors` of a GraphQL answer, which GitHub sends with status 200.
 *
 * Errors that only say "this part is null" are let pass: something that is not in the repository, and branch
 * protection that these credentials may not read.
 *
 * @throws {@link GitHubError} 404 for the repository itself, 403 for what is forbidden, 429 with
 *   `retryAfterMs` for a rate limit; {@link GitHubAnswerUnexpected} for anything else, GitHub's own
 *   "something went wrong" among them.
 */
export function judgeGraphQLErrors(
  errors: unknown,
  operation: string,
  headers: Readonly<Record<string, string | number | undefined>>,
): void {
  const parsed = ERRORS.safeParse(errors);
  if (!parsed.success) throw new GitHubAnswerUnexpected(`${operation}: unreadable errors`, { operation });
  const error = parsed.data.find((candidate) => !isOnlyAbsent(candidate));
  if (error === undefined) return;
  const message = `${operation}: ${error.message}`;
  const status = statusOf(error);
  if (status === undefined) throw new GitHubAnswerUnexpected(message, { operation });
  throw new GitHubError(`${message} (${status})`, {
    status,
    operation,
    reasons: [error.message],
    retryAfterMs: status === 429 ? retryAfter(headers, status, error.message) : undefined,
  });
}

function isOnlyAbsent({ type, path = [] }: GraphQLError): boolean {
  if (type === 'NOT_FOUND') return path.length > 1;
  return type === 'FORBIDDEN' && path.some((part) => PROTECTION.has(part));
}

function statusOf({ type, message }: GraphQLError): number | undefined {
  if (type === 'RATE_LIMITED' || type === 'RATE_LIMIT' || /secondary rate limit/i.test(message)) return 429;
  if (type === 'NOT_FOUND') return 404;
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES') return 403;
  return undefined;
}
