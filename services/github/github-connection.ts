import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { z } from 'zod';
import { GitHubAnswerUnexpected } from './github-answer-unexpected.ts';
import { GitHubError } from './github-error.ts';
import { judgeGraphQLErrors } from './graphql-errors.ts';
import { translateFailure } from './translate-failure.ts';

/** A personal access token, or a GitHub App as installed in the storage's organization. */
export type GitHubAuth =
  | { readonly token: string }
  | { readonly appId: number; readonly installationId: number; readonly privateKey: string };

export interface GitHubConnectionOptions {
  /** `https://api.github.com`, `https://HOST/api/v3` of GitHub Enterprise, or a stand-in's. */
  readonly apiUrl: string;
  /** `OWNER/NAME`. */
  readonly repository: string;
  readonly auth: GitHubAuth;
  /** Hears of every answer, and of every call without one; for counting. */
  readonly onCall?: (operation: string, status: number | 'unreachable') => void;
  /** Asked at each call: a signal that ends it early. The call then throws the signal's reason. */
  readonly signal?: () => AbortSignal | undefined;
}

const TIMEOUT_MS = 30_000;
const quiet = (): void => undefined;

/**
 * One repository over Octokit: every call has a time limit, is counted, and fails with errors of ours.
 *
 * There is no retrying in here: whoever calls has a better idea of when to come back.
 */
export class GitHubConnection {
  /** Typed REST calls; they throw {@link GitHubError} and its kinds. */
  readonly rest: Octokit['rest'];
  /** Whose repository, as every REST call wants it. */
  readonly at: { readonly owner: string; readonly repo: string };
  readonly #octokit: Octokit;
  readonly #options: GitHubConnectionOptions;

  constructor(options: GitHubConnectionOptions) {
    const [owner, repo, ...rest] = options.repository.split('/');
    if (!owner || !repo || rest.length > 0) {
      throw new TypeError(`"${options.repository}" is no repository: write OWNER/NAME.`);
    }
    this.at = { owner, repo };
    this.#options = options;
    this.#octokit = new Octokit({
      baseUrl: options.apiUrl.replace(/\/+$/, ''),
      userAgent: 'limelight',
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
      ...('token' in options.auth
        ? { auth: options.auth.token }
        : { authStrategy: createAppAuth, auth: options.auth }),
    });
    this.rest = this.#octokit.rest;
    this.#octokit.hook.wrap('request', async (request, call) => {
      const operation = nameOperation(call);
      const mine = options.signal?.();
      // A copy: Octokit lets all calls share the object, and each has a signal of its own.
      call.request = {
        ...call.request,
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(mine ? [mine] : [])]),
      };
      const response = await this.#send(operation, mine, async () => request(call));
      // Octokit gives the text where there is no JSON, and an empty one where the connection broke half way.
      const data: unknown = response.data;
      if (response.status < 300 && response.status !== 204 && (typeof data !== 'object' || data === null)) {
        throw new GitHubAnswerUnexpected(
          `${operation}: ${response.status}, but the answer is no JSON (${response.headers['content-type'] ?? 'no type'})`,
          { operation, status: response.status },
        );
      }
      if (isGraphQL(call) && typeof data === 'object' && data !== null && 'errors' in data) {
        judgeGraphQLErrors(data.errors, operation, response.headers);
        delete data.errors;
      }
      return response;
    });
  }

  /**
   * Asks one of the named queries about this repository; `$owner` and `$name` are filled in.
   *
   * @throws {@link GitHubAnswerUnexpected} when the answer is not of the shape.
   */
  async query<Shape extends z.ZodType>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    shape: Shape,
  ): Promise<z.infer<Shape>> {
    const answer: unknown = await this.#octokit.graphql(query, {
      owner: this.at.owner,
      name: this.at.repo,
      ...variables,
    });
    const parsed = shape.safeParse(answer);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const operation = nameQuery(query);
    throw new GitHubAnswerUnexpected(
      `${operation}: unexpected answer at "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'no data'}`,
      { operation, status: 200 },
    );
  }

  async #send<T extends { status: number }>(
    operation: string,
    mine: AbortSignal | undefined,
    send: () => Promise<T>,
  ): Promise<T> {
    try {
      const response = await send();
      mine?.throwIfAborted();
      this.#options.onCall?.(operation, response.status);
      return response;
    } catch (error) {
      if (mine?.aborted) throw mine.reason;
      const failure = translateFailure(error, operation);
      // An error that is ours already came from a call inside this one (an installation's token): counted there.
      if (failure instanceof GitHubError && failure !== error) {
        this.#options.onCall?.(operation, failure.status ?? 'unreachable');
      }
      throw failure;
    }
  }
}

function isGraphQL(call: { readonly url: string }): boolean {
  return call.url.endsWith('/graphql');
}

function nameOperation(call: {
  readonly method: string;
  readonly url: string;
  readonly query?: unknown;
}): string {
  return isGraphQL(call) ? nameQuery(String(call.query)) : `${call.method} ${call.url}`;
}

function nameQuery(query: string): string {
  return `GraphQL ${/query (\w+)/.exec(query)?.[1] ?? 'query'}`;
}
