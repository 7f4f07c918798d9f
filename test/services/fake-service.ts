import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenOnLoopback, type LoopbackServer } from '../../sandbox/loopback-server.ts';

/** What a fake answers: a status, headers and a body, or something done to the connection itself. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer | object;
}
export type Fake = FakeAnswer | ((request: IncomingMessage, response: ServerResponse) => void);

export interface FakeService extends LoopbackServer {
  /** `METHOD path?query` of each request, decoded. */
  readonly requests: string[];
  readonly headers: IncomingMessage['headers'][];
}

/** A service that answers by `METHOD path` (a query is ignored); several answers are given one after another. */
export async function startFake(routes: Record<string, Fake | Fake[]>): Promise<FakeService> {
  const requests: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const given = new Map<string, number>();
  const server = await listenOnLoopback((request, response) => {
    const target = `${request.method} ${decodeURIComponent(request.url ?? '')}`;
    requests.push(target);
    headers.push(request.headers);
    const route = `${request.method} ${(request.url ?? '').replace(/\?.*/, '')}`;
    const answers = [routes[route] ?? { status: 404, body: 'no such route' }].flat();
    const count = given.get(route) ?? 0;
    given.set(route, count + 1);
    const fake = answers[Math.min(count, answers.length - 1)] as Fake;
    if (typeof fake === 'function') return fake(request, response);
    send(response, fake);
  });
  return { ...server, requests, headers };
}

function send(response: ServerResponse, { status = 200, headers = {}, body = '' }: FakeAnswer): void {
  const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
  response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
  response.end(isJson ? JSON.stringify(body) : body);
}
