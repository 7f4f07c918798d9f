import {
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { AttentionReason, ChangeGate, WaitingFor } from '../domain/change-gate.ts';
import { attentionFor } from '../domain/failure-types.ts';
import type { JourneyInput } from '../domain/journey-input.ts';
import * as transitions from '../domain/journey-state.ts';
import type { JourneyResult, JourneyState, StepResult, StepState } from '../domain/journey-state.ts';
import { InvalidPipeline, stageNamed, type Stage } from '../domain/pipeline.ts';
import type { Marker } from '../domain/names.ts';
import { activityFailureOf, refuse } from './failures.ts';
import { describe, indexer } from './present.ts';
import { reads, writes } from './proxies.ts';

/**
 * A journey while it runs: its state, and the three ways in which it meets the world outside. A *look* may be
 * woken or given up at any time; a *write* always ends; and what neither can mend *asks a person*.
 */
export class Journey {
  readonly input: JourneyInput;
  #state: JourneyState;
  /** How often a person said: try again. */
  #retries = 0;
  /** The whole way; cancelled by an abort, and by Cancel from outside. */
  readonly #way = new CancellationScope();
  #look: CancellationScope | undefined;
  readonly #index = indexer();

  /** @throws an `InvalidInput` failure, which ends the workflow, when pipeline or route make no sense. */
  constructor(input: JourneyInput) {
    this.input = input;
    try {
      this.#state = transitions.beginJourney(input, now());
    } catch (error) {
      if (error instanceof InvalidPipeline) throw refuse('InvalidInput', error.message);
      throw error;
    }
    describe(this.#state);
  }

  get state(): JourneyState {
    return this.#state;
  }

  get retries(): number {
    return this.#retries;
  }

  stage(name: string): Stage {
    return stageNamed(this.input.pipeline, name);
  }

  marker(step: string): Marker {
    const { workflowId, firstExecutionRunId } = workflowInfo();
    return { workflowId, firstRunId: firstExecutionRunId, step };
  }

  /** Applies a transition and shows what has become of the state. */
  change(transition: (state: JourneyState) => JourneyState): void {
    this.#state = transition(this.#state);
    describe(this.#state);
  }

  /** Runs the whole way, until it ends or is aborted. @throws a `CancelledFailure` when it is. */
  async run(way: () => Promise<void>): Promise<void> {
    await this.#way.run(way);
  }

  /** Performs one step and keeps its result. */
  async perform(step: StepState, work: () => Promise<StepResult>): Promise<void> {
    this.#endIfAborted();
    this.change((state) => transitions.startStep(state, step.id, now()));
    const result = await work();
    this.change((state) => transitions.finishStep(state, step.id, result, now()));
  }

  /** Ends the journey once no message is being handled. */
  async end(outcome: 'star' | 'aborted'): Promise<JourneyResult> {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    const result = transitions.endJourney(this.#state, outcome, now());
    this.change(() => result);
    this.#index(result);
    return result;
  }

  /**
   * Looks, read-only, until there is something new to see.
   *
   * @param summary - one line for the Temporal UI.
   * @returns what was seen; undefined when a message woke the look: a decision, or a nudge.
   */
  async look<T>(
    summary: string,
    work: (activities: ReturnType<typeof reads>) => Promise<T>,
  ): Promise<T | undefined> {
    return this.#untilPersonMends(async () => {
      const scope = new CancellationScope();
      this.#look = scope;
      try {
        return await scope.run(() => work(reads(this.input.timing, summary)));
      } catch (error) {
        if (isCancellation(error) && !CancellationScope.current().consideredCancelled) return undefined;
        throw error;
      } finally {
        this.#look = undefined;
      }
    });
  }

  /** Writes. A write that began always ends, also when the journey is aborted meanwhile. */
  async write<T>(summary: string, work: (activities: ReturnType<typeof writes>) => Promise<T>): Promise<T> {
    return this.#untilPersonMends(() =>
      CancellationScope.nonCancellable(() => work(writes(this.input.timing, summary))),
    );
  }

  /** The current step goes on by itself but waits. */
  waitFor(what: WaitingFor, sentence: string): void {
    this.change((state) => transitions.waitFor(state, what, sentence, now()));
  }

  /** The current step needs a person. Whoever calls goes on watching, or waits in {@link askPerson}. */
  needAttention(reason: AttentionReason, sentence: string): void {
    this.change((state) => transitions.needAttention(state, reason, sentence, now()));
  }

  /** Shows what a gate says. */
  heed(gate: ChangeGate): void {
    if (gate.kind === 'wait') this.waitFor(gate.waitingFor, gate.sentence);
    else if (gate.kind === 'attention') this.needAttention(gate.reason, gate.sentence);
    else this.change(transitions.resume);
  }

  /** Goes into attention and stays there until a person says: try again. */
  async askPerson(reason: AttentionReason, sentence: string): Promise<void> {
    this.needAttention(reason, sentence);
    this.#index(this.#state);
    const before = this.#retries;
    await condition(() => this.#retries > before);
    this.change(transitions.resume);
  }

  /** A message came in that a waiting look should know of. */
  wake(): void {
    this.#look?.cancel();
  }

  retry(): void {
    this.#retries += 1;
    this.wake();
  }

  abort(): void {
    this.#way.cancel();
  }

  /** Tries until it works; what no retry can mend asks a person. */
  async #untilPersonMends<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      this.#endIfAborted();
      this.#index(this.#state);
      try {
        return await attempt();
      } catch (error) {
        const failure = activityFailureOf(error);
        if (failure === undefined) throw error;
        await this.askPerson(attentionFor(failure.type ?? undefined), failure.message);
      }
    }
  }

  #endIfAborted(): void {
    if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The journey is aborted');
  }
}

/** The time of the workflow task, which replay repeats. */
export function now(): string {
  return new Date().toISOString();
}
