import { condition, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { AttentionReason } from '../domain/change-gate.ts';
import { readDecision, refuseRetry, type PlainDecision } from '../domain/decisions.ts';
import type { RecordedDecision } from '../domain/journey-state.ts';
import type { Deploy } from '../domain/pipeline.ts';
import * as transitions from '../domain/publisher-state.ts';
import {
  readRequest,
  readTerms,
  readWithdrawal,
  type PublisherInput,
  type PublisherState,
  type PublishTerms,
  type WordOnRequest,
} from '../domain/publisher-state.ts';
import { NO_TRIALS, type Trials } from '../domain/publisher-trials.ts';
import { readDeployed, refuseDeployed, type DeployedWord } from '../domain/roll-outs.ts';
import type { Timing } from '../domain/timing.ts';
import { Dealings } from './dealings.ts';
import { refuse } from './failures.ts';
import {
  deployedSignal,
  deployedUpdate,
  nudgeSignal,
  publisherQuery,
  requestSignal,
  retryUpdate,
  withdrawRequestSignal,
  wordQuery,
} from './messages.ts';
import { now } from './now.ts';
import { describePublisher, indexPublisher } from './present.ts';

/** The publisher of a branch while it runs: its state, what it is asked and told, and its dealings with the world. */
export class Publisher {
  readonly dealings: Dealings;
  /** What was tried for the requests that are open; a run that follows goes on with it. */
  trials: Trials;
  /** True while a roll-out is being ordered, which may take as long as its receiver is out of order. */
  isOrdering = false;
  readonly #input: PublisherInput;
  #state: PublisherState;
  #terms: PublishTerms;
  #retries = 0;
  /** How many requests came in; those that an earlier run left count as one. */
  #requests: number;
  /** Those of them that had their quiet moment. */
  #gathered = 0;
  #isDeserted = false;

  constructor(input: PublisherInput) {
    this.#input = input;
    const { timing, deploy, layers } = input;
    this.#terms = { timing, deploy, ...(layers !== undefined && { layers }) };
    this.#state = transitions.beginPublishing(input);
    this.#requests = Math.min(1, this.#state.requests.length);
    this.trials = input.trials ?? NO_TRIALS;
    this.dealings = new Dealings({
      timing: () => this.timing,
      needAttention: (reason, sentence) => this.hold(reason, sentence),
      resume: () => this.change((state) => transitions.doNow(state, 'trying again')),
      beforeBlocking: () => indexPublisher(this.#state),
    });
    this.#listen();
    describePublisher(this.#state);
  }

  get state(): PublisherState {
    return this.#state;
  }

  get timing(): Timing {
    return this.#terms.timing;
  }

  get deploy(): Deploy {
    return this.#terms.deploy;
  }

  /** The names of the stages whose images this one is built from. */
  get layers(): readonly string[] {
    return this.#terms.layers ?? [];
  }

  get retries(): number {
    return this.#retries;
  }

  /** True when the history is long enough to be left behind, and nothing is on its way that only this run would see end. */
  get isFull(): boolean {
    if (this.isOrdering) return false;
    const { mostEvents } = this.#input;
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || (mostEvents !== undefined && historyLength >= mostEvents);
  }

  /** What the next run begins with: lists, because JSON keeps no others. */
  get carriedOn(): PublisherInput {
    const { requests, answers, decisions, rollOuts, withdrawn } = this.#state;
    const { trials } = this;
    const memory = {
      requests,
      answers,
      decisions,
      rollOuts,
      trials,
      ...(withdrawn !== undefined && { withdrawn }),
    };
    return { ...this.#input, ...this.#terms, ...memory };
  }

  /** True when the last request that was open did not end with an answer, but was withdrawn. */
  get isDeserted(): boolean {
    return this.#isDeserted;
  }

  change(transition: (state: PublisherState) => PublisherState): void {
    this.#state = transition(this.#state);
    describePublisher(this.#state);
  }

  /**
   * Waits until no request has come in for a quiet moment, or the most that requests may hold a build back. Where none
   * came since the last such moment, nothing is waited for.
   */
  async awaitQuiet(): Promise<void> {
    const { quietMs, quietMostMs } = this.timing;
    const latest = Date.now() + quietMostMs;
    while (this.#requests > this.#gathered) {
      this.#gathered = this.#requests;
      const pause = Math.min(quietMs, latest - Date.now());
      if (pause <= 0) return;
      this.change((state) => transitions.doNow(state, 'gathering requests for a quiet moment'));
      await condition(() => this.#requests > this.#gathered, pause);
    }
  }

  /** Shows that it cannot go on by itself. */
  hold(reason: AttentionReason, sentence: string): void {
    this.change((state) => transitions.holdPublisher(state, reason, sentence, now()));
  }

  #listen(): void {
    setHandler(publisherQuery, () => this.#state, { description: 'The whole state of the publisher' });
    setHandler(wordQuery, (id) => this.#wordOn(id), { description: 'Its word on a request: its id' });
    setHandler(nudgeSignal, () => this.dealings.wake(), { description: 'Look again at once' });
    setHandler(requestSignal, (sent, terms) => {
      const request = readRequest(sent);
      if (request === undefined) return;
      // Anybody may signal: what are no terms would stop the publisher.
      this.#terms = readTerms(terms) ?? this.#terms;
      const before = this.#state;
      this.change((state) => transitions.takeRequest(state, request));
      if (this.#state.requests.length === before.requests.length) return;
      this.#requests += 1;
      this.#isDeserted = false;
      this.dealings.wake();
    });
    setHandler(withdrawRequestSignal, (sent) => this.#withdraw(readWithdrawal(sent)), {
      description: 'What a journey asked counts no more: {id}',
    });
    setHandler(retryUpdate, (sent) => this.#retry(readDecision(sent)), {
      validator: (sent) => {
        const { attention = this.#state.rollOutAttention } = this.#state;
        const why = refuseRetry({ ...(attention !== undefined && { attention }) }, readDecision(sent));
        if (why !== undefined) throw refuse('DecisionRefused', why);
      },
      description: 'Try again: {actor, reason?}',
    });
    setHandler(deployedUpdate, (sent) => this.#hearDeployed(readDeployed(sent)), {
      validator: (sent) => {
        const word = readDeployed(sent);
        const why = this.#findDecision(word) === undefined ? refuseDeployed(this.#state, word) : undefined;
        if (why !== undefined) throw refuse('DecisionRefused', why);
      },
      description: 'The image of a build is out: {actor, build, reason?}; refused when that makes no sense',
    });
    setHandler(deployedSignal, (sent) => void this.#hearDeployed(readDeployed(sent)), {
      description: 'The image of a build is out: {actor, build, reason?}',
    });
  }

  #withdraw(id: string | undefined): void {
    if (id === undefined) return;
    const isOpen = this.#state.requests.some((request) => request.id === id);
    this.change((state) => transitions.withdrawRequest(state, id));
    if (!isOpen) return;
    this.#isDeserted = this.#state.requests.length === 0;
    this.dealings.wake();
  }

  /** Records a person's word, applied or not. The same id twice is one word. */
  #hearDeployed(word: DeployedWord): RecordedDecision {
    const earlier = this.#findDecision(word);
    if (earlier !== undefined) return earlier;
    const { actor, build, reason, id = uuid4() } = word;
    const why = refuseDeployed(this.#state, word);
    const record: RecordedDecision = {
      id,
      kind: 'deployed',
      actor,
      at: now(),
      applied: why === undefined,
      ...(reason !== undefined && { reason }),
      ...(why === undefined ? { build } : { why }),
    };
    this.change((state) => transitions.recordPublisherDecision(state, record));
    if (why === undefined) {
      const rollOut = { build, how: 'person', at: record.at, actor, complete: true } as const;
      this.change((state) => transitions.recordRollOut(state, rollOut));
    }
    return record;
  }

  #wordOn(id: string): WordOnRequest {
    const word = transitions.wordOn(this.#state, id);
    return { open: this.#state.requests.length, ...(word !== undefined && { word }) };
  }

  #findDecision({ id }: { readonly id?: string }): RecordedDecision | undefined {
    return id === undefined ? undefined : this.#state.decisions.find((decision) => decision.id === id);
  }

  #retry(decision: PlainDecision): RecordedDecision {
    const record: RecordedDecision = {
      id: decision.id ?? uuid4(),
      kind: 'retry',
      actor: decision.actor,
      at: now(),
      applied: true,
      ...(decision.reason !== undefined && { reason: decision.reason }),
    };
    this.change((state) => transitions.recordPublisherDecision(state, record));
    this.#retries += 1;
    this.dealings.retry();
    return record;
  }
}
