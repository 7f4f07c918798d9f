import { personOf, type People } from './approval-policy.ts';
import type { ChangeGate } from './change-gate.ts';
import type { ChangeObservation } from './change.ts';
import type { PlainDecision } from './decisions.ts';
import { contentOf, currentStep, type JourneyState, type RecordedDecision } from './journey-state.ts';
import { refuseWeighty } from './refusals.ts';

/** What of a change a rejection is bound to. */
type RejectedChange = Pick<ChangeObservation, 'number' | 'head' | 'effect'>;

/** Why a change cannot be rejected; undefined when it can. Pure, as all here: validators ask it. */
export function refuseReject(
  state: JourneyState,
  decision: PlainDecision,
  people: People,
): string | undefined {
  const refused = refuseWeighty(state, decision);
  if (refused !== undefined) return refused;
  const { change } = state;
  if (change === undefined || change.state !== 'open') return 'there is no open pull request to reject';
  const earlier = rejectionOf(state, change, people);
  return earlier === undefined
    ? undefined
    : `${earlier.actor} rejected pull request #${change.number} already: ${earlier.reason ?? ''}`;
}

/**
 * The rejection that stands against a change: until its content is another, somebody answers it by retry, or who
 * rejected approves after all. A head that was only brought up to date is the same change.
 */
export function rejectionOf(
  state: JourneyState,
  change: RejectedChange,
  people: People,
): RecordedDecision | undefined {
  const applied = state.decisions.filter((decision) => decision.applied);
  return applied.find(
    (decision, index) =>
      decision.kind === 'reject' &&
      isAgainst(decision, change, state) &&
      !applied.slice(index + 1).some((later) => isTakenBack(decision, later, people)),
  );
}

/** What a rejection says to the gate of a change; undefined while none stands. */
export function judgeRejection(
  state: JourneyState,
  seen: ChangeObservation,
  people: People,
): ChangeGate | undefined {
  const rejection = seen.state === 'open' ? rejectionOf(state, seen, people) : undefined;
  if (rejection === undefined) return undefined;
  return {
    kind: 'attention',
    reason: 'rejected',
    sentence: `${rejection.actor} rejected pull request #${seen.number}: ${rejection.reason ?? ''}; retry goes on all the same, abort gives up`,
  };
}

function isAgainst({ change }: RecordedDecision, seen: RejectedChange, state: JourneyState): boolean {
  if (change?.number !== seen.number) return false;
  if (change.head === seen.head) return true;
  const step = currentStep(state);
  const content = step === undefined ? undefined : contentOf(state, step);
  return seen.effect !== 'altered' && change.digest === content?.digest;
}

function isTakenBack(
  rejection: RecordedDecision,
  { kind, actor, change, attention }: RecordedDecision,
  people: People,
): boolean {
  switch (kind) {
    case 'retry':
      // Journeys of old did not keep what a retry was about.
      return attention === undefined || attention === 'rejected';
    case 'approve':
      return (
        change?.number === rejection.change?.number &&
        personOf(actor, people) === personOf(rejection.actor, people)
      );
    default:
      return false;
  }
}
