import { describe, expect, it } from 'vitest';
import type { ChangeObservation } from '../../domain/change.ts';
import type { Terms } from '../../domain/explanation.ts';
import type { AttentionReason, WaitingFor } from '../../domain/gate.ts';
import type { JourneyOutcome, JourneyState, StepState } from '../../domain/journey-state.ts';
import type { Stage } from '../../domain/pipeline.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { describeWhy, explain } from '../../domain/why.ts';
import { sampleState, waitingState } from '../cli/sample-state.ts';
import { stageOf } from '../support/pipeline.ts';

const SINCE = '2026-03-01T12:08:00Z';
const PAGE = 'http://github/pull/13';
const CONTENT = { tree: 'c'.repeat(40), digest: 'd'.repeat(64), files: 3 };

function termsOf(change: Partial<Stage> = {}, snapshot: Partial<Stage> = {}): Terms {
  const stages = [
    stageOf('snapshot', { serves: ['snapshot', 'staging'], ...snapshot }),
    stageOf('staging', change),
  ];
  return { pipeline: { stages }, timing: DEFAULT_TIMING };
}

const OPEN: ChangeObservation = { ...waitingState().change, schema: 1 } as ChangeObservation;

/** A journey at its addition to staging, or at another step of that kind, with what a test is about. */
function at(
  status: StepState['status'],
  change: Partial<JourneyState>,
  kind: StepState['kind'] = 'add',
): JourneyState {
  const state = sampleState({ content: CONTENT, ...change });
  const steps = state.steps.map((step): StepState =>
    step.id === 'add-staging' ? { ...step, kind, status, startedAt: SINCE } : step,
  );
  return { ...state, steps };
}

function waiting(
  what: WaitingFor,
  change: Partial<JourneyState> = {},
  kind?: StepState['kind'],
): JourneyState {
  return at(
    'waiting',
    { waiting: { for: what, sentence: `for ${what}`, since: SINCE }, change: OPEN, ...change },
    kind,
  );
}

function held(
  reason: AttentionReason,
  change: Partial<JourneyState> = {},
  kind?: StepState['kind'],
): JourneyState {
  return at(
    'attention',
    { attention: { reason, sentence: `because ${reason}`, since: SINCE }, change: OPEN, ...change },
    kind,
  );
}

function without(state: JourneyState): JourneyState {
  const { change: _change, ...rest } = state;
  return rest;
}

const BUILD: StepState['result'] = {
  kind: 'build',
  build: { number: 42, url: 'http://jenkins/42', commit: 'e'.repeat(40), startedAt: 1, finishedAt: 2 },
};

const HOLD = { actor: 'ada', reason: 'not today', since: SINCE };
const LINE = {
  version: 1,
  stops: [{ scope: { kind: 'stage', stage: 'staging' }, actor: 'ada', reason: 'incident', since: SINCE }],
} as const;

/** What is said of each kind of wait: what people can do, and what happens by itself. */
interface Row {
  readonly state: JourneyState;
  readonly terms?: Terms;
  readonly canAct: readonly string[];
  readonly next: RegExp;
}

const WAITS: Readonly<Record<WaitingFor, Row>> = {
  checks: {
    state: waiting('checks'),
    canAct: [PAGE],
    next: /when the checks are green; notices it within 15 min/,
  },
  approval: {
    state: waiting('approval'),
    canAct: [PAGE, 'limelight approve nginx@1.6.0 --head abcdef012345'],
    next: /merges by itself when enough people have approved; notices it within 15 min/,
  },
  github: { state: waiting('github'), canAct: [PAGE], next: /when GitHub allows the merge/ },
  'merge-queue': { state: waiting('merge-queue'), canAct: [PAGE], next: /when the queue has merged it/ },
  author: { state: waiting('author'), canAct: [PAGE], next: /is no draft any more/ },
  build: {
    state: without(waiting('build', {}, 'publish')),
    canAct: ['limelight publisher staging'],
    next: /looks each 15 s/,
  },
  registry: {
    state: without(waiting('registry', {}, 'verify')),
    canAct: [],
    next: /serve exactly this content, 2 times in a row; looks each 30 s/,
  },
  hold: {
    state: waiting('hold', { hold: HOLD }),
    canAct: ['limelight resume nginx@1.6.0'],
    next: /^nothing/,
  },
  line: {
    state: waiting('line', { line: LINE }),
    canAct: ['limelight line resume --stage staging'],
    next: /when the line does/,
  },
  soak: {
    state: without(waiting('soak')),
    terms: termsOf({}, { promotion: { mode: 'automatic', soakMs: 3_600_000 } }),
    canAct: ['limelight promote nginx@1.6.0 --skip-soak --reason WHY'],
    next: /^goes on by itself at 2026-03-01 13:00 UTC$/,
  },
  promotion: {
    state: without(waiting('promotion')),
    canAct: ['limelight promote nginx@1.6.0'],
    next: /as soon as somebody promotes it/,
  },
  person: {
    state: without(waiting('person')),
    canAct: ['limelight nudge nginx@1.6.0', 'limelight abort nginx@1.6.0'],
    next: /as soon as a person has acted/,
  },
};

