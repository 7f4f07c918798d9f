import type { ExplainedJourney, JourneyLook } from '../../client/journeys.ts';
import type { JourneyState, StepState } from '../../domain/journey-state.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { describeWhy, explain } from '../../domain/why.ts';
import { PIPELINE } from '../support/pipeline.ts';

/** A moment at which every sample journey is looked at. */
export const NOW = Date.parse('2026-03-01T12:10:00Z');

const STEPS: readonly StepState[] = [
  {
    id: 'add-snapshot',
    kind: 'add',
    stage: 'snapshot',
    towards: 'snapshot',
    status: 'done',
    startedAt: '2026-03-01T12:00:00Z',
    finishedAt: '2026-03-01T12:03:20Z',
    result: {
      kind: 'change',
      number: 12,
      url: 'http://github/pull/12',
      commit: '1234567890abcdef',
      approvedBy: ['ada'],
      mergedBy: 'bot',
    },
  },
  {
    id: 'publish-snapshot',
    kind: 'publish',
    stage: 'snapshot',
    towards: 'snapshot',
    status: 'skipped',
    why: 'it stands on staging already',
  },
  { id: 'add-staging', kind: 'add', stage: 'staging', towards: 'staging', status: 'running' },
  { id: 'publish-staging', kind: 'publish', stage: 'staging', towards: 'staging', status: 'pending' },
];

/** A journey that is at its third step, changed as wanted. */
export function sampleState(change: Partial<JourneyState> = {}): JourneyState {
  return {
    schema: 1,
    packageVersion: { name: 'nginx', version: '1.6.0' },
    source: { kind: 'storage' },
    route: ['snapshot', 'staging'],
    requester: 'grace',
    startedAt: '2026-03-01T12:00:00Z',
    steps: STEPS,
    decisions: [],
    notes: [],
    ...change,
  };
}

/** The journey waits for an approval of its open pull request. */
export function waitingState(): JourneyState {
  return sampleState({
    steps: STEPS.map((step) => (step.id === 'add-staging' ? { ...step, status: 'waiting' } : step)),
    waiting: { for: 'approval', sentence: '0 of 1 approvals', since: '2026-03-01T12:08:00Z' },
    change: {
      schema: 1,
      number: 13,
      url: 'http://github/pull/13',
      author: 'limelight-bot',
      state: 'open',
      head: 'abcdef0123456789',
      effect: 'intact',
      draft: false,
      checks: { state: 'green', red: [] },
      approvedBy: [],
      changesRequestedBy: [],
      mergeability: 'clean',
      queue: 'none',
    },
  });
}

/** The journey needs a person. */
export function heldState(): JourneyState {
  return sampleState({
    steps: STEPS.map((step) => (step.id === 'add-staging' ? { ...step, status: 'attention' } : step)),
    attention: { reason: 'checks-red', sentence: 'red: lint', since: '2026-03-01T12:09:55Z' },
  });
}

/** Where a sample journey stands, and who can act. */
export function explained(state: JourneyState): ExplainedJourney {
  const explanation = explain(state, { pipeline: PIPELINE, timing: DEFAULT_TIMING });
  return { ...explanation, text: describeWhy(explanation) };
}

/** A sample journey as one look shows it. */
export function lookOf(state: JourneyState): JourneyLook {
  return { state, status: 'RUNNING', runId: 'run', historyLength: 1, why: explained(state) };
}
