import {
  describeApprovers,
  isBarred,
  isNamed,
  isSettledByNames,
  personOf,
  type ApprovalPolicy,
  type People,
} from './approval-policy.ts';
import type { Approval } from './change-gate.ts';
import { formatPackageVersion } from './package-version.ts';
import {
  contentOf,
  currentStep,
  type JourneyState,
  type RecordedDecision,
  type RepairWay,
} from './journey-state.ts';
import { partsOf, readText } from './sent.ts';

/** An approval as a person, or anything that can signal Temporal, sends it. */
export interface ApproveDecision {
  /** Who approves: a login or a name. */
  readonly actor: string;
  readonly reason?: string;
  /** The head commit that was looked at: full, or its first 7 or more digits. Without it, the head at receipt. */
  readonly head?: string;
  /** The same id sent twice is one decision. */
  readonly id?: string;
}

/** A decision that says no more than who and why. */
export interface PlainDecision {
  readonly actor: string;
  readonly reason?: string;
  readonly id?: string;
}

/** How a version that a registry or a branch lost shall come back. */
export interface RepairDecision extends PlainDecision {
  /** Absent: a new image where the branch is as it should be, else its return to the branch. */
  readonly way?: RepairWay;
}

/** That a clean-up shall be undone. */
export interface UndoCleanupDecision extends PlainDecision {
  /** The stage whose branch let go of the version. */
  readonly stage: string;
}

/** That a version shall go on to the next stage. */
export interface PromoteDecision extends PlainDecision {
  /** True: though it has not soaked for as long as the policy asks. */
  readonly skipSoak?: boolean;
}

/** That the current step shall be left out. */
export interface SkipDecision extends PlainDecision {
  /** The id of the step that is meant, so that no other is skipped by mistake. */
  readonly step?: string;
}

/** A decision of any kind, as it came in: what its kind does not need is passed over. */
export type SentDecision = ApproveDecision &
  Partial<RepairDecision & UndoCleanupDecision & PromoteDecision & SkipDecision>;

/**
 * Reads a decision that came in from outside, where anybody may send anything: what is no text is left out, what is
 * too long is cut, and a decision without an actor is refused later, with a sentence. It never throws, because a signal
 * that throws would stop the journey.
 */
export function readDecision(sent: unknown): SentDecision {
  const parts = partsOf(sent);
  const names = ['actor', 'reason', 'head', 'id', 'stage', 'step'];
  const [actor, reason, head, id, stage, step] = names.map((name) => readText(parts[name]));
  const { way, skipSoak } = parts;
  return {
    actor: actor?.trim() ?? '',
    ...(reason !== undefined && { reason }),
    ...(head !== undefined && { head }),
    ...(id !== undefined && { id }),
    ...(stage !== undefined && { stage }),
    ...(step !== undefined && { step }),
    ...(skipSoak === true && { skipSoak }),
    ...((way === 'rebuild' || way === 'put-back') && { way }),
  };
}

/**
 * Why an approval does not apply at this moment; undefined when it does. Pure: the update's validator asks it.
 *
 * Whom only GitHub knows (a team, the owner in the manifest) is not known here: such an approval is taken, and
 * counts once GitHub has said so.
 *
 * @param approval - what the current step's stage asks for; undefined when there is no such step.
 */
export function refuseApproval(
  state: JourneyState,
  decision: ApproveDecision,
  approval: ApprovalPolicy | undefined,
): string | undefined {
  const malformed = refusePlain(decision);
  if (malformed !== undefined) return malformed;
  const ending = refuseEnding(state);
  if (ending !== undefined) return ending;
  const { change } = state;
  if (change === undefined || change.state !== 'open') {
    return 'there is no open pull request to approve; an approval is never carried forward to the next one';
  }
  if (approval === undefined) return 'the journey is at no step that asks for an approval';
  if (!approval.via.includes('signal'))
    return `this stage counts GitHub reviews only: approve pull request #${change.number} there`;
  const refusal = refuseApprover(state, decision.actor, change.author, approval);
  if (refusal !== undefined) return refusal;
  if (decision.head !== undefined && !isHead(decision.head, change.head)) {
    return `pull request #${change.number} stands at ${change.head.slice(0, 12)} and not at ${decision.head.slice(0, 12)}: look at it again`;
  }
  if (change.effect !== 'intact') {
    return `pull request #${change.number} does not do what was ordered at this moment: there is nothing to approve`;
  }
  const step = currentStep(state);
  const content = step === undefined ? undefined : contentOf(state, step);
  const earlier = standingApprovals(state, approval).find(
    (other) =>
      personOf(other.actor, approval) === personOf(decision.actor, approval) &&
      other.change?.number === change.number &&
      other.change.digest === content?.digest,
  );
  if (earlier !== undefined)
    return `${decision.actor} approved pull request #${change.number} already, at ${earlier.at}`;
  return undefined;
}