describe('a wait', () => {
  it.each(Object.entries(WAITS))('for %s: says who can act and what happens by itself', (kind, row) => {
    const why = explain(row.state, row.terms ?? termsOf());
    expect(why).toMatchObject({ standing: 'waiting', since: SINCE, waitingFor: { kind } });
    expect(why.canAct.map(({ how }) => how)).toEqual(row.canAct);
    expect(why.next).toMatch(row.next);
  });
});

const RETRY = 'limelight retry nginx@1.6.0';
const ABORT = 'limelight abort nginx@1.6.0';
const BY_RETRY = /^nothing: it waits until somebody has mended it and says retry$/;
const FOUND = { found: { stage: 'staging', branch: 'staging-b', tree: 'f'.repeat(40) } };

const ATTENTIONS: Readonly<Record<AttentionReason, Row>> = {
  'change-closed': {
    state: held('change-closed'),
    canAct: [PAGE],
    next: /opened again; retry opens a new one/,
  },
  'change-altered': { state: held('change-altered'), canAct: [PAGE], next: /does what was ordered again/ },
  'change-conflicts': {
    state: held('change-conflicts'),
    canAct: [PAGE],
    next: /no conflict any more; notices it within 1 min$/,
  },
  'change-foreign': { state: without(held('change-foreign')), canAct: [], next: BY_RETRY },
  'changes-requested': {
    state: held('changes-requested', { change: { ...OPEN, changesRequestedBy: ['bob'] } }),
    canAct: [PAGE],
    next: /nobody requests changes any more/,
  },
  rejected: { state: held('rejected'), canAct: [PAGE], next: BY_RETRY },
  'checks-red': { state: held('checks-red'), canAct: [PAGE], next: /when the checks are green/ },
  'merge-refused': { state: held('merge-refused'), canAct: [PAGE], next: /tries to merge again/ },
  'content-differs': {
    state: held('content-differs', {
      attention: { reason: 'content-differs', sentence: 'other bytes', since: SINCE, ...FOUND },
    }),
    canAct: ['limelight accept-content nginx@1.6.0 --reason WHY'],
    next: BY_RETRY,
  },
  'content-missing': { state: held('content-missing'), canAct: [], next: BY_RETRY },
  'proof-lost': {
    state: held('proof-lost'),
    canAct: ['limelight publisher staging'],
    next: /proves it again/,
  },
  'removed-early': {
    state: without(held('removed-early', {}, 'verify')),
    canAct: [
      'limelight repair nginx@1.6.0 --reason WHY',
      'limelight accept-removal nginx@1.6.0 --reason WHY',
    ],
    next: /when the branch holds it again and the registry serves it; notices it within 15 min/,
  },
  'removal-undone': {
    state: without(held('removal-undone', {}, 'verify')),
    canAct: [],
    next: /retry takes it out once more/,
  },
  vanished: {
    state: without(held('vanished', {}, 'verify')),
    canAct: [
      'limelight repair nginx@1.6.0 --reason WHY',
      'limelight repair nginx@1.6.0 --put-back --reason WHY',
    ],
    next: /when the registry serves it again/,
  },
  'build-red': {
    state: without(held('build-red', {}, 'publish')),
    canAct: ['limelight publisher staging'],
    next: BY_RETRY,
  },
  'build-missing': {
    state: without(held('build-missing', {}, 'publish')),
    canAct: ['limelight publisher staging'],
    next: BY_RETRY,
  },
  'publisher-held': {
    state: without(held('publisher-held', {}, 'publish')),
    canAct: ['limelight publisher staging'],
    next: /when publisher\/staging does/,
  },
  'not-permitted': { state: without(held('not-permitted')), canAct: [], next: BY_RETRY },
  'not-found': { state: without(held('not-found')), canAct: [], next: BY_RETRY },
  refused: { state: without(held('refused')), canAct: [], next: BY_RETRY },
  unavailable: { state: without(held('unavailable')), canAct: [], next: BY_RETRY },
  unexpected: { state: without(held('unexpected')), canAct: [], next: BY_RETRY },
};

