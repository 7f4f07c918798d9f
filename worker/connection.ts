import type { ConnectionOptions } from '@temporalio/client';
import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

/** How to reach Temporal. */
export interface ConnectionSettings {
  /** Fits `Connection.connect` (clients) and `NativeConnection.connect` (workers). */
  readonly connection: NativeConnectionOptions & ConnectionOptions;
  readonly address: string;
  readonly namespace: string;
}

/**
 * Reads how to reach Temporal from where every Temporal tool reads it: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`,
 * `TEMPORAL_API_KEY`, `TEMPORAL_TLS...`, or a profile of `temporal.toml`. https://docs.temporal.io/develop/environment-configuration
 *
 * @param namespace - taken where the environment names none.
 * @throws an Error when `temporal.toml` or a certificate file cannot be read.
 */
export function readConnectionSettings(
  namespace: string = 'default',
  env: NodeJS.ProcessEnv = process.env,
): ConnectionSettings {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const profile = loadClientConfigProfile({ overrideEnvVars: Object.fromEntries(given) });
  const { connectionOptions } = toClientOptions(profile);
  const address = profile.address ?? '127.0.0.1:7233';
  return {
    connection: { ...connectionOptions, address },
    address,
    namespace: profile.namespace ?? namespace,
  };
}
