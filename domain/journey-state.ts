import type { PublishedBuild } from './build.ts';
import type { AttentionReason, WaitingFor } from './change-gate.ts';
import type { ChangeObservation } from './change.ts';
import type { Content } from './content.ts';
import type { ContentSource, JourneyInput } from './journey-input.ts';
import type { PackageVersion } from './package-version.ts';
import { plan, type PlannedStep } from './plan.ts';
import type { Route } from './pipeline.ts';

export type StepStatus = 'pending' | 'running' | 'waiting' | 'attention' | 'done' | 'skipped';

/** What a step that is done leaves behind. */
export type StepResult =
  | {
      readonly kind: 'change';
      /** Absent where nothing had to be changed: the branch was as it should be already. */
      readonly number?: number;
      readonly url?: string;
      /** The commit on the stage's branch that holds the change. */
      readonly commit: string;
      readonly approvedBy: readonly string[];
      readonly mergedBy?: string;
      /** What a person should know of it. */
      readonly note?: string;
    }
  | { readonly kind: 'build'; readonly build: PublishedBuild }
  | {
      readonly kind: 'proof';
      readonly sentence: string;
      /** For how long the registry was seen without the version meanwhile. */
      readonly gapSeconds?: number;
    };

/** A step of the plan with where it stands. Times are ISO 8601, UTC. */
export interface StepState extends PlannedStep {
  readonly status: StepStatus;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly result?: StepResult;
  /** Why it was skipped. */
  readonly why?: string;
}

/** What a person told the journey, and whether it applied. Kept for ever: it is the audit. */
export interface RecordedDecision {
  readonly id: string;
  readonly kind: 'approve' | 'retry' | 'abort' | 'deployed';
  readonly actor: string;
  readonly reason?: string;
  readonly at: string;
  readonly applied: boolean;
  /** Why it did not apply. */
  readonly why?: string;
  /** An approval's change: pull request number, its head and the digest of its content on receipt. */
  readonly change?: { readonly number: number; readonly head: string; readonly digest: string };
  /** The number of the build that a person said is out. */
  readonly build?: number;
}

/** The whole state of a journey: what the `state` query answers. Plain JSON. */
export interface JourneyState {
  readonly schema: 1;
  readonly packageVersion: PackageVersion;
  readonly source: ContentSource;
  readonly route: Route;
  readonly requester: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome?: 'star' | 'aborted';
  /** Pinned when the journey took its bearings. */
  readonly content?: Content;
  readonly steps: readonly StepState[];
  /** The open change of the current step, as it was seen last. */
  readonly change?: ChangeObservation;
  readonly waiting?: { readonly for: WaitingFor; readonly sentence: string; readonly since: string };
  readonly attention?: {
    readonly reason: AttentionReason;
    readonly sentence: string;
    readonly since: string;
  };
  readonly decisions: readonly RecordedDecision[];
  /** What a person should know of the way, such as a version found on two branches. */
  readonly notes: readonly string[];
}

/** What a journey returns: its state at the end. */
export type JourneyResult = JourneyState & { readonly outcome: 'star' | 'aborted' };

/** @throws {@link InvalidPipeline} when pipeline or route make no sense. */
export function beginJourney(input: JourneyInput, at: string): JourneyState {
  return {
    schema: 1,
    packageVersion: input.packageVersion,
    source: input.source,
    route: input.route,
    requester: input.requester,
    startedAt: at,
    steps: plan(input.pipeline, input.route).map((step) => ({ ...step, status: 'pending' })),
    decisions: [],
    notes: [],
  };
}

/** The step that the journey is at; undefined before the first and after the last. */
export function currentStep(state: JourneyState): StepState | undefined {
  return state.steps.find(
    ({ status }) => status === 'running' || status === 'waiting' || status === 'attention',
  );
}

export function pinContent(state: JourneyState, content: Content): JourneyState {
  return { ...state, content };
}

export function addNote(state: JourneyState, note: string): JourneyState {
  return state.notes.includes(note) ? state : { ...state, notes: [...state.notes, note] };
}

export function startStep(state: JourneyState, id: string, at: string): JourneyState {
  return changeStep(state, id, { status: 'running', startedAt: at });
}

export function finishStep(state: JourneyState, id: string, result: StepResult, at: string): JourneyState {
  const { change: _change, ...rest } = clear(state);
  return changeStep(rest, id, { status: 'done', finishedAt: at, result });
}

/** The current step goes on by itself: neither waiting nor in attention. */
export function resume(state: JourneyState): JourneyState {
  const step = currentStep(state);
  return step === undefined ? clear(state) : changeStep(clear(state), step.id, { status: 'running' });
}

/** The current step waits. `since` is kept while it waits for the same thing. */
export function waitFor(state: JourneyState, what: WaitingFor, sentence: string, at: string): JourneyState {
  const since = state.waiting?.for === what ? state.waiting.since : at;
  const step = currentStep(state);
  const waiting = { ...clear(state), waiting: { for: what, sentence, since } };
  return step === undefined ? waiting : changeStep(waiting, step.id, { status: 'waiting' });
}

/** The journey cannot go on by itself. `since` is kept while the reason is the same. */
export function needAttention(
  state: JourneyState,
  reason: AttentionReason,
  sentence: string,
  at: string,
): JourneyState {
  const since = state.attention?.reason === reason ? state.attention.since : at;
  const step = currentStep(state);
  const held = { ...clear(state), attention: { reason, sentence, since } };
  return step === undefined ? held : changeStep(held, step.id, { status: 'attention' });
}

export function observeChange(state: JourneyState, change: ChangeObservation): JourneyState {
  return { ...state, change };
}

export function recordDecision(state: JourneyState, decision: RecordedDecision): JourneyState {
  return { ...state, decisions: [...state.decisions, decision] };
}

export function endJourney(state: JourneyState, outcome: 'star' | 'aborted', at: string): JourneyResult {
  const { change: _change, ...rest } = clear(state);
  return { ...rest, outcome, finishedAt: at };
}

/** The commit that last changed a stage's branch in this journey. */
export function lastChangeOf(state: JourneyState, stage: string): string | undefined {
  const results = state.steps.flatMap((step) =>
    step.stage === stage && step.result?.kind === 'change' ? [step.result.commit] : [],
  );
  return results.at(-1);
}

/** The build that last published a stage's image in this journey. */
export function lastBuildOf(state: JourneyState, stage: string): PublishedBuild | undefined {
  const results = state.steps.flatMap((step) =>
    step.stage === stage && step.result?.kind === 'build' ? [step.result.build] : [],
  );
  return results.at(-1);
}

function clear(state: JourneyState): JourneyState {
  const { waiting: _waiting, attention: _attention, ...rest } = state;
  return rest;
}

function changeStep(state: JourneyState, id: string, change: Partial<StepState>): JourneyState {
  return { ...state, steps: state.steps.map((step) => (step.id === id ? { ...step, ...change } : step)) };
}
