import { describe, expect, it } from 'vitest';
import { auditExitCode } from '../../client/cli/audit-exit-code.ts';
import { ExitCode } from '../../client/cli/exit-code.ts';
import {
  pairOf,
  type AuditFacts,
  type Holding,
  type RunningJourney,
  type ServedVersions,
} from '../../domain/audit.ts';
import { countOpen, summarise } from '../../domain/audit-summary.ts';
import { auditHeadline, describeAudit } from '../../domain/audit-text.ts';
import { findIrregularities } from '../../domain/irregularities.ts';
import { beginJourney, type JourneyState, type StepStatus } from '../../domain/journey-state.ts';
import { contentRef, headBranchName } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { Route } from '../../domain/pipeline.ts';
import { DEFAULT_TIMING } from '../../domain/timing.ts';
import { PIPELINE } from '../support/pipeline.ts';

const NAME = 'nginx@1.6.0';
const nginx = parsePackageVersion(NAME);
const TREE = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const AT = '2026-02-03T04:05:06.000Z';

/** The version on branches, as `STAGE` or `STAGE=TREE`, the most mature first. */
function on(...places: readonly string[]): Holding[] {
  return places.map((place) => {
    const [stage = '', tree = TREE] = place.split('=');
    return { stage, branch: stage, tree };
  });
}

/** A journey's state with these steps done, and one of a status of its own; the others are to come. */
function stateWith(
  done: readonly string[],
  other: Readonly<Record<string, StepStatus>> = {},
  route: Route = ['snapshot', 'staging', 'production'],
): JourneyState {
  const state = beginJourney(
    {
      packageVersion: nginx,
      source: { kind: 'storage' },
      route,
      pipeline: PIPELINE,
      requester: 'author',
      timing: DEFAULT_TIMING,
    },
    AT,
  );
  return {
    ...state,
    content: { tree: TREE, digest: 'd'.repeat(64), files: 3 },
    steps: state.steps.map((step) => ({
      ...step,
      status: done.includes(step.id) ? 'done' : (other[step.id] ?? step.status),
    })),
  };
}

/** A journey that waits for this proof, and a person who let the removal by hand be that came before it. */
function letGo(step: string): JourneyState {
  const decision = { id: '1', kind: 'accept-removal', actor: 'author', reason: 'no harm', at: AT } as const;
  return {
    ...stateWith([...IN_STAGING, 'publish-staging'], { [step]: 'waiting' }),
    decisions: [{ ...decision, applied: true, step }],
  };
}

function running(...states: readonly JourneyState[]): AuditFacts['journeys'] {
  const journey: RunningJourney = { packageVersion: nginx, states, isSilent: states.length === 0 };
  return new Map([[NAME, journey]]);
}

const SERVED: ServedVersions = { kind: 'read', listed: new Set([NAME]), pages: new Map() };
const registries = (change: Readonly<Record<string, ServedVersions>> = {}) =>
  new Map(PIPELINE.stages.map(({ name }) => [name, change[name] ?? SERVED]));

function facts(change: Partial<AuditFacts> & { readonly held?: readonly Holding[] } = {}): AuditFacts {
  const { held = [], ...rest } = change;
  return {
    pipeline: PIPELINE,
    missingBranches: [],
    versions: held.length === 0 ? [] : [{ packageVersion: nginx, on: held }],
    journeys: new Map(),
    differences: new Map(),
    changes: [],
    branches: [],
    contentRefs: [],
    registries: registries(),
    ...rest,
  };
}

const HEAD = headBranchName({ kind: 'add', packageVersion: nginx, stage: 'staging', round: 1 });
const REF = contentRef(nginx, TREE);
const CHANGE = { number: 7, url: 'http://x/pull/7', branch: HEAD };
const IN_STAGING = ['add-snapshot', 'publish-snapshot', 'verify-snapshot', 'add-staging'];
const THROUGH_STAGING = [...IN_STAGING, 'publish-staging', 'verify-staging', 'remove-snapshot'];
const missing = (pages: Readonly<Record<string, boolean>>): ServedVersions => ({
  kind: 'read',
  listed: new Set(['other@1.0.0']),
  pages: new Map(Object.entries(pages)),
});

