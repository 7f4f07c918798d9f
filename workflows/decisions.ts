import { setHandler, uuid4 } from '@temporalio/workflow';
import {
  readDecision,
  refuseAbort,
  refuseApproval,
  refuseRetry,
  type ApproveDecision,
  type PlainDecision,
} from '../domain/decisions.ts';
import { readAnswer } from '../domain/publisher-state.ts';
import { recordDecision, type RecordedDecision } from '../domain/journey-state.ts';
import { refuse } from './failures.ts';
import type { Journey } from './journey.ts';
import {
  abortUpdate,
  approveSignal,
  approveUpdate,
  nudgeSignal,
  publishedSignal,
  retryUpdate,
  stateQuery,
} from './messages.ts';
import { now } from './now.ts';

/** Lets people, and whatever may signal Temporal, be heard. */
export function listen(journey: Journey): void {
  setHandler(stateQuery, () => journey.state, { description: 'The whole state of the journey' });
  setHandler(nudgeSignal, () => journey.wake(), { description: 'Look again at once' });
  setHandler(publishedSignal, (sent) => journey.hear(readAnswer(sent)), {
    description: 'The build that was asked for',
  });
  setHandler(approveSignal, (sent) => void decide(journey, APPROVE, readDecision(sent)), {
    description: 'Approve the open change: {actor, reason?, head?}',
  });
  setHandler(approveUpdate, (sent) => decide(journey, APPROVE, readDecision(sent)), {
    validator: (sent) => validate(journey, APPROVE, readDecision(sent)),
    description: 'Approve the open change: {actor, reason?, head?}; refused at once when it does not apply',
  });
  setHandler(retryUpdate, (sent) => decide(journey, RETRY, readDecision(sent)), {
    validator: (sent) => validate(journey, RETRY, readDecision(sent)),
    description: 'Try again: {actor, reason?}',
  });
  setHandler(abortUpdate, (sent) => decide(journey, ABORT, readDecision(sent)), {
    validator: (sent) => validate(journey, ABORT, readDecision(sent)),
    description: 'End the journey and take back what it has open: {actor, reason?}',
  });
}

/** A kind of decision: when it does not apply, and what it does when it does. */
interface DecisionKind<D extends PlainDecision> {
  readonly kind: RecordedDecision['kind'];
  readonly refuse: (journey: Journey, decision: D) => string | undefined;
  readonly apply: (journey: Journey) => void;
}

const APPROVE: DecisionKind<ApproveDecision> = {
  kind: 'approve',
  refuse: ({ state, takesSignals }, decision) => refuseApproval(state, decision, takesSignals),
  apply: (journey) => journey.wake(),
};
const RETRY: DecisionKind<PlainDecision> = {
  kind: 'retry',
  refuse: ({ state }, decision) => refuseRetry(state, decision),
  apply: (journey) => journey.retry(),
};
const ABORT: DecisionKind<PlainDecision> = {
  kind: 'abort',
  refuse: ({ state }, decision) => refuseAbort(state, decision),
  apply: (journey) => journey.abort(),
};

/** Refuses an update at once, before anything stands in the history. Pure. */
function validate<D extends PlainDecision>(
  journey: Journey,
  { refuse: refusal }: DecisionKind<D>,
  decision: D,
): void {
  if (recorded(journey, decision) !== undefined) return;
  const why = refusal(journey, decision);
  if (why !== undefined) throw refuse('DecisionRefused', why);
}

/** Records a decision, applied or not, and lets it have its effect. The same id twice is one decision. */
function decide<D extends PlainDecision>(
  journey: Journey,
  { kind, refuse: refusal, apply }: DecisionKind<D>,
  decision: D,
): RecordedDecision {
  const earlier = recorded(journey, decision);
  if (earlier !== undefined) return earlier;
  const why = refusal(journey, decision);
  const { change, content } = journey.state;
  const record: RecordedDecision = {
    id: decision.id ?? uuid4(),
    kind,
    actor: decision.actor,
    at: now(),
    applied: why === undefined,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(why !== undefined && { why }),
    ...(kind === 'approve' &&
      why === undefined &&
      change !== undefined &&
      content !== undefined && {
        change: { number: change.number, head: change.head, digest: content.digest },
      }),
  };
  journey.change((state) => recordDecision(state, record));
  if (record.applied) apply(journey);
  return record;
}

function recorded(journey: Journey, { id }: PlainDecision): RecordedDecision | undefined {
  return id === undefined ? undefined : journey.state.decisions.find((decision) => decision.id === id);
}
