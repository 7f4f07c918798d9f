import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ExchangeLog } from '../exchange-log.ts';
import { ApiError, notFound } from './api-error.ts';
import type { Call, Reply, Route } from './call.ts';
import { answerControl } from './control.ts';
import type { Core } from './core.ts';
import type { MetFault } from './faults.ts';
import { answerGraphQL, operationNameOf, type GraphQLRequest } from './graphql.ts';
import type { Identity } from './people.ts';
import { renderPullPage } from './pull-page.ts';
import { RateLimits } from './rate-limits.ts';
import { Router } from './router.ts';
import { allRoutes } from './routes.ts';

/** One exchange with its bodies, for those who check it. */
export interface ObservedExchange {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
  /** A fault had its hand in it: the answer is not GitHub's own. */
  readonly faulted: boolean;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly url: URL;
  readonly body: unknown;
  readonly accept: string;
  /** The address that the caller used, without its query. */
  readonly address: string;
  /** Who sends it, or why nobody may. */
  readonly identity: Identity | ApiError;
  readonly graphql: GraphQLRequest | undefined;
}

const GraphQLBody = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
/** Where GitHub Enterprise Server has its API: clients that are told a host, and no address of an API, ask there. */
const ENTERPRISE_ROOT = /^\/api\/v3(?=\/|$)/;
const GRAPHQL_PATHS = ['/graphql', '/api/graphql'];
const DOCUMENTATION = 'https://docs.github.com/rest';

/** Takes requests in, lets faults have them, answers, and tells of each exchange. */
export class ApiServer {
  readonly observers = new Set<(exchange: ObservedExchange) => void>();
  readonly #core: Core;
  readonly #log: ExchangeLog;
  readonly #rates = new RateLimits();
  readonly #router: Router;

  constructor(core: Core, log: ExchangeLog) {
    this.#core = core;
    this.#log = log;
    this.#router = new Router(allRoutes(core, this.#rates));
  }

