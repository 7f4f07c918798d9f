import { describe, expect, it } from 'vitest';
import { REFUSALS, type JourneyDecisionKind } from '../../domain/decision-kinds.ts';
import { refuseRetry, type SentDecision } from '../../domain/decisions.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import { LINE_RUNS, refuseGoOn, refuseStop, stopLine, type Line, type LineScope } from '../../domain/line.ts';
import { refuseDeployed, type RollOut } from '../../domain/roll-outs.ts';
import { explain } from '../../domain/why.ts';
import { DECISION_STATES, DECISION_TERMS, standingOf } from '../support/decision-states.ts';

/** A kind of decision, and those that say more than who and why. */
type Column = JourneyDecisionKind | 'promote --skip-soak' | 'repair --way rebuild' | 'repair --put-back';
/** What differs in a state from what is usual. */
type Row = Partial<Record<Column, string>>;

const APPLIES = 'applies';
const OP = { actor: 'ben', reason: 'tried' };

/** What is said of a decision where a state has nothing else to say; what usually applies as well. */
const USUAL: Record<Column, string> = {
  approve: 'there is no open pull request to approve; an approval is never carried forward to the next one',
  reject: 'there is no open pull request to reject',
  hold: APPLIES,
  resume: 'nobody holds it, and it is not parked: there is nothing to resume',
  promote: 'it waits for no promotion',
  'promote --skip-soak': 'it waits for no promotion',
  skip: 'the policy of snapshot lets people skip only publish there, and this is add-snapshot',
  retry: 'nothing asks for a retry: it is not in attention',
  abort: APPLIES,
  'accept-content': 'no other content was found that could be accepted',
  'accept-removal': 'no removal by hand was seen that could be accepted',
  repair: 'there is nothing to repair: no version vanished, and none was removed too early',
  'repair --way rebuild': 'there is nothing to repair: no version vanished, and none was removed too early',
  'repair --put-back': 'there is nothing to repair: no version vanished, and none was removed too early',
  'undo-cleanup': 'this journey has not cleaned snapshot up: there is nothing to undo',
};
const COLUMNS = Object.keys(USUAL) as Column[];
const EXTRA: Partial<Record<Column, SentDecision>> = {
  'promote --skip-soak': { ...OP, skipSoak: true },
  'repair --way rebuild': { ...OP, way: 'rebuild' },
  'repair --put-back': { ...OP, way: 'put-back' },
  'undo-cleanup': { ...OP, stage: 'snapshot' },
};

const adding: Row = { 'undo-cleanup': 'it is being added to snapshot at this moment' };
const opened: Row = { ...adding, approve: APPLIES, reject: APPLIES };
const skipOf = (stage: string, step: string): Row => ({
  skip: `the policy of ${stage} lets people skip only publish there, and this is ${step}`,
});
const retry: Row = { retry: APPLIES };
const rejected: Row = { ...opened, ...retry, reject: 'ann rejected pull request #7 already: broken' };
const LINE_STOPPED =
  'nobody holds it; ann stopped the line for everything: incident (since 2026-03-01T12:00:00.000Z); `limelight line resume` for it lets the journeys go on';
const repair: Row = { repair: APPLIES, 'repair --way rebuild': APPLIES, 'repair --put-back': APPLIES };
const always = (sentence: string, change: Row = {}): Row => ({
  ...Object.fromEntries(COLUMNS.map((column) => [column, sentence])),
  ...change,
});
const over = (outcome: string): Row => always(`the journey of nginx@1.6.0 is over: it ended as ${outcome}`);
const ABORTING = 'the journey of nginx@1.6.0 is being aborted, by ann: it takes back what it has open';

