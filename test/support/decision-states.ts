import type { AttentionReason, WaitingFor } from '../../domain/change-gate.ts';
import { freshObservation, type ChangeObservation } from '../../domain/change.ts';
import type { FoundContent } from '../../domain/content.ts';
import type { JourneyInput } from '../../domain/journey-input.ts';
import {
  beginJourney,
  currentStep,
  endJourney,
  finishStep,
  hearLine,
  holdJourney,
  loseAt,
  needAttention,
  observeChange,
  pinContent,
  recordDecision,
  startStep,
  waitFor,
  type JourneyState,
  type RecordedDecision,
} from '../../domain/journey-state.ts';
import type { Standing } from '../../domain/decision-kinds.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { judgePromotion } from '../../domain/promotion.ts';
import { putBack } from '../../domain/put-back.ts';
import { judgeRejection } from '../../domain/rejection.ts';
import { inputOf } from './journeys.ts';
import { PIPELINE } from './pipeline.ts';

const AT = '2026-03-01T12:00:00.000Z';
const INPUT = inputOf({
  packageVersion: parsePackageVersion('nginx@1.6.0'),
  route: ['snapshot', 'staging'],
  pipeline: { stages: PIPELINE.stages.map((stage) => ({ ...stage, skippable: ['publish'] })) },
});
const CHANGE: ChangeObservation = {
  ...freshObservation({ number: 7, url: 'http://127.0.0.1/pull/7', head: 'a'.repeat(40) }),
  author: 'limelight-bot',
  mergeability: 'clean',
};
const GREEN = { checks: { state: 'green', red: [] } } as const;
const BOUND = { number: 7, head: CHANGE.head, digest: 'd' };
const FOUND: FoundContent = { stage: 'snapshot', branch: 'snapshot', tree: 't'.repeat(40) };
const DONE = { kind: 'change', commit: 'c', approvedBy: [] } as const;

/** A journey at a step, with all before it done. */
function at(id: string, change: Partial<JourneyInput> = {}): JourneyState {
  let state = pinContent(beginJourney({ ...INPUT, ...change }, AT), { tree: 't', digest: 'd', files: 1 });
  for (const step of state.steps) {
    state = startStep(state, step.id, AT);
    if (step.id === id) return state;
    state = finishStep(state, step.id, DONE, AT);
  }
  throw new Error(`there is no step ${id}`);
}

/** A journey at a step, whose registry lost the version. */
function lost(id: string): JourneyState {
  return loseAt(at(id), 'snapshot', AT);
}

/** A journey with its first pull request. */
function open(change: Partial<ChangeObservation> = {}): JourneyState {
  return observeChange(at('add-snapshot'), { ...CHANGE, ...change });
}

function waiting(state: JourneyState, what: WaitingFor): JourneyState {
  return waitFor(state, what, `for the ${what}`, AT);
}

function needing(state: JourneyState, reason: AttentionReason, found?: FoundContent): JourneyState {
  return needAttention(state, reason, `it is ${reason}`, AT, found);
}

function decided(state: JourneyState, decision: Partial<RecordedDecision>): JourneyState {
  return recordDecision(state, { id: '1', kind: 'abort', actor: 'ann', at: AT, applied: true, ...decision });
}

function rejected(): JourneyState {
  const state = decided(open(GREEN), { kind: 'reject', reason: 'broken', change: BOUND });
  const gate = judgeRejection(state, { ...CHANGE, ...GREEN }, {});
  if (gate?.kind !== 'attention') throw new Error('the rejection does not stand');
  return needAttention(state, gate.reason, gate.sentence, AT);
}

/** A journey that the policy keeps from going on to staging, a minute after it was proved on snapshot. */
function keptOnSnapshot(
  policy: Parameters<typeof judgePromotion>[3],
  state = at('add-staging'),
): JourneyState {
  const step = state.steps.find(({ id }) => id === 'add-staging');
  if (step === undefined) throw new Error('there is no step');
  const gate = judgePromotion(state, step, 'snapshot', policy, Date.parse(AT) + 60_000);
  if (gate.kind === 'go') throw new Error('nothing keeps it');
  return waitFor(state, gate.for, gate.sentence, AT);
}

