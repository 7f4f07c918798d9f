import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect } from 'vitest';
import { listenOnLoopback, type LoopbackServer } from '../../../sandbox/loopback-server.ts';
import { GitHubStorage, type GitHubStorageOptions } from '../../../services/github/github-storage.ts';

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers whatever it is asked in one way, for each test of the file that calls this. */
export interface AnsweringServer {
  answer: Answer;
  /** `METHOD /path` of what was asked. */
  readonly asked: string[];
  /** What the client said of its calls. */
  readonly calls: [operation: string, status: number | 'unreachable'][];
  readonly url: () => string;
  readonly close: () => Promise<void>;
  readonly storage: (options?: Partial<GitHubStorageOptions>) => GitHubStorage;
}

export function useAnsweringServer(): AnsweringServer {
  let server: LoopbackServer;
  const here: AnsweringServer = {
    answer: json(500, { message: 'nothing to answer' }),
    asked: [],
    calls: [],
    url: () => server.url,
    close: () => server.close(),
    storage: (options = {}) =>
      new GitHubStorage({
        apiUrl: server.url,
        repository: 'acme/storage',
        auth: { token: 'secret' },
        onCall: (operation, status) => here.calls.push([operation, status]),
        ...options,
      }),
  };
  beforeEach(async () => {
    here.asked.length = 0;
    here.calls.length = 0;
    server = await listenOnLoopback((request, response) => {
      here.asked.push(`${request.method} ${request.url}`);
      request.resume();
      request.on('end', () => here.answer(response, request));
    });
  });
  afterEach(() => server.close());
  return here;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** What a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  );
}
