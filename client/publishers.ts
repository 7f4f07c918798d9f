import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { PlainDecision } from '../domain/decisions.ts';
import type { RecordedDecision } from '../domain/journey-state.ts';
import { publisherWorkflowId } from '../domain/names.ts';
import type { PublisherState } from '../domain/publisher-state.ts';
import type { DeployedWord } from '../domain/roll-outs.ts';
import { deployedUpdate, nudgeSignal, publisherQuery, retryUpdate } from '../workflows/messages.ts';
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
   * What a stage's publisher is asked and does.
   *
   * @throws {@link PublisherNotFound} when none runs; {@link WorkerSilent}.
   */
  async state(stage: string): Promise<PublisherState> {
    const handle = this.#client.workflow.getHandle(publisherWorkflowId(stage));
    return this.#ask(stage, async () => {
      // One that somebody terminated answers queries still, with what it knew last.
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING') throw new PublisherNotFound(stage);
      return handle.query(publisherQuery);
    });
  }

  /**
   * Lets a publisher that needs a person try again, for all journeys that it holds.
   *
   * @throws {@link PublisherRefused} when it is not in attention; {@link PublisherNotFound}, {@link WorkerSilent}.
   */
  async retry(stage: string, decision: PlainDecision): Promise<RecordedDecision> {
    const id = decision.id ?? randomUUID();
    const handle = this.#client.workflow.getHandle(publisherWorkflowId(stage));
    return this.#ask(stage, () =>
      handle.executeUpdate(retryUpdate, { args: [{ ...decision, id }], updateId: `retry/${id}` }),
    );
  }

  /** Lets a publisher look again at once. @throws {@link PublisherNotFound} when none runs. */
  async nudge(stage: string): Promise<void> {
    const handle = this.#client.workflow.getHandle(publisherWorkflowId(stage));
    await this.#ask(stage, () => handle.signal(nudgeSignal));
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
      handle.executeUpdate(deployedUpdate, { args: [{ ...word, id }], updateId: `deployed/${id}` }),
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
