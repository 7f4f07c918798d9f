import { FINDING_KINDS, type AuditFacts, type Finding, type FindingKind } from './audit.ts';

/** What an audit comes to. Plain JSON: it is the answer of the command, and the result of the workflow. */
export interface AuditSummary {
  readonly schema: 1;
  /** When it began, ISO 8601, UTC. */
  readonly at: string;
  /** Only this package was looked at. */
  readonly package?: string;
  /** How much was looked at. */
  readonly seen: { readonly versions: number; readonly journeys: number; readonly registries: number };
  /** How many findings of each kind need a person. */
  readonly counts: Readonly<Record<FindingKind, number>>;
  /** How many more findings there are that journeys see to by themselves. */
  readonly inHand: number;
  /** Those that need a person first. */
  readonly findings: readonly Finding[];
  /** How many findings are left out of the list. */
  readonly leftOut: number;
  /** What could not be read: an audit that is not whole finds nothing there. */
  readonly unread: readonly string[];
}

/** The longest sentence of a bounded summary. */
const LONGEST = 300;

/**
 * Sums an audit up.
 *
 * @param mostOfEach - how many findings of each kind are listed, and only such as need a person; absent: all of all.
 */
export function summarise(
  facts: AuditFacts,
  findings: readonly Finding[],
  { at, mostOfEach }: { readonly at: string; readonly mostOfEach?: number },
): AuditSummary {
  const open = findings.filter(({ inHand }) => !inHand);
  const ofKind = (kind: FindingKind): Finding[] => open.filter((finding) => finding.kind === kind);
  const inHand = findings.filter((finding) => finding.inHand);
  const listed =
    mostOfEach === undefined
      ? [...open, ...inHand]
      : FINDING_KINDS.flatMap((kind) => ofKind(kind).slice(0, mostOfEach).map(shorten));
  const unread = findUnread(facts);
  return {
    schema: 1,
    at,
    ...(facts.packageName !== undefined && { package: facts.packageName }),
    seen: {
      versions: facts.versions.length,
      journeys: facts.journeys.size,
      registries: [...facts.registries.values()].filter(({ kind }) => kind === 'read').length,
    },
    counts: {
      contradicted: ofKind('contradicted').length,
      'not-served': ofKind('not-served').length,
      'two-branches': ofKind('two-branches').length,
      'no-journey': ofKind('no-journey').length,
      'stray-pull-request': ofKind('stray-pull-request').length,
      'stray-branch': ofKind('stray-branch').length,
      'stray-content': ofKind('stray-content').length,
    },
    inHand: inHand.length,
    findings: listed,
    leftOut: findings.length - listed.length,
    unread: mostOfEach === undefined ? unread : unread.map((sentence) => sentence.slice(0, LONGEST)),
  };
}

/** How many findings need a person. */
export function countOpen({ counts }: AuditSummary): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function findUnread({ missingBranches, registries, journeys }: AuditFacts): string[] {
  const silent = [...journeys.values()].filter(({ isSilent }) => isSilent).length;
  return [
    ...missingBranches.map(
      (branch) => `the storage has no branch "${branch}": create it, or correct the pipeline`,
    ),
    ...[...registries].flatMap(([stage, registry]) =>
      registry.kind === 'unread' ? [`the registry of ${stage} could not be read: ${registry.why}`] : [],
    ),
    ...(silent === 0
      ? []
      : [
          `${silent} ${silent === 1 ? 'journey' : 'journeys'} did not say what is done already: is a worker running?`,
        ]),
  ];
}

function shorten(finding: Finding): Finding {
  const { sentence } = finding;
  return sentence.length <= LONGEST
    ? finding
    : { ...finding, sentence: `${sentence.slice(0, LONGEST - 3)}...` };
}
