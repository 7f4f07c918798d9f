import { Client, Connection } from '@temporalio/client';
import { readConnectionSettings, type ConnectionSettings } from '../worker/connection.ts';
import { TemporalUnreachable } from './errors/temporal-unreachable.ts';

/** A client with the connection that it must not outlive. */
export interface ConnectedClient {
  readonly client: Client;
  readonly connection: Connection;
  readonly close: () => Promise<void>;
}

/**
 * Connects to Temporal as the environment says (`TEMPORAL_ADDRESS` and its like, or `temporal.toml`).
 *
 * @param namespace - taken where the environment names none.
 * @throws {@link TemporalUnreachable} when no server answers within some seconds.
 */
export async function connectClient(
  namespace: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ConnectedClient> {
  return connectTo(readConnectionSettings(namespace, env));
}

/** As {@link connectClient}, to a server that is known. */
export async function connectTo(settings: ConnectionSettings): Promise<ConnectedClient> {
  try {
    const connection = await Connection.connect({ ...settings.connection, connectTimeout: 5_000 });
    const client = new Client({ connection, namespace: settings.namespace });
    return { client, connection, close: () => connection.close() };
  } catch (error) {
    throw new TemporalUnreachable(settings.address, { cause: error });
  }
}