const TABLE: Record<keyof typeof DECISION_STATES, Row> = {
  'taking bearings': { skip: 'it is at no step that could be skipped' },
  'waits for checks': opened,
  'waits for approval': opened,
  'approved, and held': { ...opened, hold: 'ann holds it already: let me look', resume: APPLIES },
  'checks red': { ...opened, ...retry },
  'changes requested': { ...opened, ...retry },
  'change closed': { ...adding, ...retry },
  'change altered': {
    ...opened,
    ...retry,
    approve: 'pull request #7 does not do what was ordered at this moment: there is nothing to approve',
  },
  'change conflicts': { ...opened, ...retry },
  'merge refused': { ...opened, ...retry },
  rejected,
  'rejected, and held': { ...rejected, hold: 'ann holds it already: let me look', resume: APPLIES },
  'rejected, line stopped': { ...rejected, resume: LINE_STOPPED },
  'not found': { ...adding, ...retry },
  'waits for a build': { skip: APPLIES },
  'publisher held': { ...retry, skip: APPLIES },
  'waits for the registry': skipOf('snapshot', 'verify-snapshot'),
  'content differs': { ...skipOf('snapshot', 'verify-snapshot'), ...retry, 'accept-content': APPLIES },
  'content differs, from nowhere': {
    ...skipOf('snapshot', 'verify-snapshot'),
    ...retry,
    'accept-content':
      'what was found is on no branch of the route, so that nothing could carry it on: mend it, then retry',
  },
  'content missing': { ...skipOf('snapshot', 'verify-snapshot'), ...retry },
  'removed early': {
    ...skipOf('staging', 'verify-staging'),
    ...retry,
    'accept-removal': APPLIES,
    repair: APPLIES,
    'repair --put-back': APPLIES,
    'repair --way rebuild':
      'the branch itself let go of the version, so a new image would not have it: repair it with put-back',
  },
  'removal undone': {
    ...skipOf('snapshot', 'verify-snapshot-2'),
    ...retry,
    'undo-cleanup': APPLIES,
  },
  vanished: {
    ...skipOf('snapshot', 'verify-snapshot-2'),
    ...retry,
    ...repair,
    'undo-cleanup': APPLIES,
  },
  'vanished, and built again': {
    ...skipOf('snapshot', 'verify-snapshot-2'),
    repair: 'it is being built again at this moment: wait for that, or repair it with put-back',
    'repair --way rebuild':
      'it is being built again at this moment: wait for that, or repair it with put-back',
    'repair --put-back': APPLIES,
    'undo-cleanup': APPLIES,
  },
  'vanished, and its build is held': {
    ...skipOf('snapshot', 'verify-snapshot-2'),
    ...retry,
    ...repair,
    'undo-cleanup': APPLIES,
  },
  'vanished, and on its way back': {
    ...skipOf('snapshot', 'add-snapshot-2'),
    'undo-cleanup': 'it is being put back on snapshot already',
  },
  'soaks, then by itself': {
    ...skipOf('staging', 'add-staging'),
    promote:
      'it soaks in snapshot until 2026-03-01T13:00:00.000Z; then it goes on by itself; to override the soak say promote --skip-soak, with a reason',
    'promote --skip-soak': APPLIES,
  },
  'soaks, then by a person': {
    ...skipOf('staging', 'add-staging'),
    promote: APPLIES,
    'promote --skip-soak': APPLIES,
  },
  'soaks, promoted already': {
    ...skipOf('staging', 'add-staging'),
    promote:
      'it soaks in snapshot until 2026-03-01T13:00:00.000Z; then it goes on by itself; to override the soak say promote --skip-soak, with a reason',
    'promote --skip-soak': APPLIES,
  },
  'waits for promotion': {
    ...skipOf('staging', 'add-staging'),
    promote: APPLIES,
    'promote --skip-soak': 'its soak is over: promote it without --skip-soak',
  },
  'soaks, and held': {
    ...skipOf('staging', 'add-staging'),
    hold: 'ann holds it already: let me look',
    resume: APPLIES,
    promote: APPLIES,
    'promote --skip-soak': APPLIES,
  },
  'line stopped': { ...opened, resume: LINE_STOPPED },
  parked: { ...opened, resume: APPLIES },
  withdrawing: {
    skip: APPLIES,
    'undo-cleanup': 'this journey withdraws the version everywhere: abort it, and start the version again',
  },
  'being aborted': always(ABORTING, { retry: USUAL.retry }),
  'being aborted, and held': always(ABORTING, { retry: USUAL.retry }),
  'being aborted, in attention': always(ABORTING, retry),
  star: over('star'),
  restored: over('restored'),
  withdrawn: over('withdrawn'),
  aborted: over('aborted'),
};