const waitsForApproval = waiting(open(GREEN), 'approval');
const approved = decided(waitsForApproval, { kind: 'approve', change: BOUND });
const held = (state: JourneyState): JourneyState => holdJourney(state, 'ann', 'let me look', AT);
const stop = { scope: { kind: 'everything' }, actor: 'ann', reason: 'incident', since: AT } as const;
const HOUR = 3_600_000;

/** A journey in every state in which it matters which decisions apply. */
export const DECISION_STATES = {
  'taking bearings': beginJourney(INPUT, AT),
  'waits for checks': waiting(open(), 'checks'),
  'waits for approval': waitsForApproval,
  'approved, and held': waitFor(held(approved), 'hold', 'held', AT),
  'checks red': needing(open({ checks: { state: 'red', red: ['lint'] } }), 'checks-red'),
  'changes requested': needing(open(GREEN), 'changes-requested'),
  'change closed': needing(open({ state: 'closed' }), 'change-closed'),
  'change altered': needing(open({ effect: 'altered' }), 'change-altered'),
  'change conflicts': needing(open({ mergeability: 'conflict' }), 'change-conflicts'),
  'merge refused': needing(open(GREEN), 'merge-refused'),
  rejected: rejected(),
  'rejected, and held': held(rejected()),
  'rejected, line stopped': hearLine(rejected(), { version: 1, stops: [stop] }),
  'not found': needing(at('add-snapshot'), 'not-found'),
  'waits for a build': waiting(at('publish-snapshot'), 'build'),
  'publisher held': needing(at('publish-snapshot'), 'publisher-held'),
  'waits for the registry': waiting(at('verify-snapshot'), 'registry'),
  'content differs': needing(at('verify-snapshot'), 'content-differs', FOUND),
  'content differs, from nowhere': needing(at('verify-snapshot'), 'content-differs'),
  'content missing': needing(at('verify-snapshot'), 'content-missing'),
  'removed early': needing(at('verify-staging'), 'removed-early'),
  'removal undone': needing(at('verify-snapshot-2'), 'removal-undone'),
  vanished: needing(at('verify-snapshot-2'), 'vanished'),
  'vanished, and built again': waiting(lost('verify-snapshot-2'), 'build'),
  'vanished, and its build is held': needing(lost('verify-snapshot-2'), 'publisher-held'),
  'vanished, and on its way back': waiting(
    startStep(putBack(lost('verify-snapshot-2'), 'snapshot', true), 'add-snapshot-2', AT),
    'checks',
  ),
  'soaks, then by itself': keptOnSnapshot({ mode: 'automatic', soakMs: HOUR }),
  'soaks, then by a person': keptOnSnapshot({ mode: 'manual', soakMs: HOUR }),
  'soaks, promoted already': keptOnSnapshot(
    { mode: 'manual', soakMs: HOUR },
    decided(at('add-staging'), { kind: 'promote', step: 'add-staging' }),
  ),
  'waits for promotion': keptOnSnapshot({ mode: 'manual' }),
  'soaks, and held': held(keptOnSnapshot({ mode: 'manual', soakMs: HOUR })),
  'line stopped': hearLine(waiting(open(GREEN), 'line'), { version: 1, stops: [stop] }),
  parked: { ...waitsForApproval, parked: { since: AT } },
  withdrawing: waiting(at('publish-production', { purpose: 'withdraw' }), 'build'),
  'being aborted': decided(open(GREEN), { kind: 'abort' }),
  'being aborted, and held': decided(held(open(GREEN)), { kind: 'abort' }),
  'being aborted, in attention': needing(decided(open(GREEN), { kind: 'abort' }), 'not-permitted'),
  star: endJourney(open(GREEN), 'star', AT),
  restored: endJourney(at('verify-snapshot-2'), 'restored', AT),
  withdrawn: endJourney(at('publish-production', { purpose: 'withdraw' }), 'withdrawn', AT),
  aborted: endJourney(decided(open(GREEN), { kind: 'abort' }), 'aborted', AT),
} satisfies Record<string, JourneyState>;

/** What every one of these journeys was told at its start. */
export const DECISION_TERMS = INPUT;

/** What a decision on that journey is judged by: people may skip `publish` at every stage. */
export function standingOf(state: JourneyState): Standing {
  const step = currentStep(state);
  const stage = INPUT.pipeline.stages.find(({ name }) => name === step?.stage);
  return { state, approval: stage?.approval, skippable: stage?.skippable ?? [] };
}