/** Why this person may not approve, as far as names tell. */
function refuseApprover(
  { change, requester }: JourneyState,
  actor: string,
  author: string,
  approval: ApprovalPolicy,
): string | undefined {
  if (author !== '' && personOf(actor, approval) === personOf(author, approval))
    return `${actor} opened pull request #${change?.number ?? 0}: somebody else must approve it`;
  if (isBarred(actor, requester, approval))
    return `${actor} asked for this journey: somebody else must approve it`;
  const { from } = approval;
  if (from !== undefined && isSettledByNames(from) && !isNamed(actor, approval))
    return `${actor} is not among those who may approve here: ${describeApprovers(approval)}`;
  return undefined;
}

/** Why a retry does not apply, to a journey or a publisher. */
export function refuseRetry(
  state: Pick<JourneyState, 'attention'>,
  decision: PlainDecision,
): string | undefined {
  const malformed = refusePlain(decision);
  if (malformed !== undefined) return malformed;
  if (state.attention === undefined) return 'nothing asks for a retry: it is not in attention';
  return undefined;
}

/** Why an abort does not apply. */
export function refuseAbort(state: JourneyState, decision: PlainDecision): string | undefined {
  const malformed = refusePlain(decision);
  if (malformed !== undefined) return malformed;
  return refuseEnding(state);
}

/** Why nothing more can be decided of a journey, which is over or takes back what it has open; undefined when it can. */
export function refuseEnding({ outcome, packageVersion, decisions }: JourneyState): string | undefined {
  const version = formatPackageVersion(packageVersion);
  if (outcome !== undefined) return `the journey of ${version} is over: it ended as ${outcome}`;
  const abort = decisions.find(({ kind, applied }) => kind === 'abort' && applied);
  return abort === undefined
    ? undefined
    : `the journey of ${version} is being aborted, by ${abort.actor}: it takes back what it has open`;
}

/** The approvals that applied, bound to their change and content; a person's last word counts. */
export function approvalsOf(state: JourneyState, people: People): Approval[] {
  return standingApprovals(state, people).flatMap(({ actor, change }) =>
    change === undefined ? [] : [{ actor, change: change.number, digest: change.digest }],
  );
}

/** Who rejects a change has let go of the approval that they gave to it before. */
function standingApprovals({ decisions }: JourneyState, people: People): RecordedDecision[] {
  const applied = decisions.filter((decision) => decision.applied);
  const isTakenBack = ({ actor, change }: RecordedDecision, index: number): boolean =>
    applied
      .slice(index + 1)
      .some(
        (later) =>
          later.kind === 'reject' &&
          later.change?.number === change?.number &&
          personOf(later.actor, people) === personOf(actor, people),
      );
  return applied.filter((decision, index) => decision.kind === 'approve' && !isTakenBack(decision, index));
}

/** Why a decision of any kind is none; undefined when it says who decides. */
export function refusePlain({ actor }: PlainDecision): string | undefined {
  return typeof actor === 'string' && actor.trim() !== ''
    ? undefined
    : 'a decision needs an actor: say who decides';
}

/** What tells decisions that were made before from one another. */
type Identified = Pick<RecordedDecision, 'id' | 'kind' | 'actor'>;

/** The decision that this one is, where it was sent before: an id is that of one decision of one kind. */
export function findSame<D extends Identified>(
  decisions: readonly D[],
  kind: D['kind'],
  id: string | undefined,
): D | undefined {
  return decisions.find((decision) => decision.id === id && decision.kind === kind);
}

/** Why a decision cannot have its id: one of another kind has it. Undefined when it can. */
export function refuseId(
  decisions: readonly Identified[],
  kind: Identified['kind'],
  id: string | undefined,
): string | undefined {
  const other = decisions.find((decision) => decision.id === id && decision.kind !== kind);
  return other === undefined
    ? undefined
    : `the id ${other.id} is that of the decision ${other.kind} by ${other.actor}: each decision needs one of its own`;
}

function isHead(given: string, head: string): boolean {
  return given.length >= 7 && head.startsWith(given.toLowerCase());
}
