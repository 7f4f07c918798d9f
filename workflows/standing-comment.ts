import { ActivityFailure, CancellationScope, condition, isCancellation, sleep } from '@temporalio/workflow';
import { addNote, type StepResult } from '../domain/journey-state.ts';
import { describeParting } from '../domain/parting.ts';
import { describeWhy, explain } from '../domain/why.ts';
import type { Journey } from './journey.ts';
import { asides } from './proxies.ts';

/**
 * Follows a change, and tells meanwhile in one comment on its pull request where the journey stands: the text of
 * `limelight why`. What is merged within `commentMs` is told of by nobody, and an edit costs six events.
 *
 * The comment goes on beside the step: neither its failure nor its slowness holds the journey up.
 */
export async function withStandingComment(
  journey: Journey,
  number: number,
  follow: () => Promise<StepResult | 'again'>,
): Promise<StepResult | 'again'> {
  const { commentMs } = journey.input.timing;
  if (commentMs === undefined) return follow();
  const comment = new StandingComment(journey, number, commentMs);
  let result: StepResult | 'again' | undefined;
  try {
    result = await follow();
    return result;
  } finally {
    comment.end(describeParting(journey.state, number, result, journey.isEnding));
  }
}

/** A comment that cannot be kept is tried at least once a day. */
const LONGEST_PAUSE_MS = 24 * 60 * 60_000;

/** The one comment on a pull request. */
class StandingComment {
  readonly #journey: Journey;
  readonly #number: number;
  readonly #pauseMs: number;
  readonly #scope = new CancellationScope();
  readonly #kept: Promise<void>;
  /** When it was edited last, or began to be kept: epoch milliseconds. */
  #editedAt = Date.now();
  #said: string | undefined;
  #id: number | undefined;
  /** How often in a row it could not be kept. */
  #failures = 0;
  #isNoted = false;

  constructor(journey: Journey, number: number, pauseMs: number) {
    this.#journey = journey;
    this.#number = number;
    this.#pauseMs = pauseMs;
    // Heard at once: a rejection that nobody hears fails the task.
    this.#kept = this.#scope
      .run(() => this.#keep())
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      });
  }

  /** Says a last word, where it said anything; nobody waits for it. */
  end(lastWord: string): void {
    this.#scope.cancel();
    void CancellationScope.nonCancellable(async () => {
      await this.#kept;
      if (this.#id !== undefined) await this.#say(lastWord);
    });
  }

  async #keep(): Promise<never> {
    for (;;) {
      await condition(() => this.#news() !== undefined);
      const pauseMs = Math.min(
        this.#pauseMs * 2 ** this.#failures,
        Math.max(this.#pauseMs, LONGEST_PAUSE_MS),
      );
      const rest = this.#editedAt + pauseMs - Date.now();
      if (rest > 0) await sleep(rest, { summary: `Until pull request #${this.#number} is told` });
      const news = this.#news();
      if (news !== undefined) await CancellationScope.nonCancellable(() => this.#say(news));
    }
  }

  /** What is to be said; undefined while it is said already, and while the journey is at work. */
  #news(): string | undefined {
    const { state, input } = this.#journey;
    if (state.waiting === undefined && state.attention === undefined) return undefined;
    const text = describeWhy(explain(state, input));
    return text === this.#said ? undefined : text;
  }

  async #say(text: string): Promise<void> {
    const { input } = this.#journey;
    const { workflowId } = this.#journey.marker('comment');
    const id = this.#id;
    this.#said = text;
    this.#editedAt = Date.now();
    try {
      const kept = await asides(
        input.timing,
        `Tell pull request #${this.#number} where the journey stands`,
      ).keepComment({ number: this.#number, workflowId, text, ...(id !== undefined && { id }) });
      this.#id = kept.id;
      this.#failures = 0;
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      this.#noteFailure(error);
    }
  }

  #noteFailure({ cause, message }: ActivityFailure): void {
    // It was not said: it is tried again, more and more seldom, because each time costs events.
    this.#said = undefined;
    this.#failures += 1;
    if (this.#isNoted) return;
    this.#isNoted = true;
    const note = `the comment on pull request #${this.#number} could not be kept: ${cause?.message ?? message}`;
    this.#journey.change((state) => addNote(state, note));
  }
}