describe('an attention', () => {
  it.each(Object.entries(ATTENTIONS))(
    '%s: says what mends it, and that one may retry, or abort',
    (kind, row) => {
      const why = explain(row.state, termsOf());
      expect(why).toMatchObject({ standing: 'attention', since: SINCE, waitingFor: { kind } });
      expect(why.canAct.map(({ how }) => how)).toEqual([...row.canAct, RETRY, ABORT]);
      expect(why.next).toMatch(row.next);
    },
  );

  it('removed-early goes on when the branch holds it again, which is seen while a pull request waits', () => {
    expect(explain(held('removed-early'), termsOf()).next).toMatch(
      /^goes on by itself when the branch holds it again; notices it within 15 min$/,
    );
    expect(explain(without(held('removed-early')), termsOf()).next).toMatch(/says retry$/);
    expect(explain(held('removed-early', {}, 'remove'), termsOf()).next).toMatch(/says retry$/);
  });

  it('content-differs of a registry goes on when that serves the right content', () => {
    expect(explain(without(held('content-differs', {}, 'verify')), termsOf()).next).toMatch(
      /when the registry serves the right content/,
    );
  });
});

describe('an outcome', () => {
  const rows: Readonly<Record<JourneyOutcome, readonly string[]>> = {
    star: [],
    restored: [],
    withdrawn: [],
    aborted: ['limelight start nginx@1.6.0', 'limelight withdraw nginx@1.6.0 --reason WHY'],
  };
  it.each(Object.entries(rows) as [JourneyOutcome, readonly string[]][])(
    '%s: the journey is over',
    (outcome, hows) => {
      const why = explain(sampleState({ outcome, finishedAt: SINCE }), termsOf());
      expect(why).toMatchObject({ standing: 'over', since: SINCE, otherwise: 'it stays so' });
      expect(why.canAct.map(({ how }) => how)).toEqual(hows);
    },
  );
});

describe('who may approve', () => {
  const whoOf = (state: JourneyState, terms: Terms) =>
    explain(state, terms).canAct.map(({ who, what }) => [what, who]);

  it('is anybody who may write but its author, and by a command anybody', () => {
    expect(whoOf(waiting('approval'), termsOf())).toEqual([
      ['review', 'anybody with write access but limelight-bot'],
      ['approve', 'anybody but limelight-bot'],
    ]);
  });

  it('is whom the policy names, but never who asked for the journey where that bars them', () => {
    const approval = {
      count: 1,
      via: ['review'],
      from: { teams: ['acme/owners'] },
      notRequester: true,
    } as const;
    expect(whoOf(waiting('approval'), termsOf({ approval }))).toEqual([
      ['review', 'a member of acme/owners, but limelight-bot and grace'],
    ]);
  });

  it('is reviewers alone where the policy has enough and GitHub asks for more', () => {
    const change = { ...OPEN, approvedBy: ['ada'], mergeability: 'needs-review' } as const;
    expect(whoOf(waiting('approval', { change }), termsOf()).map(([what]) => what)).toEqual(['review']);
  });
});

