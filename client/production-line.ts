import { randomUUID } from 'node:crypto';
import {
  WithStartWorkflowOperation,
  WorkflowIdConflictPolicy,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import type { RecordedDecision } from '../domain/journey-state.ts';
import { LINE_RUNS, type LineDecision } from '../domain/line.ts';
import { beginLine, type LineInput, type LineState } from '../domain/line-state.ts';
import { LINE_WORKFLOW_ID } from '../domain/names.ts';
import { lineQuery, resumeLineUpdate, stopLineUpdate } from '../workflows/messages.ts';
import { LineRefused } from './errors/line-refused.ts';
import { askTemporal } from './temporal-answers.ts';

/** Every way in to the line that all journeys of one storage stand on. All of them need a worker that runs. */
export class ProductionLine {
  readonly #client: Client;
  readonly #taskQueue: string;

  constructor({ client, taskQueue }: { readonly client: Client; readonly taskQueue: string }) {
    this.#client = client;
    this.#taskQueue = taskQueue;
  }

  /**
   * What is stopped. A line that nobody ever stopped runs; what one that was terminated had stopped stays so.
   *
   * @throws {@link WorkerSilent}
   */
  async state(): Promise<LineState> {
    return this.#ask(async () => {
      try {
        return await this.#client.workflow.getHandle(LINE_WORKFLOW_ID).query(lineQuery);
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return beginLine({ line: LINE_RUNS });
        throw error;
      }
    });
  }

  /** Stops the line: no journey within the scope changes anything. @throws {@link LineRefused}, {@link WorkerSilent} */
  async stop(decision: LineDecision): Promise<RecordedDecision> {
    return this.#decide(stopLineUpdate, decision);
  }

  /** Lets the line go on where it was stopped. @throws {@link LineRefused}, {@link WorkerSilent} */
  async resume(decision: LineDecision): Promise<RecordedDecision> {
    return this.#decide(resumeLineUpdate, decision);
  }

  async #decide(update: typeof stopLineUpdate, decision: LineDecision): Promise<RecordedDecision> {
    // The decision's id is the update's too: sent twice, it is decided once and answered twice.
    const id = decision.id ?? randomUUID();
    const { version, stops, decisions } = await this.state();
    const start = new WithStartWorkflowOperation<(input: LineInput) => Promise<void>>('productionLine', {
      workflowId: LINE_WORKFLOW_ID,
      taskQueue: this.#taskQueue,
      // Where none runs any more, one that begins goes on with what the one before had stopped.
      args: [{ line: { version, stops }, decisions }],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      staticSummary: 'The line that all journeys stand on',
    });
    return this.#ask(() =>
      this.#client.workflow.executeUpdateWithStart(update, {
        startWorkflowOperation: start,
        args: [{ ...decision, id }],
        updateId: `${update.name}/${id}`,
      }),
    );
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await askTemporal(this.#client, { taskQueue: this.#taskQueue }, work);
    } catch (error) {
      if (error instanceof WorkflowUpdateFailedError)
        throw new LineRefused(error.cause?.message ?? error.message, { cause: error });
      throw error;
    }
  }
}