  /** Answers one request. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = Date.now();
    const url = new URL(request.url ?? '/', this.#core.url);
    const method = request.method ?? 'GET';
    const text = await readText(request);
    if (await this.#answerBesideTheApi(method, url, text, response)) return;
    const incoming = this.#readRequest(request, method, url, text);
    const operation = incoming.graphql && operationNameOf(incoming.graphql);
    const met = this.#core.faults.meet(method, url.pathname, operation);
    const reply = await this.#answer(incoming, met);
    const { fault } = met ?? {};
    const dropped = fault?.dropBefore === true || fault?.dropAfter === true;
    const note = [operation, dropped ? 'dropped' : undefined].filter((part) => part !== undefined).join(', ');
    const who = incoming.identity instanceof ApiError ? 'anonymous' : incoming.identity.login;
    if (dropped) response.destroy();
    else this.#send(response, reply, who);
    this.#log.record({
      time: new Date(started).toISOString(),
      method,
      path: url.pathname + url.search,
      status: reply.status,
      who,
      took: Date.now() - started,
      ...(note !== '' && { note }),
    });
    const exchange = { method, path: url.pathname, query: url.searchParams, requestBody: incoming.body };
    const faulted = fault !== undefined;
    for (const observe of this.observers)
      observe({ ...exchange, status: reply.status, responseBody: reply.body, faulted });
  }

  /** Control and pages for people: no part of the API, so neither logged nor checked. */
  async #answerBesideTheApi(
    method: string,
    url: URL,
    text: string,
    response: ServerResponse,
  ): Promise<boolean> {
    const core = this.#core;
    if (url.pathname.startsWith('/__control/')) {
      const identity: Identity = { login: 'control', permission: 'admin', kind: 'user' };
      const call: Call = {
        identity,
        params: {},
        query: url.searchParams,
        body: parseJson(text),
        accept: '',
        address: '',
      };
      const { status, body } = refuseErrors(() => answerControl(core, this.#log, call, method, url.pathname));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return true;
    }
    const prefix = `/${core.owner}/${core.repo}/pull/`;
    const number = Number(url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : Number.NaN);
    if (method !== 'GET' || core.state.pull(number) === undefined) return false;
    const html = await renderPullPage(core, number);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
    return true;
  }

  #readRequest(request: IncomingMessage, method: string, url: URL, text: string): Request {
    const body = parseJson(text);
    const isGraphQL = method === 'POST' && GRAPHQL_PATHS.includes(url.pathname);
    const parsed = isGraphQL ? GraphQLBody.safeParse(body).data : undefined;
    const { variables, operationName } = parsed ?? {};
    const graphql = parsed && {
      query: parsed.query,
      ...(variables && { variables }),
      ...(typeof operationName === 'string' && { operationName }),
    };
    const identity = this.#identify(request.headers.authorization);
    const { accept = '', host, 'x-forwarded-proto': proto } = request.headers;
    // Links lead to where the caller came in: its token is not sent to another host.
    const origin = url.origin === this.#core.url ? `${String(proto ?? 'http')}://${host ?? ''}` : url.origin;
    const address = `${host === undefined ? this.#core.url : origin}${url.pathname}`;
    return {
      method,
      path: url.pathname.replace(ENTERPRISE_ROOT, '') || '/',
      url,
      body,
      accept,
      address,
      identity,
      graphql,
    };
  }

  /** A refusal is answered further on, where faults and the log have seen the request. */
  #identify(header: string | undefined): Identity | ApiError {
    try {
      return this.#core.people.identify(header);
    } catch (error) {
      if (error instanceof ApiError) return error;
      throw error;
    }
  }

  async #answer(request: Request, met: MetFault | undefined): Promise<Reply> {
    await met?.before();
    const { status, message, headers, html, dropBefore } = met?.fault ?? {};
    if (dropBefore === true) return { status: 0 };
    if (html === true) return { status: 200, body: '<!doctype html><title>Unicorn!</title>' };
    if (status !== undefined)
      return {
        status,
        body: errorBody(new ApiError(status, message ?? `HTTP ${status}`)),
        headers: headers ?? {},
      };
    const reply = await this.#act(request);
    await met?.after();
    return reply;
  }

  async #act(request: Request): Promise<Reply> {
    try {
      if (request.identity instanceof ApiError) throw request.identity;
      if (request.body instanceof SyntaxError) throw new ApiError(400, 'Problems parsing JSON');
      this.#rates.count(request.identity.login);
      if (GRAPHQL_PATHS.includes(request.path))
        return await this.#actOnGraphQL(request.identity, request.graphql);
      const match = this.#router.find(request.method, request.path);
      if (match === undefined) throw notFound();
      this.#checkPermission(request.identity, match.route);
      const call: Call = {
        identity: request.identity,
        params: match.params,
        query: request.url.searchParams,
        body: request.body,
        accept: request.accept,
        address: request.address,
      };
      const act = () => match.route.handle(call);
      return await (request.method === 'GET' ? act() : this.#core.write(act));
    } catch (error) {
      if (error instanceof ApiError) return { status: error.status, body: errorBody(error) };
      throw error;
    }
  }

  async #actOnGraphQL(identity: Identity, graphql: GraphQLRequest | undefined): Promise<Reply> {
    if (graphql === undefined) throw new ApiError(400, 'Problems parsing JSON');
    return { status: 200, body: await answerGraphQL(this.#core, this.#rates, identity, graphql) };
  }

  #checkPermission({ login, permission, kind }: Identity, { method, needs }: Route): void {
    const needed = needs ?? (method === 'GET' ? 'read' : 'write');
    if (needed === 'none') return;
    // Whoever may not read the repository is not told that it exists.
    if (permission === 'none') throw notFound();
    if (kind === 'installation' ? needed === 'admin' : !this.#core.people.may(login, needed))
      throw new ApiError(
        403,
        `Resource not accessible by ${kind === 'installation' ? 'integration' : 'personal access token'}`,
      );
  }

  #send(response: ServerResponse, { status, body, headers = {} }: Reply, who: string): void {
    const isText = typeof body === 'string';
    response.writeHead(status, {
      'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      'x-github-request-id': randomUUID(),
      'x-github-media-type': 'github.v3; format=json',
      ...this.#rates.headers(who),
      ...headers,
    });
    response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
  }
}

function errorBody({ message, errors, status }: ApiError) {
  return {
    message,
    ...(errors !== undefined && { errors }),
    documentation_url: DOCUMENTATION,
    status: String(status),
  };
}

function refuseErrors(act: () => Reply | undefined): Reply {
  try {
    return act() ?? { status: 404, body: { message: 'Not Found' } };
  } catch (error) {
    return { status: 422, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** @returns the value, undefined for an empty body, or the SyntaxError: it is answered, not thrown. */
function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    return error;
  }
}