describe('what else is told', () => {
  it('the last approval, of those that count, with its time', () => {
    const approval = { count: 2, via: ['review', 'signal'] } as const;
    const reviewed = {
      ...OPEN,
      approvedBy: ['ada'],
      lastApproval: { login: 'ada', at: '2026-03-01T12:03:00Z' },
    };
    const state = waiting('approval', { change: reviewed });
    expect(explain(state, termsOf({ approval })).waitingFor?.sentence).toBe(
      'for approval; the last by ada at 2026-03-01 12:03 UTC',
    );
    const byReview = { count: 2, via: ['signal'] } as const;
    expect(explain(state, termsOf({ approval: byReview })).waitingFor?.sentence).toBe('for approval');
  });

  it('by a command, too, where that came later', () => {
    const change = { number: OPEN.number, head: OPEN.head, digest: CONTENT.digest };
    const decisions = [
      { id: '1', kind: 'approve', actor: 'bob', at: '2026-03-01T12:05:00Z', applied: true, change },
    ] as const;
    const approval = { count: 2, via: ['review', 'signal'] } as const;
    expect(explain(waiting('approval', { decisions }), termsOf({ approval })).headline).toMatch(
      /; the last by bob at 2026-03-01 12:05 UTC$/,
    );
  });

  it('a hold and a stopped line that the next write will meet', () => {
    const why = explain(waiting('approval', { hold: HOLD }), termsOf());
    expect(why.besides).toEqual([
      expect.stringMatching(/^nothing is changed meanwhile: held by ada: not today/),
    ]);
    expect(why.canAct.at(-1)?.how).toBe('limelight resume nginx@1.6.0');
    expect(explain(held('checks-red', { line: LINE }), termsOf()).besides).toHaveLength(1);
    expect(explain(waiting('hold', { hold: HOLD }), termsOf()).besides).toEqual([]);
  });

  it('that it is parked, and who takes it up again', () => {
    const why = explain(waiting('approval', { parked: { since: SINCE } }), termsOf());
    expect(why.besides).toEqual(['parked since 2026-03-01 12:08 UTC: nobody is reminded any more']);
    expect(why.canAct.at(-1)?.how).toBe('limelight resume nginx@1.6.0');
  });

  it('who rolls out by hand, and what to say then', () => {
    const state = without(waiting('registry', {}, 'verify'));
    const steps = [
      ...state.steps.slice(0, 2),
      {
        ...state.steps[0],
        id: 'publish-staging-0',
        stage: 'staging',
        kind: 'publish',
        result: BUILD,
      } as StepState,
      ...state.steps.slice(2),
    ];
    const terms = termsOf({ deploy: { mode: 'manual', remindMs: 1 } });
    expect(explain({ ...state, steps }, terms).canAct).toEqual([
      {
        who: 'whoever rolls out staging',
        what: 'roll it out, then say so',
        how: 'limelight deployed staging --build 42',
      },
    ]);
  });

  it('a soak after which somebody must promote it', () => {
    const terms = termsOf({}, { promotion: { mode: 'manual', soakMs: 3_600_000 } });
    const why = explain(without(waiting('soak')), terms);
    expect(why.next).toBe('may be promoted at 2026-03-01 13:00 UTC');
    expect(why.canAct.map(({ how }) => how)).toContain('limelight promote nginx@1.6.0');
  });

  it('when people are reminded, by instants that stay true', () => {
    const reminders = {
      afterMs: 86_400_000,
      everyMs: 3_600_000,
      escalateAfterMs: 172_800_000,
      parkAfterMs: 604_800_000,
    };
    expect(explain(waiting('approval'), termsOf({ reminders })).otherwise).toBe(
      'a reminder at 2026-03-02 12:08 UTC and then every 1 h; an escalation at 2026-03-03 12:08 UTC; parked at 2026-03-08 12:08 UTC; nothing is lost',
    );
    const resume = {
      id: 'r',
      kind: 'resume',
      actor: 'op',
      at: '2026-03-05T12:08:00Z',
      applied: true,
    } as const;
    expect(explain(waiting('approval', { decisions: [resume] }), termsOf({ reminders })).otherwise).toMatch(
      /^a reminder at 2026-03-06 12:08 UTC/,
    );
    expect(explain(waiting('checks'), termsOf({ reminders })).otherwise).toBe('it goes on all the same');
    expect(explain(waiting('approval'), termsOf()).otherwise).toMatch(/however long/);
  });

  it('where it is before its first step, and while it works', () => {
    const steps = sampleState().steps.map((step): StepState => ({ ...step, status: 'pending' }));
    expect(explain(sampleState({ steps }), termsOf())).toMatchObject({
      standing: 'working',
      position: '0 of 4 steps done, on the route snapshot → staging',
    });
    expect(explain(at('running', {}), termsOf()).position).toBe(
      'step 3 of 4, add to staging, on the route snapshot → staging',
    );
  });
});

describe('the text', () => {
  it('says all of it, as Markdown that reads well as it is', () => {
    expect(describeWhy(explain(waiting('approval', { hold: HOLD }), termsOf()))).toBe(
      `nginx@1.6.0 waits: for approval

- Where: step 3 of 4, add to staging, on the route snapshot → staging
- Open: pull request #13, ${PAGE}
- Since: 2026-03-01 12:08 UTC
- Besides: nothing is changed meanwhile: held by ada: not today (since ${SINCE}); \`limelight resume nginx@1.6.0\` lets it go on
- Who can act:
  - review (anybody with write access but limelight-bot): ${PAGE}
  - approve (anybody but limelight-bot): \`limelight approve nginx@1.6.0 --head abcdef012345\`
  - let it go on (anybody): \`limelight resume nginx@1.6.0\`
- Next: merges by itself when enough people have approved; notices it within 15 min; but nothing is changed before it may go on
- If nobody acts: it stays so, however long, and nothing is lost`,
    );
  });

  it('says that nobody needs to act', () => {
    expect(describeWhy(explain(at('running', {}), termsOf()))).toContain(
      '\n- Who can act: nobody needs to\n',
    );
  });
});
