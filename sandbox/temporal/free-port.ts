import { createServer, type AddressInfo } from 'node:net';

/**
 * A loopback port that nobody listens on at this moment. Somebody else may take it before its use.
 *
 * @param wanted - 0 takes any.
 * @throws the system's error (`EADDRINUSE`) when the wanted one is taken.
 */
export async function findFreePort(wanted: number = 0): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return port;
}
