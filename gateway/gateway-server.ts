import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './answer.ts';
import { BodyReader } from './body-reader.ts';
import type { Counters } from './counters.ts';
import type { GitHubDeliveries } from './github-deliveries.ts';
import type { JenkinsNotifications } from './jenkins-notifications.ts';

/** Who answers what. */
export interface GatewayServerOptions {
  /** `HOST:PORT`; port 0 takes a free one. */
  readonly listen: string;
  readonly github: Pick<GitHubDeliveries, 'receive'>;
  readonly jenkins: Pick<JenkinsNotifications, 'receive'>;
  readonly counters: Counters;
  /** @returns why it is not ready; undefined when it is. */
  readonly findTrouble: () => Promise<string | undefined>;
  readonly log: (line: string) => void;
}

/** A gateway that listens. */
export interface GatewayServer {
  readonly url: string;
  /** Ends the listening; answers that are under way are given. */
  close(): Promise<void>;
}

const MIB = 1024 * 1024;
/** GitHub sends up to 25 MB, but only a push of thousands of files is larger than this, and it may be lost. */
const LIMITS = { each: 5 * MIB, together: 64 * MIB };
/** Who sends slower than this holds a connection for nothing. */
const PATIENCE_MS = 20_000;
/** Longer than proxies keep a connection that nothing comes over: what they send over one that we just closed is lost. */
const KEEP_MS = 75_000;
/** GitHub sends a burst over as many connections: those that are not accepted are deliveries lost. */
const MOST_CONNECTIONS = 2_000;

/**
 * Listens for webhooks of GitHub (`POST /github`) and notifications of Jenkins (`POST /jenkins/STAGE`), and answers
 * `/healthz`, `/readyz` and `/metrics`.
 *
 * @throws the system's error when the address is taken.
 */
export async function serveGateway(options: GatewayServerOptions): Promise<GatewayServer> {
  const { listen, log } = options;
  const bodies = new BodyReader(LIMITS);
  const server = createServer(
    { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS, keepAliveTimeout: KEEP_MS },
    (request, response) => {
      void route(options, bodies, request, response).catch((error: unknown) => {
        log(`${request.method} ${request.url?.split('/')[1]}: ${String(error)}`);
        response.destroy();
      });
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(listen) ?? [];
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
}

async function route(
  { github, jenkins, counters, findTrouble, log }: GatewayServerOptions,
  bodies: BodyReader,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, place = '', stage = '', pathToken] = (request.url ?? '').replace(/\?.*$/, '').split('/');
  const read = () => bodies.read(request);
  if (place === 'github' || place === 'jenkins') {
    const answer = await (async (): Promise<Answer> => {
      if (request.method !== 'POST') return ONLY_POST;
      if (place === 'github') return github.receive({ headers: request.headers, readBody: read });
      const token = pathToken ?? (request.headers.authorization ?? '').replace(/^Bearer /i, '');
      return jenkins.receive({ stage, token, readBody: read });
    })();
    counters.add('limelight_gateway_deliveries_total', { source: place, status: String(answer.status) });
    if (answer.status >= 400) log(`refused what ${place} sent with ${answer.status}: ${answer.reason}`);
    give(request, response, answer);
  } else if (place === 'healthz') give(request, response, { status: 200, reason: 'It answers.' });
  else if (place === 'readyz') {
    const trouble = await findTrouble();
    give(
      request,
      response,
      trouble === undefined
        ? { status: 200, reason: 'It takes deliveries, and Temporal answers.' }
        : { status: 503, reason: trouble },
    );
  } else if (place === 'metrics') {
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(counters.render());
  } else give(request, response, NOWHERE);
}

const ONLY_POST: Answer = { status: 405, reason: 'Deliveries come by POST.' };
const NOWHERE: Answer = {
  status: 404,
  reason: 'There are POST /github, POST /jenkins/STAGE, and /healthz, /readyz, /metrics.',
};

function give(request: IncomingMessage, response: ServerResponse, { status, reason }: Answer): void {
  // Whatever of a body nobody has read would be taken for the next request.
  request.resume();
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(status === 405 && { allow: 'POST' }),
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(`${JSON.stringify({ reason })}\n`);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
