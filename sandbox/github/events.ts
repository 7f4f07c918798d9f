import type { CheckRun, CommitStatus, Conversation, PullRequest, Review } from './model.ts';

/** Something that GitHub tells its webhooks of. */
export type Happening =
  | {
      readonly event: 'pull_request';
      readonly action: 'opened' | 'edited' | 'closed' | 'reopened' | 'synchronize' | 'labeled' | 'unlabeled';
      readonly pull: PullRequest;
      readonly login: string;
    }
  | { readonly event: 'pull_request_review'; readonly review: Review }
  | { readonly event: 'pull_request_review_thread'; readonly conversation: Conversation }
  | { readonly event: 'check_run'; readonly action: 'created' | 'completed'; readonly run: CheckRun }
  | { readonly event: 'status'; readonly status: CommitStatus }
  | {
      readonly event: 'push';
      readonly ref: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
      readonly login: string;
    };

export type Payload = Readonly<Record<string, unknown>>;

/** Told of everything that a webhook would be told of. */
export type EventListener = (event: string, payload: Payload) => void;

/** What happened, in order. Payloads are made after the fact and never hold up a request. */
export class EventFeed {
  readonly #listeners = new Set<EventListener>();
  #tail: Promise<void> = Promise.resolve();
  #closed = false;
  /** How a happening reads in a webhook; given by whoever puts the parts together. */
  describe: (happening: Happening) => Promise<Payload> | Payload = (happening) => ({ ...happening });

  /** @returns a function that ends the listening. */
  on(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(happening: Happening): void {
    const tell = async () => {
      if (this.#closed || this.#listeners.size === 0) return;
      const payload = await this.describe(happening);
      for (const listener of this.#listeners) listener(happening.event, payload);
    };
    // One event that fails must not silence the next ones; it is a bug of the stand-in or of a listener.
    this.#tail = this.#tail.then(tell).catch((error: unknown) => process.emitWarning(String(error)));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#tail;
  }
}
