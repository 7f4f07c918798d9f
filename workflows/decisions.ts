import type { UpdateDefinition } from '@temporalio/common';
import { setHandler, uuid4 } from '@temporalio/workflow';
import { REFUSALS, type JourneyDecisionKind } from '../domain/decision-kinds.ts';
import {
  findSame,
  readDecision,
  refuseId,
  type PlainDecision,
  type SentDecision,
} from '../domain/decisions.ts';
import { readAnswer } from '../domain/publisher-state.ts';
import {
  contentOf,
  currentStep,
  holdJourney,
  recordDecision,
  releaseJourney,
  skipStep,
  type JourneyState,
  type RecordedDecision,
} from '../domain/journey-state.ts';
import { readLine } from '../domain/line.ts';
import { isLossWatched, putBack, repairOf } from '../domain/put-back.ts';
import { isToBeSkipped, skippersOf } from '../domain/steering.ts';
import { explain } from '../domain/why.ts';
import { refuse } from './failures.ts';
import type { Journey } from './journey.ts';
import {
  abortUpdate,
  acceptContentUpdate,
  acceptRemovalUpdate,
  approveSignal,
  approveUpdate,
  holdUpdate,
  lineSignal,
  nudgeSignal,
  promoteUpdate,
  publishedSignal,
  rejectUpdate,
  repairUpdate,
  resumeUpdate,
  retryUpdate,
  skipUpdate,
  stateQuery,
  undoCleanupUpdate,
  whyQuery,
} from './messages.ts';
import { now } from './now.ts';

/** Lets people, and whatever may signal Temporal, be heard. */
export function listen(journey: Journey): void {
  setHandler(stateQuery, () => journey.state, { description: 'The whole state of the journey' });
  setHandler(whyQuery, () => explain(journey.state, journey.input), {
    description: 'Where the journey stands, and who can act',
  });
  setHandler(nudgeSignal, () => journey.wake(), { description: 'Look again at once' });
  setHandler(publishedSignal, (sent) => journey.hear(readAnswer(sent)), {
    description: 'The build that was asked for',
  });
  setHandler(lineSignal, (sent) => journey.hearLine(readLine(sent)), {
    description: 'What of the line is stopped',
  });
  setHandler(approveSignal, (sent) => void decide(journey, APPROVE, readDecision(sent)), {
    description: 'Approve the open change: {actor, reason?, head?}',
  });
  hearDecision(journey, approveUpdate, APPROVE);
  hearDecision(journey, retryUpdate, RETRY);
  hearDecision(journey, abortUpdate, ABORT);
  hearDecision(journey, rejectUpdate, REJECT);
  hearDecision(journey, holdUpdate, HOLD);
  hearDecision(journey, resumeUpdate, RESUME);
  hearDecision(journey, promoteUpdate, PROMOTE);
  hearDecision(journey, skipUpdate, SKIP);
  hearDecision(journey, acceptContentUpdate, ACCEPT_CONTENT);
  hearDecision(journey, acceptRemovalUpdate, ACCEPT_REMOVAL);
  hearDecision(journey, repairUpdate, REPAIR);
  hearDecision(journey, undoCleanupUpdate, UNDO_CLEANUP);
}

/** A kind of decision: what is kept of it besides who and why, and what it does. */
interface DecisionKind {
  readonly kind: JourneyDecisionKind;
  readonly description: string;
  readonly keep?: (state: JourneyState, decision: SentDecision) => Partial<RecordedDecision>;
  readonly apply: (journey: Journey, decision: SentDecision) => void;
}

