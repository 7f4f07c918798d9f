import { startGateway } from '../../gateway/start-gateway.ts';
import type { Config } from '../../worker/config.ts';
import type { ConnectionSettings } from '../../worker/connection.ts';
import { readGatewaySecrets } from '../../worker/gateway-secrets.ts';
import { connectTo } from '../connect.ts';
import { openStorage } from '../open-storage.ts';
import { createJourneys } from './with-journeys.ts';

/** What a gateway needs to run beside something else. */
export interface Surroundings {
  readonly config: Config;
  readonly env: NodeJS.ProcessEnv;
  readonly temporal: ConnectionSettings;
  /** `HOST:PORT` in place of the configuration's. */
  readonly listen?: string | undefined;
  /** Takes one line for whoever operates it. */
  readonly log: (line: string) => void;
}

/**
 * Lets the gateway run as long as `work` takes; on every way out it ends gracefully.
 *
 * @throws {@link MissingSecrets}, {@link TemporalUnreachable}, or the system's error when the address is taken.
 */
export async function withGateway<T>(
  { config, env, temporal, listen, log }: Surroundings,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const secrets = readGatewaySecrets(config, env);
  const storage = openStorage(config, env);
  const connected = await connectTo(temporal);
  try {
    const journeys = createJourneys(config, connected, env);
    const { client } = connected;
    const gateway = await startGateway({ config, secrets, storage, client, journeys, listen, log });
    try {
      return await work(gateway.url);
    } finally {
      await gateway.close();
    }
  } finally {
    await connected.close();
  }
}
