import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from './readiness.ts';

/** The endpoint for whoever looks after the process. */
export interface HealthServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/healthz` (200 while the process can answer at all: restart it otherwise) and `/readyz` (200 while it
 * does its work, else 503; both with the reason as JSON).
 *
 * @param address - `HOST:PORT`; port 0 takes a free one.
 * @throws the system's error when the address is taken.
 */
export async function serveHealth(
  address: string,
  readiness: () => Promise<Readiness>,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') answer(response, 200, { alive: true });
    else if (request.url === '/readyz') {
      void readiness().then((state) => answer(response, state.ready ? 200 : 503, state));
    } else answer(response, 404, { reason: 'There are /healthz and /readyz.' });
  });
  const [host, port] = address.split(':') as [string, string];
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
