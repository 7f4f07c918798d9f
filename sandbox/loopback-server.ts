import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of ours that listens on loopback only. */
export interface LoopbackServer {
  readonly url: string;
  readonly port: number;
  /** Ends it at once, open connections included. May be called twice. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and nowhere else.
 *
 * @param handler - answers one request; what it throws becomes a 500 with the message, so that a bug in a
 *   stand-in is seen by its caller and not waited for.
 * @param port - 0 takes a free one.
 * @throws the system's error when the port is taken.
 */
export async function listenOnLoopback(
  handler: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
  port = 0,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    void (async () => {
      try {
        await handler(request, response);
      } catch (error) {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
