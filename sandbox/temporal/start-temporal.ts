import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../domain/search-attributes.ts';
import { readConnectionSettings, type ConnectionSettings } from '../../worker/connection.ts';
import { setUpTemporal, TemporalSetupFailed } from '../../worker/temporal-setup.ts';
import { forgetDatabaseOwner, refuseUsedDatabase, writeDatabaseOwner } from './database-owner.ts';
import { findTemporalCli } from './find-cli.ts';
import { findFreePort } from './free-port.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** A first start on a file makes its schema; a loaded machine needs its time for it. */
const START_PATIENCE = 90_000;

/** How the embedded server is to run. */
export interface TemporalOptions {
  /** The SQLite database; without it everything is in memory and gone at the end. */
  readonly dbFile?: string | undefined;
  /** A free one unless given; so is `uiPort`. */
  readonly port?: number | undefined;
  readonly uiPort?: number | undefined;
  readonly namespace?: string | undefined;
  /** What the server prints is appended there. */
  readonly logFile?: string | undefined;
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Takes one line for a person who waits: fetching the program for the first time takes minutes. */
  readonly report?: ((line: string) => void) | undefined;
}

/** A Temporal server to work with. */
export interface RunningTemporal {
  readonly address: string;
  /** Undefined for a cluster that we only joined: where its UI is nobody told us. */
  readonly uiUrl: string | undefined;
  readonly namespace: string;
  /** How clients and workers reach it: without credentials, or with those of the environment for a cluster. */
  readonly settings: ConnectionSettings;
  /** Ends the server, if it is ours. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded Temporal server on loopback with its UI, our search attributes and our retention; or, where
 * `TEMPORAL_ADDRESS` names a cluster, sets that one up and uses it.
 *
 * Starting again on the same file finds everything that was there.
 *
 * @returns when it really serves.
 * @throws {@link TemporalCliNotFound} when there is no program to start.
 * @throws {@link DatabaseInUse} when another server works on the file.
 * @throws the system's error when a port that was given is taken.
 * @throws an Error with the server's last words when it ends instead of serving, or does not serve in time.
 */
export async function startTemporal(options: TemporalOptions = {}): Promise<RunningTemporal> {
  const { env = process.env, namespace = 'default', report = (line) => console.error(line) } = options;
  if (env['TEMPORAL_ADDRESS']) return joinCluster(namespace, env);

  const dbFile = options.dbFile === undefined ? undefined : resolve(options.dbFile);
  if (dbFile !== undefined) {
    mkdirSync(dirname(dbFile), { recursive: true });
    refuseUsedDatabase(dbFile);
  }
  const cli = await findTemporalCli({ env, report });
  const port = await findFreePort(options.port);
  const uiPort = await findFreePort(options.uiPort);
  const server = await startServer(
    cli,
    serverArguments({ dbFile, port, uiPort, namespace }),
    env,
    options.logFile,
  );
  if (dbFile !== undefined) writeDatabaseOwner(dbFile, server.pid);
  const stop = async (): Promise<void> => {
    await server.stop();
    if (dbFile !== undefined) forgetDatabaseOwner(dbFile);
  };
  const address = `127.0.0.1:${port}`;
  try {
    await untilServing(server, address, namespace);
  } catch (error) {
    await stop();
    throw error;
  }
  const settings = { connection: { address }, address, namespace };
  return { address, uiUrl: `http://127.0.0.1:${uiPort}`, namespace, settings, stop };
}

async function joinCluster(fallbackNamespace: string, env: NodeJS.ProcessEnv): Promise<RunningTemporal> {
  const settings = readConnectionSettings(fallbackNamespace, env);
  const connection = await Connection.connect(settings.connection);
  try {
    await setUpTemporal(connection, settings.namespace);
  } finally {
    await connection.close();
  }
  const { address, namespace } = settings;
  return { address, uiUrl: undefined, namespace, settings, stop: async () => {} };
}

interface Place {
  readonly dbFile: string | undefined;
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
}

function serverArguments({ dbFile, port, uiPort, namespace }: Place): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name}=${type}`);
  // Without these two, every small transaction waits for the disk: about 12 activities a second instead of 60.
  const pragmas = dbFile === undefined ? [] : ['journal_mode=wal', 'synchronous=normal'];
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--ui-port=${uiPort}`,
    `--namespace=${namespace}`,
    ...(dbFile === undefined ? [] : [`--db-filename=${dbFile}`]),
    ...pragmas.map((pragma) => `--sqlite-pragma=${pragma}`),
    ...attributes.map((attribute) => `--search-attribute=${attribute}`),
    // It would ask a server of its maker for newer versions.
    '--dynamic-config-value=frontend.enableServerVersionCheck=false',
  ];
}

/** Serving means: it answers for the namespace, and the namespace is fit for journeys. */
async function untilServing(server: ServerProcess, address: string, namespace: string): Promise<void> {
  const deadline = Date.now() + START_PATIENCE;
  for (;;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2_000 });
      try {
        await setUpTemporal(connection, namespace);
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (error instanceof TemporalSetupFailed) throw error;
      if (server.hasEnded()) {
        throw new Error(`The Temporal server ended instead of serving at ${address}: ${server.tail()}`, {
          cause: error,
        });
      }
      if (Date.now() > deadline) {
        throw new Error(`The Temporal server does not serve at ${address} after ${START_PATIENCE / 1000} s`, {
          cause: error,
        });
      }
    }
    await delay(100);
  }
}
