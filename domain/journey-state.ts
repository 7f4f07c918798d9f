import type { PublishedBuild } from './build.ts';
import type { AttentionReason, WaitingFor } from './change-gate.ts';
import type { ChangeObservation } from './change.ts';
import type { Content, FoundContent } from './content.ts';
import type { ContentSource, JourneyInput, JourneyPurpose } from './journey-input.ts';
import type { Line } from './line.ts';
import type { PackageVersion } from './package-version.ts';
import { plan, type PlannedStep } from './plan.ts';
import type { Route } from './pipeline.ts';
import { planWithdrawal } from './withdrawal.ts';

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

/** What a person can decide, in one word that is the same in state, Update and CLI. */
export type DecisionKind =
  | 'approve'
  | 'reject'
  | 'hold'
  | 'resume'
  | 'stop'
  | 'promote'
  | 'skip'
  | 'retry'
  | 'abort'
  | 'accept-content'
  | 'accept-removal'
  | 'repair'
  | 'undo-cleanup'
  | 'deployed';

/** How a version that a registry lost comes back: by a new image, or by its return to the branch. */
export type RepairWay = 'rebuild' | 'put-back';

/** What a person told the journey, and whether it applied. Kept for ever: it is the audit. */
export interface RecordedDecision {
  readonly id: string;
  readonly kind: DecisionKind;
  readonly actor: string;
  readonly reason?: string;
  readonly at: string;
  readonly applied: boolean;
  /** Why it did not apply. */
  readonly why?: string;
  /** The change that was approved or rejected: pull request number, its head and the digest of its content on receipt. */
  readonly change?: { readonly number: number; readonly head: string; readonly digest: string };
  /** The number of the build that a person said is out. */
  readonly build?: number;
  /** What was accepted. */
  readonly found?: FoundContent;
  /** How it is to be repaired. */
  readonly way?: RepairWay;
  /** The stage that it is about, where it is not the current step's. */
  readonly stage?: string;
  /** The id of the step that it is about: promoted to, or skipped. */
  readonly step?: string;
  /** Of a retry: the reason for attention that it answers. Absent in the journeys of old. */
  readonly attention?: AttentionReason;
  /** Of a promotion: it overrode the soak. */
  readonly skipSoak?: boolean;
}

/**
 * How a journey ends; `restored`: its version is back where a clean-up had taken it from; `withdrawn`: it is on no
 * branch and in no registry any more.
 */
export type JourneyOutcome = 'star' | 'restored' | 'withdrawn' | 'aborted';

/** The whole state of a journey: what the `state` query answers. Plain JSON. */
export interface JourneyState {
  readonly schema: 1;
  readonly packageVersion: PackageVersion;
  readonly source: ContentSource;
  readonly route: Route;
  readonly requester: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome?: JourneyOutcome;
  /** Absent: to carry the version to the end of its route. */
  readonly purpose?: JourneyPurpose;
  /** Why it was asked for. */
  readonly reason?: string;
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
    /** What a person may accept in the place of the pinned content. */
    readonly found?: FoundContent;
  };
  /** A person has it stand still. */
  readonly hold?: { readonly actor: string; readonly reason: string; readonly since: string };
  /** Nobody acted for so long that nobody is reminded any more. */
  readonly parked?: { readonly since: string };
  /** What it was told of the line last; absent: nothing. */
  readonly line?: Line;
  /** Since when a registry is seen without the version that it served before. */
  readonly lost?: { readonly stage: string; readonly at: string };
  /** The stage whose branch the pull request goes to that is taken over; absent: the first of the route. */
  readonly adoptedAt?: string;
  /** Stages before the one where it was found whose branch held it, too, when the journey took its bearings. */
  readonly leftOn?: readonly string[];
  /** The builds that were made anew because a registry lost the version, by stage. */
  readonly rebuilt?: Readonly<Record<string, PublishedBuild>>;
  /** What a person let go of a branch though it is not the pinned content, by stage. */
  readonly accepted?: Readonly<Record<string, Content>>;
  readonly decisions: readonly RecordedDecision[];
  /** What a person should know of the way, such as a version found on two branches. */
  readonly notes: readonly string[];
}