interface Row {
  readonly what: string;
  readonly facts: AuditFacts;
  /** `KIND SUBJECT: SENTENCE`, and `(in hand)` after those that a journey sees to. */
  readonly finds: readonly (string | RegExp)[];
}

const rows: readonly Row[] = [
  { what: 'an empty storage', facts: facts(), finds: [] },
  { what: 'a star', facts: facts({ held: on('production') }), finds: [] },
  {
    what: 'a version on snapshot that nobody carries',
    facts: facts({ held: on('snapshot') }),
    finds: ['no-journey nginx@1.6.0: it is on snapshot, and no journey runs'],
  },
  {
    what: 'one that a journey carries',
    facts: facts({ held: on('snapshot'), journeys: running() }),
    finds: [],
  },
  {
    what: 'one on production that snapshot never let go of',
    facts: facts({ held: on('production', 'snapshot') }),
    finds: [
      'two-branches nginx@1.6.0: it is on production and snapshot',
      'no-journey nginx@1.6.0: it is on snapshot, and no journey runs',
    ],
  },
  {
    what: 'two branches with other bytes',
    facts: facts({
      held: on('staging', `snapshot=${OTHER}`),
      differences: new Map([[pairOf(OTHER, TREE), '1 changed (manifest.yml)']]),
    }),
    finds: [
      'two-branches nginx@1.6.0: it is on staging and snapshot; snapshot holds other content: 1 changed (manifest.yml)',
      'no-journey nginx@1.6.0: it is on staging and snapshot, and no journey runs',
    ],
  },
  {
    what: 'two branches whose file modes differ, in the hands of a journey',
    facts: facts({
      held: on('staging', `snapshot=${OTHER}`),
      differences: new Map([[pairOf(TREE, OTHER), undefined]]),
      journeys: running(stateWith([], { 'add-staging': 'running' })),
    }),
    finds: ['two-branches nginx@1.6.0: it is on staging and snapshot (in hand)'],
  },
  {
    what: 'two branches of which the journey does not visit one',
    facts: facts({
      held: on('production', 'staging', 'snapshot'),
      journeys: running(stateWith([], {}, ['snapshot', 'production'])),
    }),
    finds: [
      'two-branches nginx@1.6.0: it is on production and staging and snapshot; no step of its journey removes it from staging',
    ],
  },
  {
    what: 'two branches of which one is never to be cleaned up: people skipped it',
    facts: facts({
      held: on('staging', 'snapshot'),
      journeys: running(stateWith(IN_STAGING, { 'remove-snapshot': 'skipped' })),
    }),
    finds: [/no step of its journey removes it from snapshot$/],
  },
  {
    what: 'trees that were not compared',
    facts: facts({ held: on('staging', `snapshot=${OTHER}`), journeys: running() }),
    finds: [/snapshot holds other content: tree bbbbbbbbbbbb, not compared \(in hand\)$/],
  },
  {
    what: 'what was added is gone',
    facts: facts({ held: on('snapshot'), journeys: running(stateWith(IN_STAGING)) }),
    finds: [
      'contradicted nginx@1.6.0: step add-staging is done: it was added to staging, and the branch holds it no more',
    ],
  },
  {
    what: 'what was added is on no branch at all',
    facts: facts({ journeys: running(stateWith(['add-snapshot'])) }),
    finds: [/^contradicted nginx@1.6.0: step add-snapshot is done: .*holds it no more$/],
  },
  {
    what: 'what was added holds other bytes now',
    facts: facts({
      held: on(`snapshot=${OTHER}`),
      differences: new Map([[pairOf(TREE, OTHER), '1 changed (changelog.yml)']]),
      journeys: running(stateWith(['add-snapshot'])),
    }),
    finds: [/snapshot holds other content of it now: 1 changed \(changelog.yml\)$/],
  },
  {
    what: 'what was added has other modes only',
    facts: facts({
      held: on(`snapshot=${OTHER}`),
      differences: new Map([[pairOf(TREE, OTHER), undefined]]),
      journeys: running(stateWith(['add-snapshot'])),
    }),
    finds: [],
  },
  {
    what: 'other bytes that a person accepted for the branch',
    facts: facts({
      held: on(`snapshot=${OTHER}`),
      journeys: running({
        ...stateWith(['add-snapshot']),
        accepted: { snapshot: { tree: OTHER, digest: 'e'.repeat(64), files: 3 } },
      }),
    }),
    finds: [],
  },
  {
    what: 'a removal by hand that a person let be',
    facts: facts({ held: on('staging'), journeys: running(letGo('verify-staging')) }),
    finds: [],
  },
  {
    what: 'what was removed by hand from another branch than the one that a person let go of it',
    facts: facts({ held: on('snapshot'), journeys: running(letGo('verify-staging')) }),
    finds: [/^contradicted nginx@1.6.0: step add-staging is done: .*holds it no more$/],
  },
  {
    what: 'what was removed is there again',
    facts: facts({ held: on('staging', 'snapshot'), journeys: running(stateWith(THROUGH_STAGING)) }),
    finds: [
      'contradicted nginx@1.6.0: step remove-snapshot is done: it was removed from snapshot, and snapshot holds it again',
      'two-branches nginx@1.6.0: it is on staging and snapshot; no step of its journey removes it from snapshot',
    ],
  },
  {
    what: 'what is added, or removed, at this very moment',
    facts: facts({
      held: on('staging'),
      journeys: running(stateWith(IN_STAGING, { 'remove-snapshot': 'waiting' })),
    }),
    finds: [],
  },
  {
    what: 'a journey that went on while the branches were read',
    facts: facts({
      held: on('snapshot'),
      journeys: running(stateWith(IN_STAGING), stateWith([], { 'add-staging': 'running' })),
    }),
    finds: [],
  },
  {
    what: 'a pull request, its branch and a content of no journey',
    facts: facts({ changes: [CHANGE], branches: [HEAD], contentRefs: [REF] }),
    finds: [
      `stray-pull-request #7: http://x/pull/7 from ${HEAD} is open, and no journey that runs opened it`,
      `stray-content ${REF}: it keeps a content for no journey that runs`,
    ],
  },
  {
    what: 'branches without a pull request, one with a name that we never give',
    facts: facts({ branches: [HEAD, 'limelight/strange'] }),
    finds: [/^stray-branch limelight\/add-nginx@1.6.0-to-staging-1: /, /^stray-branch limelight\/strange: /],
  },
  {
    what: 'traces of a journey that runs',
    facts: facts({ changes: [CHANGE], branches: [HEAD], contentRefs: [REF], journeys: running() }),
    finds: [],
  },
  {
    what: 'traces of another package than the one that is looked at',
    facts: facts({
      packageName: 'apache',
      changes: [CHANGE],
      branches: [HEAD, 'limelight/strange'],
      contentRefs: [REF],
    }),
    finds: [],
  },
  {
    what: 'a star that a registry does not serve',
    facts: facts({ held: on('production'), registries: registries({ staging: missing({ [NAME]: false }) }) }),
    finds: ['not-served nginx@1.6.0: production holds it, and the registry of staging does not serve it'],
  },
  {
    what: 'one that its search does not list',
    facts: facts({
      held: on('production'),
      registries: registries({ production: missing({ [NAME]: true }) }),
    }),
    finds: [/the registry of production has its page, but its search does not list it$/],
  },
  {
    what: 'one more than is asked for page by page',
    facts: facts({ held: on('production'), registries: registries({ production: missing({}) }) }),
    finds: [/does not list it \(its page was not asked for\)$/],
  },
  {
    what: 'a branch that the registry does not serve anyway, and one that could not be read',
    facts: facts({
      held: on('staging', 'snapshot'),
      journeys: running(stateWith(IN_STAGING)),
      registries: registries({ production: missing({}), snapshot: { kind: 'unread', why: '503' } }),
    }),
    finds: ['two-branches nginx@1.6.0: it is on staging and snapshot (in hand)'],
  },
  {
    what: 'one whose proof is still to come',
    facts: facts({
      held: on('staging', 'snapshot'),
      journeys: running(stateWith(IN_STAGING)),
      registries: registries({ staging: missing({ [NAME]: false }) }),
    }),
    finds: [
      /^not-served nginx@1.6.0: .*the registry of staging does not serve it \(in hand\)$/,
      'two-branches nginx@1.6.0: it is on staging and snapshot (in hand)',
    ],
  },
  {
    what: 'one that a registry lost after its proof',
    facts: facts({
      held: on('staging', 'snapshot'),
      journeys: running(stateWith([...IN_STAGING, 'verify-staging'])),
      registries: registries({ staging: missing({ [NAME]: false }) }),
    }),
    finds: [
      /the registry of staging does not serve it; its journey had proved it$/,
      'two-branches nginx@1.6.0: it is on staging and snapshot (in hand)',
    ],
  },
  {
    what: 'one that a journey takes back',
    facts: facts({
      held: on('production'),
      journeys: running({ ...stateWith([]), purpose: 'withdraw' }),
      registries: registries({ production: missing({ [NAME]: false }) }),
    }),
    finds: [/the registry of production does not serve it \(in hand\)$/],
  },
];

