import { CancellationScope, CancelledFailure, isCancellation } from '@temporalio/workflow';
import type { AttentionReason } from '../domain/change-gate.ts';
import { attentionFor } from '../domain/failure-types.ts';
import type { Timing } from '../domain/timing.ts';
import { activityFailureOf } from './failures.ts';
import { reads, writes } from './proxies.ts';

/** What a workflow's dealings need of it. */
export interface DealingsOptions {
  readonly timing: () => Timing;
  /** Goes into attention and comes back when a person says: try again. */
  readonly askPerson: (reason: AttentionReason, sentence: string) => Promise<void>;
  /** Called before the workflow blocks. */
  readonly beforeBlocking: () => void;
}

/**
 * The ways in which a workflow of ours deals with the world outside. A *look* may be woken or given up at any
 * time; a *write* always ends; and what neither can mend asks a person.
 */
export class Dealings {
  readonly #options: DealingsOptions;
  #look: CancellationScope | undefined;

  constructor(options: DealingsOptions) {
    this.#options = options;
  }

  /**
   * Looks, read-only, until there is something new to see.
   *
   * @param summary - one line for the Temporal UI.
   * @returns what was seen; undefined when a message woke the look: a decision, an answer, or a nudge.
   * @throws a `CancelledFailure` when the workflow is being ended.
   */
  async look<T>(
    summary: string,
    work: (activities: ReturnType<typeof reads>) => Promise<T>,
  ): Promise<T | undefined> {
    return this.#untilPersonMends(async () => {
      const scope = new CancellationScope();
      this.#look = scope;
      try {
        return await scope.run(() => work(reads(this.#options.timing(), summary)));
      } catch (error) {
        if (isCancellation(error) && !CancellationScope.current().consideredCancelled) return undefined;
        throw error;
      } finally {
        this.#look = undefined;
      }
    });
  }

  /** Writes. A write that began always ends, also when the workflow is being ended meanwhile. */
  async write<T>(summary: string, work: (activities: ReturnType<typeof writes>) => Promise<T>): Promise<T> {
    return this.#untilPersonMends(() =>
      CancellationScope.nonCancellable(() => work(writes(this.#options.timing(), summary))),
    );
  }

  /** A message came in that a waiting look should know of. */
  wake(): void {
    this.#look?.cancel();
  }

  /** @throws a `CancelledFailure` when the workflow is being ended. */
  endIfCancelled(): void {
    if (CancellationScope.current().consideredCancelled)
      throw new CancelledFailure('The workflow is being ended');
  }

  /** Tries until it works; what no retry can mend asks a person. */
  async #untilPersonMends<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      this.endIfCancelled();
      this.#options.beforeBlocking();
      try {
        return await attempt();
      } catch (error) {
        const failure = activityFailureOf(error);
        if (failure === undefined) throw error;
        await this.#options.askPerson(attentionFor(failure.type ?? undefined), failure.message);
      }
    }
  }
}
