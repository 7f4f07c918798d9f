import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { RecordedDecision } from '../domain/journey-state.ts';
import { publisherWorkflowId } from '../domain/names.ts';
import type { DeployedWord } from '../domain/roll-outs.ts';
import { deployedUpdate } from '../workflows/messages.ts';
import { PublisherNotFound } from './errors/publisher-not-found.ts';
import { PublisherRefused } from './errors/publisher-refused.ts';
import { askTemporal } from './temporal-answers.ts';

/** Every way in to the publishers of one storage. All of them need a worker that runs. */
export class Publishers {
  readonly #client: Client;
  readonly #taskQueue: string;

  constructor({ client, taskQueue }: { readonly client: Client; readonly taskQueue: string }) {
    this.#client = client;
    this.#taskQueue = taskQueue;
  }

  /**
   * Tells a stage's publisher that the image of a build is out on all pods.
   *
   * @throws {@link PublisherNotFound} while nobody has asked for a build of the stage.
   * @throws {@link PublisherRefused} when it makes no sense; {@link WorkerSilent}.
   */
  async deployed(stage: string, word: DeployedWord): Promise<RecordedDecision> {
    // The word's id is the update's too: sent twice, it is one word and answered twice.
    const id = word.id ?? randomUUID();
    const handle = this.#client.workflow.getHandle(publisherWorkflowId(stage));
    return this.#ask(stage, () =>
      handle.executeUpdate(deployedUpdate, { args: [{ ...word, id }], updateId: id }),
    );
  }

  async #ask<T>(stage: string, work: () => Promise<T>): Promise<T> {
    try {
      return await askTemporal(this.#client, { taskQueue: this.#taskQueue }, work);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) throw new PublisherNotFound(stage, { cause: error });
      if (error instanceof WorkflowUpdateFailedError) {
        throw new PublisherRefused(stage, error.cause?.message ?? error.message, { cause: error });
      }
      throw error;
    }
  }
}
