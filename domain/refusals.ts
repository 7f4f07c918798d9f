import {
  refuseEnding,
  refusePlain,
  refuseRetry,
  type PlainDecision,
  type RepairDecision,
  type UndoCleanupDecision,
} from './decisions.ts';
import type { JourneyState } from './journey-state.ts';
import { isLossWatched } from './put-back.ts';

/** Why the content that was found cannot be accepted; undefined when it can. Pure, as all here: validators ask it. */
export function refuseAcceptContent(state: JourneyState, decision: PlainDecision): string | undefined {
  const refused = refuseWeighty(state, decision);
  if (refused !== undefined) return refused;
  const { attention } = state;
  if (attention?.reason !== 'content-differs') return 'no other content was found that could be accepted';
  return attention.found === undefined
    ? 'what was found is on no branch of the route, so that nothing could carry it on: mend it, then retry'
    : undefined;
}

/** Why a removal by hand cannot be accepted; undefined when it can. */
export function refuseAcceptRemoval(state: JourneyState, decision: PlainDecision): string | undefined {
  return (
    refuseWeighty(state, decision) ??
    (state.attention?.reason === 'removed-early'
      ? undefined
      : 'no removal by hand was seen that could be accepted')
  );
}

/** Why a journey cannot try again; undefined when it can. One that is being aborted can: its clean-up may need it. */
export function refuseTryAgain(state: JourneyState, decision: PlainDecision): string | undefined {
  if (state.outcome !== undefined) return refuseEnding(state);
  return refuseRetry(state, decision);
}

/** Why there is nothing to repair, or not in this way; undefined when there is. */
export function refuseRepair(state: JourneyState, decision: RepairDecision): string | undefined {
  const refused = refuseWeighty(state, decision);
  if (refused !== undefined) return refused;
  const { attention, waiting } = state;
  if (attention?.reason === 'removed-early') {
    return decision.way === 'rebuild'
      ? 'the branch itself let go of the version, so a new image would not have it: repair it with put-back'
      : undefined;
  }
  if (!isLossWatched(state))
    return 'there is nothing to repair: no version vanished, and none was removed too early';
  return waiting?.for === 'build' && decision.way !== 'put-back'
    ? 'it is being built again at this moment: wait for that, or repair it with put-back'
    : undefined;
}

/** Why there is no clean-up of a stage to be undone; undefined when there is. */
export function refuseUndoCleanup(state: JourneyState, decision: UndoCleanupDecision): string | undefined {
  const refused = refuseLight(state, decision);
  if (refused !== undefined) return refused;
  if (state.purpose === 'withdraw')
    return 'this journey withdraws the version everywhere: abort it, and start the version again';
  const { stage } = decision;
  const changes = state.steps.filter(
    (step) => (step.kind === 'add' || step.kind === 'remove') && step.stage === stage,
  );
  const removal = changes.findLastIndex(({ kind, status }) => kind === 'remove' && status === 'done');
  const isGoingBack = removal >= 0 && changes.slice(removal).some(({ kind }) => kind === 'add');
  if (isGoingBack) return `it is being put back on ${stage} already`;
  if (removal >= 0) return undefined;
  if (
    changes.some(
      ({ kind, status }) =>
        kind === 'add' && status !== 'done' && status !== 'skipped' && status !== 'pending',
    )
  )
    return `it is being added to ${stage} at this moment`;
  return `this journey has not cleaned ${stage} up: there is nothing to undo`;
}

/** A decision of any kind says who decides, of a journey that is not over. */
export function refuseLight(state: JourneyState, decision: PlainDecision): string | undefined {
  return refuseEnding(state) ?? refusePlain(decision);
}

/** What overrules a finding or stops others must say why: it is read when somebody asks how that could happen. */
export function refuseWeighty(state: JourneyState, decision: PlainDecision): string | undefined {
  const refused = refuseLight(state, decision);
  if (refused !== undefined) return refused;
  return isReasoned(decision) ? undefined : 'this decision needs a reason: say why';
}

function isReasoned({ reason }: PlainDecision): boolean {
  return reason !== undefined && reason.trim() !== '';
}