/** A text stands for itself, as a whole. */
function toPattern(expected: string | RegExp): RegExp {
  if (typeof expected !== 'string') return expected;
  return new RegExp(`^${expected.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}$`);
}

describe('an audit finds', () => {
  it.each(rows)('$what: $finds.length', ({ facts: given, finds }) => {
    const found = findIrregularities(given).map(
      ({ kind, subject, sentence, inHand }) => `${kind} ${subject}: ${sentence}${inHand ? ' (in hand)' : ''}`,
    );
    expect(found).toEqual(finds.map((expected) => expect.stringMatching(toPattern(expected))));
  });
});

describe('the sum of an audit', () => {
  const many = facts({
    versions: Array.from({ length: 30 }, (_, number) => ({
      packageVersion: parsePackageVersion(`many@1.0.${number}`),
      on: on('staging'),
    })),
    registries: registries({ snapshot: { kind: 'unread', why: 'it is away. '.repeat(100) } }),
  });

  it('counts all and lists some, so that it stays small in a history', () => {
    const summary = summarise(many, findIrregularities(many), { at: AT, mostOfEach: 5 });
    expect(summary.counts).toMatchObject({ 'no-journey': 30, 'not-served': 30, contradicted: 0 });
    expect(countOpen(summary)).toBe(60);
    expect(summary.findings).toHaveLength(10);
    expect(summary.leftOut).toBe(50);
    expect(JSON.stringify(summary).length).toBeLessThan(5_000);
    const text = describeAudit(summary);
    expect(text).toContain('Without a journey: 30');
    expect(text).toContain('- and 25 more');
    expect(text).toContain('Not read: the registry of snapshot could not be read');
  });

  it('lists all where nothing bounds it, and says in a sentence what came of it', () => {
    const summary = summarise(many, findIrregularities(many), { at: AT });
    expect(summary.findings).toHaveLength(60);
    expect(auditHeadline(summary)).toBe(
      'Looked at 30 versions, 0 journeys and 2 registries: 60 findings need a person; not all could be read',
    );
    const silent = facts({ held: on('staging', 'snapshot'), journeys: running() });
    const hand = summarise(silent, findIrregularities(silent), { at: AT });
    expect(auditHeadline(hand)).toBe(
      'Looked at 1 version, 1 journey and 3 registries: nothing needs a person; 1 more is in the hands of journeys; not all could be read',
    );
    expect(hand.unread).toEqual(['1 journey did not say what is done already: is a worker running?']);
  });

  it('takes a branch that is not there for one that was not read, and not for an empty one', () => {
    const typo = facts({ missingBranches: ['stagng'] });
    const summary = summarise(typo, findIrregularities(typo), { at: AT });
    expect(summary.unread).toEqual([
      'the storage has no branch "stagng": create it, or correct the pipeline',
    ]);
    expect(auditHeadline(summary)).toMatch(/nothing needs a person; not all could be read$/);
    expect(auditExitCode(summary)).toBe(ExitCode.unreachable);
  });
});
