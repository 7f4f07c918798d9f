import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { inject } from 'vitest';
import { setUpTemporal } from '../../worker/temporal-setup.ts';

/** A connection to the run's Temporal server. Close it when the test ends. */
export interface TestConnection {
  readonly client: Client;
  close(): Promise<void>;
}

/** Connects to the run's Temporal server. */
export async function connect(): Promise<TestConnection> {
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}

/**
 * Connects to a new namespace of the run's Temporal server. A storage has one of its own, because the workflow ids
 * of its publishers name no storage; so must each stand-in for one.
 */
export async function connectToOwnNamespace(): Promise<TestConnection> {
  const namespace = `storage-${randomUUID()}`;
  const connection = await Connection.connect({ address: inject('temporal').address });
  await setUpTemporal(connection, namespace);
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}

/** What a test has while its worker runs. */
export interface TestWorker {
  readonly client: Client;
  /** The worker's own: no other test's. */
  readonly taskQueue: string;
  readonly worker: Worker;
}

/** Runs the run's workflow bundle and these activities on a task queue of its own, as long as `work` takes. */
export async function withWorker<T>(
  activities: object,
  work: (test: TestWorker) => Promise<T>,
  options: Partial<WorkerOptions> = {},
): Promise<T> {
  quietRuntime();
  const { address, namespace, bundlePath } = inject('temporal');
  const taskQueue = randomUUID();
  const test = await connect();
  const connection = await NativeConnection.connect({ address });
  try {
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      workflowBundle: { codePath: bundlePath },
      activities,
      ...options,
    });
    return await worker.runUntil(() => work({ client: test.client, taskQueue, worker }));
  } finally {
    await connection.close();
    await test.close();
  }
}

let isQuiet = false;

/** Keeps the SDK's own log lines out of the test report. A process has one runtime, set up only once. */
export function quietRuntime(): void {
  if (isQuiet) return;
  isQuiet = true;
  Runtime.install({ logger: new DefaultLogger('ERROR') });
}