/** What a journey returns: its state at the end. */
export type JourneyResult = JourneyState & { readonly outcome: JourneyOutcome };

/** @throws {@link InvalidPipeline} when pipeline or route make no sense. */
export function beginJourney(input: JourneyInput, at: string): JourneyState {
  return {
    schema: 1,
    packageVersion: input.packageVersion,
    source: input.source,
    route: input.route,
    requester: input.requester,
    ...(input.purpose !== undefined && { purpose: input.purpose }),
    ...(input.reason !== undefined && { reason: input.reason }),
    startedAt: at,
    steps: planFor(input).map((step) => ({ ...step, status: 'pending' })),
    decisions: [],
    notes: [],
  };
}

function planFor({ purpose, pipeline, route }: JourneyInput): PlannedStep[] {
  return purpose === 'withdraw' ? planWithdrawal(pipeline) : plan(pipeline, route);
}

/** The step that the journey is at; undefined before the first and after the last. */
export function currentStep(state: JourneyState): StepState | undefined {
  return state.steps.find(
    ({ status }) => status === 'running' || status === 'waiting' || status === 'attention',
  );
}

/** The next step to perform; undefined when none is left. */
export function nextStep(state: JourneyState): StepState | undefined {
  return state.steps.find(({ status }) => status === 'pending');
}

/** The journey carries this content from now on. */
export function pinContent(state: JourneyState, content: Content): JourneyState {
  return { ...state, content };
}

/**
 * Takes what a person accepted in the place of the pinned content. It is carried on from here; but where a branch
 * is about to let go of the version, what it holds is only let go of, and the next stage keeps what was proved there.
 */
export function acceptContent(state: JourneyState, stage: string, content: Content): JourneyState {
  const step = currentStep(state);
  if (step?.kind !== 'remove') return pinContent(state, content);
  const letGo = step.stage === stage ? content : (contentOf(state, step) ?? content);
  const kept = step.stage === stage ? state : pinContent(state, content);
  return { ...kept, accepted: { ...state.accepted, [step.stage]: letGo } };
}

/** The content that a change adds to a stage's branch, or takes from it. */
export function contentOf(state: JourneyState, { kind, stage }: PlannedStep): Content | undefined {
  return (kind === 'remove' ? state.accepted?.[stage] : undefined) ?? state.content;
}

/** Adds what a person should know of the way, once. */
export function addNote(state: JourneyState, note: string): JourneyState {
  return state.notes.includes(note) ? state : { ...state, notes: [...state.notes, note] };
}

/** A step is at work; one that is begun anew keeps the instant at which it first began. */
export function startStep(state: JourneyState, id: string, at: string): JourneyState {
  const began = state.steps.find((step) => step.id === id)?.startedAt ?? at;
  return changeStep(state, id, { status: 'running', startedAt: began });
}

/** A step is done, with what it leaves behind; whatever it waited for is over. */
export function finishStep(state: JourneyState, id: string, result: StepResult, at: string): JourneyState {
  const { change: _change, ...rest } = clear(state);
  return changeStep(rest, id, { status: 'done', finishedAt: at, result });
}

/** The removal that a proof at this stage will allow, as long as it is still to come. */
export function pendingRemoval({ steps }: JourneyState, towards: string): StepState | undefined {
  return steps.find(
    (step) => step.kind === 'remove' && step.towards === towards && step.status === 'pending',
  );
}

/** The current step is to be begun anew. What it did is found done then. */
export function redoStep(state: JourneyState): JourneyState {
  const step = currentStep(state);
  if (step === undefined) return state;
  const { change: _change, ...rest } = clear(state);
  return changeStep(rest, step.id, { status: 'pending' });
}

