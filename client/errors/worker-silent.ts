import { ClientError } from './client-error.ts';

/** Temporal answers, but no worker does: a journey tells its state, and takes decisions, only through a worker. */
export class WorkerSilent extends ClientError {
  override name = 'WorkerSilent' as const;

  constructor(taskQueue: string, options?: ErrorOptions) {
    super(
      `No worker answers on the task queue "${taskQueue}".`,
      'Start one with `limelight worker` (or `limelight up` for everything in one process). Nothing is lost meanwhile.',
      options,
    );
  }
}