/** The kind in a column's name. */
function kindOf(column: Column): JourneyDecisionKind {
  switch (column) {
    case 'promote --skip-soak':
      return 'promote';
    case 'repair --way rebuild':
    case 'repair --put-back':
      return 'repair';
    default:
      return column;
  }
}

const states: readonly (readonly [string, JourneyState, Row])[] = Object.entries(DECISION_STATES).map(
  ([name, state]) => [name, state, TABLE[name as keyof typeof TABLE]],
);

describe.each(states)('a journey: %s', (_name, state, row) => {
  it.each(COLUMNS.map((column) => [column, row[column] ?? USUAL[column]] as const))(
    '%s: %s',
    (column, said) => {
      const decision = EXTRA[column] ?? OP;
      expect(REFUSALS[kindOf(column)](standingOf(state), decision) ?? APPLIES).toBe(said);
    },
  );
});

it('every kind of decision applies in some state, and is refused in another', () => {
  const judged = (column: Column) => states.map(([, , row]) => (row[column] ?? USUAL[column]) === APPLIES);
  expect(COLUMNS.filter((column) => !judged(column).includes(true))).toEqual([]);
  expect(COLUMNS.filter((column) => !judged(column).includes(false))).toEqual([]);
});

describe('no decision is offered that would be refused', () => {
  const offered = states.flatMap(([name, state]) =>
    explain(state, DECISION_TERMS).canAct.flatMap(({ how }) => {
      const [, word = ''] = /^limelight (\S+) nginx@1\.6\.0/.exec(how) ?? [];
      const kind = Object.keys(REFUSALS).find((other) => other === word) as JourneyDecisionKind | undefined;
      return kind === undefined ? [] : [[name, how, kind, state] as const];
    }),
  );

  it.each(offered)('%s: %s', (_name, how, kind, state) => {
    const sent: SentDecision = {
      ...OP,
      ...(how.includes('--skip-soak') && { skipSoak: true }),
      ...(how.includes('--put-back') && { way: 'put-back' }),
      ...(how.includes('--stage snapshot') && { stage: 'snapshot' }),
    };
    expect(REFUSALS[kind](standingOf(state), sent)).toBeUndefined();
  });

  it('and those that people need most are', () => {
    const kinds = new Set(offered.map(([, , kind]) => kind));
    for (const kind of ['approve', 'retry', 'resume', 'promote', 'repair', 'undo-cleanup'] as const)
      expect(kinds).toContain(kind);
  });
});

describe('where it would apply, it is refused', () => {
  const applies = COLUMNS.flatMap((column) => {
    const [, state] = states.find(([, , row]) => (row[column] ?? USUAL[column]) === APPLIES) ?? [];
    return state === undefined ? [] : [[column, state] as const];
  });

  it.each(applies)('%s by nobody', (column, state) => {
    const sent = { ...(EXTRA[column] ?? OP), actor: '' };
    expect(REFUSALS[kindOf(column)](standingOf(state), sent)).toBe(
      'a decision needs an actor: say who decides',
    );
  });

  const WITHOUT_REASON: readonly Column[] = [
    'approve',
    'resume',
    'promote',
    'retry',
    'abort',
    'undo-cleanup',
  ];
  it.each(applies)('%s without a reason, where it needs one', (column, state) => {
    const { reason: _reason, ...sent } = EXTRA[column] ?? OP;
    expect(REFUSALS[kindOf(column)](standingOf(state), sent) ?? APPLIES).toBe(
      WITHOUT_REASON.includes(column) ? APPLIES : 'this decision needs a reason: say why',
    );
  });
});

