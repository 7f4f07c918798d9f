import { Worker, type NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import type { Config } from './config.ts';
import { findWorkflowBundle } from './workflow-bundle.ts';

/** What a worker is made of. */
export interface WorkerParts {
  readonly config: Config;
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly activities: object;
  /** The configuration's unless given. */
  readonly taskQueue?: string;
  /** The built one, or one made now from the source, unless given. */
  readonly workflowBundle?: WorkflowBundleOption;
}

/**
 * Makes a worker that does not poll yet.
 *
 * Asked to end, it takes no new tasks and gives running activities the configured grace. What they then have not
 * finished is tried again elsewhere: every activity looks before it acts.
 *
 * @throws the SDK's error when the namespace does not exist or the bundle is broken.
 */
export async function createWorker(parts: WorkerParts): Promise<Worker> {
  const { config, connection, namespace, activities, taskQueue = config.temporal.taskQueue } = parts;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    workflowBundle: parts.workflowBundle ?? (await findWorkflowBundle()),
    shutdownGraceTime: config.worker.shutdownGrace,
  });
}
