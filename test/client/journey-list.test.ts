import { describe, expect, it } from 'vitest';
import { readDuration } from '../../client/cli/arguments.ts';
import { shows, toListQuery, type JourneyFilter, type JourneySummary } from '../../client/journey-list.ts';

const NOW = Date.parse('2026-03-03T12:00:00Z');
const RUNNING = 'WorkflowType = "packageLifecycle" AND ExecutionStatus = "Running"';

describe('the filters of a list, in Temporal’s words', () => {
  const rows: readonly (readonly [what: string, filter: JourneyFilter, query: string])[] = [
    ['none: what runs', {}, RUNNING],
    ['closed ones too', { closed: true }, 'WorkflowType = "packageLifecycle"'],
    ['a stage', { stage: 'staging' }, `${RUNNING} AND LimelightStage = "staging"`],
    ['a step', { step: 'add-staging' }, `${RUNNING} AND LimelightStep = "add-staging"`],
    ['what it waits for', { waitingFor: 'approval' }, `${RUNNING} AND LimelightWaitingFor = "approval"`],
    ['a requester with a quote', { requester: 'a"b' }, `${RUNNING} AND LimelightRequester = "a\\"b"`],
    [
      'the morning view',
      { attention: true },
      `${RUNNING} AND (LimelightAttention != "none" OR LimelightWaitingFor = "parked")`,
    ],
    ['one reason', { attention: 'checks-red' }, `${RUNNING} AND LimelightAttention = "checks-red"`],
    [
      'an age between two',
      { olderThan: 86_400_000, newerThan: 172_800_000 },
      `${RUNNING} AND StartTime <= "2026-03-02T12:00:00.000Z" AND StartTime > "2026-03-01T12:00:00.000Z"`,
    ],
    [
      'several at once',
      { package: 'nginx', pullRequest: 7 },
      `${RUNNING} AND LimelightPackage = "nginx" AND LimelightPullRequest = "7"`,
    ],
  ];
  it.each(rows)('%s', (_what, filter, query) => {
    expect(toListQuery(filter, NOW)).toBe(query);
  });
});

describe('a text', () => {
  const summary: JourneySummary = {
    packageVersion: { name: 'nginx', version: '1.6.0' },
    workflowId: 'package/nginx@1.6.0',
    runId: 'run',
    status: 'RUNNING',
    startedAt: '2026-03-01T12:00:00Z',
    step: 'add-staging',
    attention: 'checks-red',
    requester: 'Grace',
  };
  it.each(['nginx@1.6', 'STAGING', 'grace', 'checks are red', 'checks-red'])('%s is in the line', (text) => {
    expect(shows(summary, text)).toBe(true);
  });
  it.each(['apache', 'run', 'waits'])('%s is not', (text) => {
    expect(shows(summary, text)).toBe(false);
  });
});

describe('an age', () => {
  it('is a number and a unit', () => {
    expect([readDuration('90s'), readDuration('2h'), readDuration('3d')]).toEqual([
      90_000, 7_200_000, 259_200_000,
    ]);
  });
  it.each(['', '2', 'h', '2 h', '1.5h', '-1d', '2w'])('"%s" is none: it says how to write one', (text) => {
    expect(() => readDuration(text)).toThrow(/Write a number and s, m, h or d/);
  });
});
