import type { ApprovalPolicy } from './approval-policy.ts';
import { refuseAbort, refuseApproval, type SentDecision } from './decisions.ts';
import type { DecisionKind, JourneyState } from './journey-state.ts';
import type { SkippableKind } from './pipeline.ts';
import {
  refuseAcceptContent,
  refuseAcceptRemoval,
  refuseRepair,
  refuseTryAgain,
  refuseUndoCleanup,
} from './refusals.ts';
import { refuseReject } from './rejection.ts';
import { refuseHold, refusePromote, refuseResume, refuseSkip } from './steering.ts';

/** What a person can decide of a journey. The line and the publishers have theirs. */
export type JourneyDecisionKind = Exclude<DecisionKind, 'stop' | 'deployed'>;

/** What it hangs on whether a decision applies to a journey. */
export interface Standing {
  readonly state: JourneyState;
  /** What the current step's stage asks for before a change is merged; undefined between the steps. */
  readonly approval: ApprovalPolicy | undefined;
  /** The kinds of step that people may skip at the current step's stage. */
  readonly skippable: readonly SkippableKind[];
}

/** Why a decision does not apply at this moment, in a sentence; undefined when it does. Pure: validators ask it. */
export type Refuse = (standing: Standing, decision: SentDecision) => string | undefined;

/** Every kind of decision with what refuses it. */
export const REFUSALS: Readonly<Record<JourneyDecisionKind, Refuse>> = {
  approve: ({ state, approval }, decision) => refuseApproval(state, decision, approval),
  reject: ({ state, approval = {} }, decision) => refuseReject(state, decision, approval),
  hold: ({ state }, decision) => refuseHold(state, decision),
  resume: ({ state }, decision) => refuseResume(state, decision),
  promote: ({ state }, decision) => refusePromote(state, decision),
  skip: ({ state, skippable, approval = {} }, decision) => refuseSkip(state, decision, skippable, approval),
  retry: ({ state }, decision) => refuseTryAgain(state, decision),
  abort: ({ state }, decision) => refuseAbort(state, decision),
  'accept-content': ({ state }, decision) => refuseAcceptContent(state, decision),
  'accept-removal': ({ state }, decision) => refuseAcceptRemoval(state, decision),
  repair: ({ state }, decision) => refuseRepair(state, decision),
  'undo-cleanup': ({ state }, { stage = '', ...decision }) =>
    refuseUndoCleanup(state, { ...decision, stage }),
};
