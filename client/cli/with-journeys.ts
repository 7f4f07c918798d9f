import type { Config } from '../../worker/config.ts';
import { connectClient, type ConnectedClient } from '../connect.ts';
import { Journeys } from '../journeys.ts';
import { openStorage } from '../open-storage.ts';
import type { CommandContext } from './cli.ts';
import { readConfigFile } from './read-config.ts';

/** What a command on journeys has at hand. */
export interface JourneysAtHand extends ConnectedClient {
  readonly config: Config;
  readonly journeys: Journeys;
}

/** Connects, works, and closes the connection on every way out. */
export async function withJourneys<T>(
  { configFile, env }: CommandContext,
  work: (hand: JourneysAtHand) => Promise<T>,
): Promise<T> {
  const config = await readConfigFile(configFile);
  const connected = await connectClient(config.temporal.namespace, env);
  try {
    return await work({ ...connected, config, journeys: createJourneys(config, connected, env) });
  } finally {
    await connected.close();
  }
}

/** The journeys of a configuration. The storage is opened at its first use: most commands need no secret of GitHub. */
export function createJourneys(
  config: Config,
  { client }: Pick<ConnectedClient, 'client'>,
  env: NodeJS.ProcessEnv,
): Journeys {
  const { pipeline, timing, temporal } = config;
  return new Journeys({
    client,
    taskQueue: temporal.taskQueue,
    pipeline,
    timing,
    uiUrl: temporal.uiUrl,
    get storage() {
      return openStorage(config, env);
    },
  });
}