const APPROVE: DecisionKind = {
  kind: 'approve',
  description: 'Approve the open change: {actor, reason?, head?}',
  keep: (state) => openChangeOf(state),
  apply: (journey) => journey.wake(),
};
const REJECT: DecisionKind = {
  kind: 'reject',
  description: 'Reject the open change: {actor, reason}',
  keep: (state) => openChangeOf(state),
  apply: (journey) => journey.wake(),
};
const HOLD: DecisionKind = {
  kind: 'hold',
  description: 'Have the journey stand still: {actor, reason}',
  apply: (journey, { actor, reason = '' }) =>
    journey.brake((state) => holdJourney(state, actor, reason, now())),
};
const RESUME: DecisionKind = {
  kind: 'resume',
  description: 'Let a journey that is held, or parked, go on: {actor, reason?}',
  apply: (journey) => journey.brake(releaseJourney),
};
const PROMOTE: DecisionKind = {
  kind: 'promote',
  description: 'Let the version go on to the next stage: {actor, reason?, skipSoak?}',
  keep: (state, { skipSoak }) => ({ ...currentStepOf(state), ...(skipSoak === true && { skipSoak }) }),
  apply: (journey) => journey.wake(),
};
const SKIP: DecisionKind = {
  kind: 'skip',
  description: 'Leave the current step out: {actor, reason, step?}',
  keep: (state) => currentStepOf(state),
  apply: (journey, { reason = '' }) => {
    const { state, approval = {} } = journey;
    const step = currentStep(state);
    if (step === undefined || !isToBeSkipped(state, step, approval)) return;
    const who = skippersOf(state, step, approval).join(' and ');
    journey.interrupt((before) => skipStep(before, step.id, `skipped by ${who}: ${reason}`, now()));
  },
};
const RETRY: DecisionKind = {
  kind: 'retry',
  description: 'Try again: {actor, reason?}',
  keep: ({ attention }) => (attention === undefined ? {} : { attention: attention.reason }),
  apply: (journey) => journey.retry(),
};
const ABORT: DecisionKind = {
  kind: 'abort',
  description: 'End the journey and take back what it has open: {actor, reason?}',
  apply: (journey) => journey.abort(),
};
const ACCEPT_CONTENT: DecisionKind = {
  kind: 'accept-content',
  description: 'Carry on what a branch was found to hold: {actor, reason}',
  keep: ({ attention }) => (attention?.found === undefined ? {} : { found: attention.found }),
  apply: (journey) => journey.accept(journey.state.attention?.found),
};
const ACCEPT_REMOVAL: DecisionKind = {
  kind: 'accept-removal',
  description: 'Let a removal by hand be, though it came before the proof: {actor, reason}',
  keep: (state) => currentStepOf(state),
  apply: (journey) => journey.retry(),
};
const REPAIR: DecisionKind = {
  kind: 'repair',
  description: 'Bring back what was lost: {actor, reason, way?: "rebuild" | "put-back"}',
  keep: (state, decision) => repairOf(state, decision),
  apply: (journey, decision) => {
    const { way, stage } = repairOf(journey.state, decision);
    // Whoever watches a registry that lost the version has its image built again.
    if (way === 'rebuild') return journey.retry();
    const again = isLossWatched(journey.state);
    journey.interrupt((state) => putBack(state, stage, again));
  },
};
const UNDO_CLEANUP: DecisionKind = {
  kind: 'undo-cleanup',
  description: 'Put the version back on the branch of a stage: {actor, stage, reason?}',
  keep: (_state, { stage }) => (stage === undefined ? {} : { stage }),
  apply: (journey, { stage = '' }) => journey.interrupt((state) => putBack(state, stage, false)),
};

function currentStepOf(state: JourneyState): Partial<RecordedDecision> {
  const step = currentStep(state);
  return step === undefined ? {} : { step: step.id };
}

/** The change that a decision is bound to, with its content at this moment. */
function openChangeOf(state: JourneyState): Partial<RecordedDecision> {
  const { change } = state;
  const step = currentStep(state);
  const content = step === undefined ? undefined : contentOf(state, step);
  return change !== undefined && content !== undefined
    ? { change: { number: change.number, head: change.head, digest: content.digest } }
    : {};
}

function hearDecision<D extends PlainDecision>(
  journey: Journey,
  update: UpdateDefinition<RecordedDecision, [D]>,
  kind: DecisionKind,
): void {
  setHandler(update, (sent) => decide(journey, kind, readDecision(sent)), {
    validator: (sent) => validate(journey, kind, readDecision(sent)),
    description: `${kind.description}; refused at once when it does not apply`,
  });
}

/** Those that change what there is to do: they are judged by what was decided before them, though it has yet to happen. */
const INTERRUPTING: readonly DecisionKind['kind'][] = ['skip', 'repair', 'undo-cleanup'];

function refusalOf(journey: Journey, { kind }: DecisionKind, decision: SentDecision): string | undefined {
  const { approval, skippable, prospect } = journey;
  const state = INTERRUPTING.includes(kind) ? prospect : journey.state;
  return (
    refuseId(state.decisions, kind, decision.id) ?? REFUSALS[kind]({ state, approval, skippable }, decision)
  );
}

/** Refuses an update at once, before anything stands in the history. Pure. */
function validate(journey: Journey, kind: DecisionKind, decision: SentDecision): void {
  if (findSame(journey.state.decisions, kind.kind, decision.id) !== undefined) return;
  const why = refusalOf(journey, kind, decision);
  if (why !== undefined) throw refuse('DecisionRefused', why);
}

/** Records a decision, applied or not, and lets it have its effect. The same id twice is one decision. */
function decide(journey: Journey, kind: DecisionKind, decision: SentDecision): RecordedDecision {
  const earlier = findSame(journey.state.decisions, kind.kind, decision.id);
  if (earlier !== undefined) return earlier;
  const why = refusalOf(journey, kind, decision);
  const record: RecordedDecision = {
    id: decision.id ?? uuid4(),
    kind: kind.kind,
    actor: decision.actor,
    at: now(),
    applied: why === undefined,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(why === undefined ? kind.keep?.(journey.state, decision) : { why }),
  };
  journey.change((state) => recordDecision(state, record));
  if (record.applied) kind.apply(journey, decision);
  return record;
}
