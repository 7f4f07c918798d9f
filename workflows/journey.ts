import {
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type { ApprovalPolicy } from '../domain/approval-policy.ts';
import { brakeOn } from '../domain/brakes.ts';
import type { AttentionReason, ChangeGate, WaitingFor } from '../domain/change-gate.ts';
import type { FoundContent } from '../domain/content.ts';
import { checkInput, type JourneyInput } from '../domain/journey-input.ts';
import * as transitions from '../domain/journey-state.ts';
import type {
  JourneyOutcome,
  JourneyResult,
  JourneyState,
  StepResult,
  StepState,
} from '../domain/journey-state.ts';
import type { Line } from '../domain/line.ts';
import { stageNamed, type SkippableKind, type Stage } from '../domain/pipeline.ts';
import type { Marker } from '../domain/names.ts';
import type { PublishAnswer } from '../domain/publisher-state.ts';
import { Dealings } from './dealings.ts';
import { refuse } from './failures.ts';
import { now } from './now.ts';
import { describe, indexer } from './present.ts';
import { startReminders } from './reminders.ts';

/** A pull request that this journey opened, the branch that it comes from, and the step that it serves. */
interface OpenedHead {
  readonly number: number;
  readonly head: string;
  readonly step: string;
}

/** What the publisher of a stage was asked, by its id. */
interface OpenRequest {
  readonly stage: string;
  readonly id: string;
}

type Transition = (state: JourneyState) => JourneyState;

/**
 * A journey while it runs: its state, what people and publishers told it, and its {@link Dealings} with the world.
 */
export class Journey {
  readonly input: JourneyInput;
  #state: JourneyState;
  /** The whole way; cancelled by an abort, and by Cancel from outside. */
  readonly #way = new CancellationScope();
  /** The step at work; cancelled when a person wants another one before it. */
  #step: CancellationScope | undefined;
  #interruption: Transition | undefined;
  #accepted: FoundContent | undefined;
  readonly #opened: OpenedHead[] = [];
  #awaited: string | undefined;
  #openRequest: OpenRequest | undefined;
  #answer: PublishAnswer | undefined;
  readonly #index = indexer();
  readonly #dealings: Dealings;

  /** @throws an `InvalidInput` failure, which ends the workflow, when the input makes no sense. */
  constructor(input: JourneyInput) {
    this.input = input;
    try {
      checkInput(input);
      this.#state = transitions.beginJourney(input, now());
    } catch (error) {
      // Whatever it is: an input is never any better when it is tried again.
      throw refuse('InvalidInput', error instanceof Error ? error.message : String(error));
    }
    this.#dealings = new Dealings({
      timing: () => input.timing,
      needAttention: (reason, sentence, found) => this.needAttention(reason, sentence, found),
      resume: () => this.change(transitions.resume),
      beforeBlocking: () => this.#index(this.#state),
    });
    describe(this.#state, input);
  }

  get state(): JourneyState {
    return this.#state;
  }

  stage(name: string): Stage {
    return stageNamed(this.input.pipeline, name);
  }

  marker(step: string): Marker {
    const { workflowId, firstExecutionRunId } = workflowInfo();
    return { workflowId, firstRunId: firstExecutionRunId, step };
  }

  /** Applies a transition and shows what has become of the state. */
  change(transition: Transition): void {
    this.#state = transition(this.#state);
    describe(this.#state, this.input);
  }

  /** Runs the whole way, until it ends or is aborted. @throws a `CancelledFailure` when it is. */
  async run(way: () => Promise<void>): Promise<void> {
    const endReminders = startReminders(this);
    try {
      await this.#way.run(way);
    } finally {
      await endReminders();
    }
  }

  /** The state as it will be once the step at work has ended for what people decided. */
  get prospect(): JourneyState {
    return this.#interruption?.(this.#state) ?? this.#state;
  }

  /** The next step to perform; undefined when none is left. */
  next(): StepState | undefined {
    this.#settleInterruption();
    return transitions.nextStep(this.#state);
  }

  /** Performs one step and keeps its result; a step that a person's decision interrupts is begun anew later. */
  async perform(step: StepState, work: () => Promise<StepResult>): Promise<void> {
    this.#dealings.endIfCancelled();
    this.change((state) => transitions.startStep(state, step.id, now()));
    this.#step = new CancellationScope();
    try {
      const result = await this.#step.run(async () => {
        await this.untilFree();
        return work();
      });
      this.change((state) => transitions.finishStep(state, step.id, result, now()));
    } catch (error) {
      const isInterrupted =
        this.#interruption !== undefined && !CancellationScope.current().consideredCancelled;
      if (!isInterrupted || !isCancellation(error)) throw error;
    } finally {
      this.#step = undefined;
    }
    this.#settleInterruption();
  }

  #settleInterruption(): void {
    const interruption = this.#interruption;
    this.#interruption = undefined;
    if (interruption !== undefined) this.change(interruption);
  }

  /** Changes what there is to do, and begins the step at work anew; a write of it that runs ends first. */
  interrupt(transition: Transition): void {
    const earlier = this.#interruption;
    this.#interruption = (state) => transitions.redoStep(transition(earlier?.(state) ?? state));
    this.#step?.cancel();
  }

  /** Shows lists where the journey stands: to be called before it blocks otherwise than in its dealings. */
  showStanding(): void {
    this.#index(this.#state);
  }

  /** Ends the journey once no message is being handled. */
  async end(outcome: JourneyOutcome): Promise<JourneyResult> {
    await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
    const result = transitions.endJourney(this.#state, outcome, now());
    this.change(() => result);
    this.#index(result);
    return result;
  }

  /** See {@link Dealings.look}. */
  look: Dealings['look'] = (summary, work) => this.#dealings.look(summary, work);

  /** See {@link Dealings.write}. Nothing is written while a person has the journey, or the line, stand still. */
  write: Dealings['write'] = (summary, work) => this.#dealings.write(summary, work, () => this.untilFree());

  /**
   * See {@link Dealings.write}. For what a brake does not keep back: a word to people, and what the caller judges
   * together with the brake at each attempt.
   */
  writeAtOnce: Dealings['write'] = (summary, work) => this.#dealings.write(summary, work);

  /** Waits while the journey is held, or the line is stopped where it is; one that is being ended waits for nothing. */
  async untilFree(): Promise<void> {
    const step = transitions.currentStep(this.#state);
    if (step === undefined || this.#way.consideredCancelled) return;
    let brake = brakeOn(this.#state, step);
    if (brake === undefined) return;
    while (brake !== undefined) {
      const { kind, sentence } = brake;
      this.waitFor(kind, sentence);
      this.showStanding();
      await condition(() => brakeOn(this.#state, step)?.sentence !== sentence);
      brake = brakeOn(this.#state, step);
    }
    this.change(transitions.resume);
  }

  /** The current step goes on by itself but waits. */
  waitFor(what: WaitingFor, sentence: string): void {
    this.change((state) => transitions.waitFor(state, what, sentence, now()));
  }

  /** The current step needs a person. Whoever calls goes on watching, or waits in {@link askPerson}. */
  needAttention(reason: AttentionReason, sentence: string, found?: FoundContent): void {
    this.change((state) => transitions.needAttention(state, reason, sentence, now(), found));
  }

  /** Shows what a gate says. */
  heed(gate: ChangeGate): void {
    if (gate.kind === 'wait') this.waitFor(gate.waitingFor, gate.sentence);
    else if (gate.kind === 'attention') this.needAttention(gate.reason, gate.sentence, gate.found);
    else this.change(transitions.resume);
  }

  /** See {@link Dealings.askPerson}. */
  askPerson: Dealings['askPerson'] = (reason, sentence, found) =>
    this.#dealings.askPerson(reason, sentence, found);

  /** A message came in that a waiting look should know of. */
  wake(): void {
    this.#dealings.wake();
  }

  /** See {@link Dealings.retry}. */
  retry(): void {
    this.#dealings.retry();
  }

  /** A person accepts what was found in the place of the pinned content; whoever waits takes it and tries again. */
  accept(found: FoundContent | undefined): void {
    this.#accepted = found;
    this.retry();
  }

  /** What was accepted and has not been taken yet. */
  takeAccepted(): FoundContent | undefined {
    const accepted = this.#accepted;
    this.#accepted = undefined;
    return accepted;
  }

  abort(): void {
    this.#way.cancel();
  }

  /** True once it is being taken back: a person aborted it, or cancelled it from outside. */
  get isEnding(): boolean {
    return this.#way.consideredCancelled;
  }

  /** From now on the answer of a stage's publisher to this request counts, and no other. */
  awaitAnswer(stage: string, id: string): void {
    this.#awaited = id;
    this.#answer = undefined;
    this.#openRequest = { stage, id };
  }

  /** The build that was asked for is known. */
  closeRequest(): void {
    this.#openRequest = undefined;
  }

  /** What a publisher was asked for and has not answered. */
  get openRequest(): OpenRequest | undefined {
    return this.#openRequest;
  }

  /** The answer to the request that is awaited, once it has come. */
  get answer(): PublishAnswer | undefined {
    return this.#answer;
  }

  /** The kinds of step that people may skip at the current step's stage. */
  get skippable(): readonly SkippableKind[] {
    const step = transitions.currentStep(this.#state);
    return step === undefined ? [] : (this.stage(step.stage).skippable ?? []);
  }

  /**
   * A brake is put on or let go: lists show it at once. A look that goes on until it is let go ends, and what is seen
   * is judged anew.
   */
  brake(transition: Transition): void {
    const { waiting } = this.#state;
    this.change(transition);
    this.showStanding();
    if (waiting?.for === 'hold' || waiting?.for === 'line') this.wake();
  }

  /** The line tells what is stopped; an older word than the last is passed over. */
  hearLine(line: Line | undefined): void {
    if (line !== undefined) this.brake((state) => transitions.hearLine(state, line));
  }

  /**
   * A merge found the line stopped. What is written next waits for it; but where the journey has heard something newer
   * meanwhile, that the line goes on, it pauses here: it never tries again at once.
   */
  async heedLine(line: Line): Promise<void> {
    this.hearLine(line);
    const step = transitions.currentStep(this.#state);
    if (step === undefined || brakeOn(this.#state, step) !== undefined) return;
    const known = this.#state.line;
    const brake = brakeOn({ ...this.#state, line }, step);
    if (brake !== undefined) this.waitFor(brake.kind, brake.sentence);
    this.showStanding();
    await condition(() => this.#state.line !== known, this.input.timing.retryMs);
    this.change(transitions.resume);
  }

  /** What the current step's stage asks for before a change is merged; undefined between the steps. */
  get approval(): ApprovalPolicy | undefined {
    const step = transitions.currentStep(this.#state);
    return step && this.stage(step.stage).approval;
  }

  /** Remembers a head that was opened, so that it can be taken back without being found. */
  rememberOpened(opened: OpenedHead): void {
    this.#opened.push(opened);
  }

  get openedHeads(): readonly OpenedHead[] {
    return this.#opened;
  }

  /** A publisher answers. What was asked by nobody, or by an earlier journey, is ignored. */
  hear(answer: PublishAnswer | undefined): void {
    if (answer === undefined || answer.id !== this.#awaited) return;
    this.#answer = answer;
    this.wake();
  }
}
