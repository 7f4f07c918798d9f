import { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { NativeConnection, type Runtime, type Worker } from '@temporalio/worker';
import { createActivities } from '../activities/index.ts';
import { claimNamespace } from './claim-namespace.ts';
import { createCallCounter } from './call-metrics.ts';
import type { Config } from './config.ts';
import { readConnectionSettings, type ConnectionSettings } from './connection.ts';
import { serveHealth } from './health-server.ts';
import { watchJourneys } from './journey-metrics.ts';
import { checkReadiness } from './readiness.ts';
import { keepWatcher } from './keep-watcher.ts';
import { installRuntime } from './runtime.ts';
import { readSecrets } from './secrets.ts';
import { createServices } from './wiring.ts';
import { createWorker } from './worker.ts';

/** Where a worker runs, and what ends it besides SIGINT and SIGTERM. */
export interface RunOptions {
  /** What the environment says unless given. */
  readonly temporal?: ConnectionSettings;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/**
 * Runs the worker of a configuration until it is asked to end, and has ended gracefully. To be called once in a
 * process.
 *
 * @throws {@link MissingSecrets} before anything is started.
 * @throws {@link NamespaceOfOtherStorage} when the namespace is another storage's.
 * @throws the SDK's error when Temporal cannot be reached at the start, or when the worker breaks down. It is not
 *   to be swallowed: the process must end with a code that makes somebody start it again.
 */
export async function runWorker(config: Config, options: RunOptions = {}): Promise<void> {
  const { env = process.env, signal } = options;
  const temporal = options.temporal ?? readConnectionSettings(config.temporal.namespace, env);
  const secrets = readSecrets(config, env);
  const runtime = installRuntime(config.worker.metrics);
  const connection = await NativeConnection.connect(temporal.connection);
  try {
    await checkNamespace(connection, temporal.namespace, config.github.repository, runtime);
    const countCall = createCallCounter(runtime.metricMeter);
    const services = createServices({
      config,
      secrets,
      countCall,
      namespace: temporal.namespace,
      signal: () => Context.current().cancellationSignal,
    });
    const worker = await createWorker({
      config,
      connection,
      namespace: temporal.namespace,
      activities: createActivities(services),
    });
    const end = (): void => worker.shutdown();
    const client = new Client({ connection, namespace: temporal.namespace });
    await accompany(worker, { config, connection, client, runtime }, async () => {
      const running = worker.run();
      signal?.addEventListener('abort', end, { once: true });
      if (signal?.aborted) end();
      await running;
    });
    signal?.removeEventListener('abort', end);
  } finally {
    await connection.close();
  }
}

async function checkNamespace(
  connection: NativeConnection,
  namespace: string,
  repository: string,
  { logger }: Runtime,
): Promise<void> {
  if (await claimNamespace(connection, namespace, repository)) return;
  logger.warn(
    `Nothing says whose the namespace "${namespace}" is: see to it that only ${repository} uses it.`,
  );
}

interface Company {
  readonly config: Config;
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly runtime: Runtime;
}

/** What lives as long as the worker runs: the health endpoint, the count of journeys, the watcher's keeper. */
async function accompany(worker: Worker, company: Company, run: () => Promise<void>): Promise<void> {
  const { config, connection, client, runtime } = company;
  const { health } = config.worker;
  const server =
    health === undefined ? undefined : await serveHealth(health, () => checkReadiness(worker, connection));
  const stopCounting = watchJourneys(client, runtime.metricMeter, runtime.logger);
  const stopKeeping = keepWatcher(client, config, runtime);
  try {
    await run();
  } finally {
    stopKeeping();
    stopCounting();
    await server?.close();
  }
}