/** A step is left out because people decided so. */
export function skipStep(state: JourneyState, id: string, why: string, at: string): JourneyState {
  const step = state.steps.find((candidate) => candidate.id === id);
  // Its last write may have ended it meanwhile: what was done is not left out.
  if (step === undefined || step.status === 'done') return state;
  const { change: _change, ...rest } = clear(state);
  const { lost, ...found } = rest;
  const left = lost?.stage === step.stage ? found : rest;
  return changeStep(left, id, { status: 'skipped', why, finishedAt: at });
}

/** A person has the journey stand still. */
export function holdJourney(state: JourneyState, actor: string, reason: string, at: string): JourneyState {
  return { ...state, hold: { actor, reason, since: at } };
}

/** The journey may go on. */
export function releaseJourney(state: JourneyState): JourneyState {
  const { hold: _hold, parked: _parked, ...rest } = state;
  return rest;
}

/** The journey is told of the line; an older word than the last is passed over. */
export function hearLine(state: JourneyState, line: Line): JourneyState {
  return line.version > (state.line?.version ?? 0) ? { ...state, line } : state;
}

/** A registry is seen without the version. */
export function loseAt(state: JourneyState, stage: string, at: string): JourneyState {
  return { ...state, lost: { stage, at } };
}

/** A registry that was seen without the version serves it again. */
export function findAgain(state: JourneyState): JourneyState {
  const { lost: _lost, ...rest } = state;
  return rest;
}

/** A stage's image was built anew, because a registry lost the version: what is built from now on stands on it. */
export function keepRebuilt(state: JourneyState, stage: string, build: PublishedBuild): JourneyState {
  return { ...state, rebuilt: { ...state.rebuilt, [stage]: build } };
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
  found?: FoundContent,
): JourneyState {
  const since = state.attention?.reason === reason ? state.attention.since : at;
  const step = currentStep(state);
  const attention = { reason, sentence, since, ...(found !== undefined && { found }) };
  const held = { ...clear(state), attention };
  return step === undefined ? held : changeStep(held, step.id, { status: 'attention' });
}

/** Keeps how the open change of the current step was seen last. */
export function observeChange(state: JourneyState, change: ChangeObservation): JourneyState {
  return { ...state, change };
}

/** Keeps what a person told the journey, also when it did not apply. */
export function recordDecision(state: JourneyState, decision: RecordedDecision): JourneyState {
  return { ...state, decisions: [...state.decisions, decision] };
}

/** The journey is over: what its workflow returns. */
export function endJourney(state: JourneyState, outcome: JourneyOutcome, at: string): JourneyResult {
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
  return later(results.at(-1), state.rebuilt?.[stage]);
}

function later(
  one: PublishedBuild | undefined,
  other: PublishedBuild | undefined,
): PublishedBuild | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return other.finishedAt > one.finishedAt ? other : one;
}

/** The build whose image a step is to prove: of the publish step before it, or a later one that was made anew for it. */
export function buildFor(
  { steps, rebuilt }: JourneyState,
  { id, stage }: StepState,
): PublishedBuild | undefined {
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.id === id),
  );
  const published = before.findLast((step) => step.kind === 'publish' && step.stage === stage);
  return later(published?.result?.kind === 'build' ? published.result.build : undefined, rebuilt?.[stage]);
}

/**
 * True when a person let a removal by hand be, at this step or at another on the way to the same proof. One that came
 * before that proof says nothing of one that came after it, when the proof was lost again.
 */
export function isRemovalAccepted(
  { decisions, steps }: JourneyState,
  { towards, kind }: Pick<StepState, 'towards' | 'kind'>,
): boolean {
  const accepted = decisions.filter((decision) => decision.kind === 'accept-removal' && decision.applied);
  const alike = steps.filter(
    (step) => step.towards === towards && (step.kind === 'remove') === (kind === 'remove'),
  );
  return accepted.some((decision) => alike.some(({ id }) => id === decision.step));
}

function clear(state: JourneyState): JourneyState {
  const { waiting: _waiting, attention: _attention, ...rest } = state;
  return rest;
}

function changeStep(state: JourneyState, id: string, change: Partial<StepState>): JourneyState {
  return { ...state, steps: state.steps.map((step) => (step.id === id ? { ...step, ...change } : step)) };
}
