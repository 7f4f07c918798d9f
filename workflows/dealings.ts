import { CancellationScope, CancelledFailure, condition, isCancellation } from '@temporalio/workflow';
import type { AttentionReason } from '../domain/change-gate.ts';
import type { FoundContent } from '../domain/content.ts';
import { attentionFor } from '../domain/failure-types.ts';
import type { Timing } from '../domain/timing.ts';
import { activityFailureOf } from './failures.ts';
import { reads, writes } from './proxies.ts';

/** Why a look ended without anything new to see. */
type WakeCause = 'retry' | 'message';

/** How a look ended: with something new to see, or because a message woke it. */
export type Looked<T> =
  { readonly kind: 'seen'; readonly seen: T } | { readonly kind: 'woken'; readonly by: WakeCause };

/** How a write ended. */
export type Tried<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly reason: AttentionReason; readonly sentence: string };

/** What a workflow's dealings need of it. */
export interface DealingsOptions {
  readonly timing: () => Timing;
  /** Shows that a person is needed. */
  readonly needAttention: (reason: AttentionReason, sentence: string, found?: FoundContent) => void;
  /** Shows that it goes on, because a person said: try again. */
  readonly resume: () => void;
  /** Called before the workflow blocks. */
  readonly beforeBlocking: () => void;
}

/**
 * The ways in which a workflow of ours deals with the world outside. A *look* may be woken or given up at any
 * time; a *write* always ends; and what neither can mend asks a person.
 */
export class Dealings {
  readonly #options: DealingsOptions;
  #look: { readonly scope: CancellationScope; by: WakeCause } | undefined;
  /** True while nothing is done until a person says: try again. */
  #isAsking = false;
  /** A retry that came when one look had just ended and the next had not begun: it counts for the next. */
  #missedRetry = false;

  constructor(options: DealingsOptions) {
    this.#options = options;
  }

  /**
   * Looks, read-only, until there is something new to see.
   *
   * @param summary - one line for the Temporal UI.
   * @returns what was seen, or that a message woke the look: an answer, a nudge, a decision. `retry` is told apart,
   *   and counts for the look that it woke alone.
   * @throws a `CancelledFailure` when the workflow is being ended.
   */
  async look<T>(
    summary: string,
    work: (activities: ReturnType<typeof reads>) => Promise<T>,
  ): Promise<Looked<T>> {
    return this.#untilPersonMends(async () => {
      if (this.#missedRetry) {
        this.#missedRetry = false;
        return { kind: 'woken', by: 'retry' };
      }
      const look = { scope: new CancellationScope(), by: 'message' as WakeCause };
      this.#look = look;
      try {
        const seen = await look.scope.run(() => work(reads(this.#options.timing(), summary)));
        // It came in the very moment in which the look ended, and woke nothing any more.
        if (look.by === 'retry') this.#missedRetry = true;
        return { kind: 'seen', seen };
      } catch (error) {
        if (isCancellation(error) && !CancellationScope.current().consideredCancelled)
          return { kind: 'woken', by: look.by };
        throw error;
      } finally {
        this.#look = undefined;
      }
    });
  }

  /**
   * Writes. A write that began always ends, also when the workflow is being ended meanwhile.
   *
   * @param work - what is to be written; it is asked anew at each attempt, because a person may have been asked
   *   between two of them.
   * @param untilFree - waits until it may be written; asked before each attempt, for the same reason.
   */
  async write<T>(
    summary: string,
    work: (activities: ReturnType<typeof writes>) => Promise<T>,
    untilFree?: () => Promise<void>,
  ): Promise<T> {
    return this.#untilPersonMends(() => this.#writeOnce(summary, work), untilFree);
  }

  /**
   * Writes as {@link write} does, but gives back what no retry mends: for whoever can see by a look when it is mended.
   */
  async tryToWrite<T>(
    summary: string,
    work: (activities: ReturnType<typeof writes>) => Promise<T>,
  ): Promise<Tried<T>> {
    this.endIfCancelled();
    this.#options.beforeBlocking();
    try {
      return { kind: 'done', value: await this.#writeOnce(summary, work) };
    } catch (error) {
      const failure = activityFailureOf(error);
      if (failure === undefined) throw error;
      return {
        kind: 'failed',
        reason: attentionFor(failure.type ?? undefined),
        sentence: failure.message,
      };
    }
  }

  /** A message came in that a waiting look should know of. */
  wake(): void {
    this.#look?.scope.cancel();
  }

  /** Needs attention, and does nothing until a person says: try again. */
  async askPerson(reason: AttentionReason, sentence: string, found?: FoundContent): Promise<void> {
    this.#options.needAttention(reason, sentence, found);
    this.#options.beforeBlocking();
    this.#isAsking = true;
    try {
      await condition(() => !this.#isAsking);
    } finally {
      this.#isAsking = false;
    }
    this.#options.resume();
  }

  /** A person says: try again. It counts once: for what was asked, or for the look that is open or comes next. */
  retry(): void {
    if (this.#isAsking) {
      this.#isAsking = false;
    } else if (this.#look === undefined) {
      this.#missedRetry = true;
    } else {
      this.#look.by = 'retry';
      this.#look.scope.cancel();
    }
  }

  /** @throws a `CancelledFailure` when the workflow is being ended. */
  endIfCancelled(): void {
    if (CancellationScope.current().consideredCancelled)
      throw new CancelledFailure('The workflow is being ended');
  }

  async #writeOnce<T>(
    summary: string,
    work: (activities: ReturnType<typeof writes>) => Promise<T>,
  ): Promise<T> {
    return CancellationScope.nonCancellable(() => work(writes(this.#options.timing(), summary)));
  }

  /** Tries until it works; what no retry can mend asks a person. */
  async #untilPersonMends<T>(attempt: () => Promise<T>, untilFree?: () => Promise<void>): Promise<T> {
    for (;;) {
      if (untilFree !== undefined) await untilFree();
      this.endIfCancelled();
      this.#options.beforeBlocking();
      try {
        return await attempt();
      } catch (error) {
        const failure = activityFailureOf(error);
        if (failure === undefined) throw error;
        await this.askPerson(attentionFor(failure.type ?? undefined), failure.message);
      }
    }
  }
}