describe('the line', () => {
  const staging: LineScope = { kind: 'stage', stage: 'staging' };
  const everything: LineScope = { kind: 'everything' };
  const stopped = stopLine(LINE_RUNS, { ...OP, scope: staging }, '2026-03-01T12:00:00Z');
  const already =
    'it stands still already: ben stopped the line for stage staging: tried (since 2026-03-01T12:00:00Z)';

  it.each<[what: string, line: Line, scope: LineScope, stop: string, resume: string]>([
    ['runs', LINE_RUNS, staging, APPLIES, 'the line is not stopped for stage staging'],
    ['is stopped there', stopped, staging, already, APPLIES],
    [
      'is stopped elsewhere',
      stopped,
      everything,
      APPLIES,
      'the line is not stopped for everything, but for stage staging',
    ],
    [
      'is stopped elsewhere, for a package',
      stopped,
      { kind: 'package', name: 'nginx' },
      APPLIES,
      'the line is not stopped for package nginx, but for stage staging',
    ],
  ])('%s', (_what, line, scope, stop, resume) => {
    expect(refuseStop(line, { ...OP, scope }) ?? APPLIES).toBe(stop);
    expect(refuseGoOn(line, { actor: 'ben', scope }) ?? APPLIES).toBe(resume);
  });

  it('takes no word of nobody, and no stop without a reason', () => {
    const nobody = 'a decision needs an actor: say who decides';
    expect(refuseStop(LINE_RUNS, { ...OP, actor: '', scope: staging })).toBe(nobody);
    expect(refuseGoOn(stopped, { actor: '', scope: staging })).toBe(nobody);
    expect(refuseStop(LINE_RUNS, { actor: 'ben', scope: staging })).toBe(
      'say why: every journey that stands still shows it',
    );
  });
});

describe('a publisher', () => {
  const build = { number: 42, url: 'http://127.0.0.1/42/', commit: 'c', startedAt: 1, finishedAt: 2 };
  const answers = [{ build }];
  const out: RollOut = { build: 42, how: 'person', at: 'noon', actor: 'ann', complete: true };
  const ordered: RollOut = { build: 42, how: 'webhook', at: 'noon', complete: false };

  it.each([
    ['works', undefined, 'nothing asks for a retry: it is not in attention'],
    ['is held', { reason: 'build-red', sentence: 'red', since: 'noon' } as const, APPLIES],
  ])('%s: retry', (_what, attention, said) => {
    expect(refuseRetry({ ...(attention !== undefined && { attention }) }, OP) ?? APPLIES).toBe(said);
  });

  it.each([
    ['built nothing yet', [], [], 42, APPLIES],
    ['built it', answers, [], 42, APPLIES],
    ['ordered its roll-out', answers, [ordered], 42, APPLIES],
    ['knows that it is out', answers, [out], 42, 'build 42 is known to be out since noon, by ann'],
    ['knows that a later one is out', answers, [out], 41, 'build 42 is known to be out since noon, by ann'],
    [
      'knows of no build so far on',
      answers,
      [],
      143,
      'build 143 is far beyond build 42, the newest that is known here',
    ],
    [
      'is told no number',
      answers,
      [],
      Number.NaN,
      'say which build is out: its number in Jenkins, 1 or more',
    ],
  ])('%s: deployed', (_what, known, rollOuts, number, said) => {
    expect(refuseDeployed({ answers: known, rollOuts }, { actor: 'ben', build: number }) ?? APPLIES).toBe(
      said,
    );
    expect(refuseDeployed({ answers: known, rollOuts }, { actor: '', build: number })).toBe(
      'a decision needs an actor: say who decides',
    );
  });
});
