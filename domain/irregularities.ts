import {
  FINDING_KINDS,
  pairOf,
  type AuditFacts,
  type Finding,
  type HeldVersion,
  type RunningJourney,
} from './audit.ts';
import { findContradictions } from './contradictions.ts';
import { findStrays } from './strays.ts';
import { formatPackageVersion } from './package-version.ts';

/**
 * What of the storage is not as it should be: versions without a journey and on two branches, journeys whose facts
 * changed behind their backs, what is left of journeys that are over, and what registries do not serve. What only the
 * moment makes so (a journey is about to see to it) is marked as in hand.
 */
export function findIrregularities(facts: AuditFacts): Finding[] {
  const findings = [
    ...[...facts.journeys.values()].flatMap((journey) => contradictionsOf(facts, journey)),
    ...facts.versions.flatMap((version) => [
      ...notServed(facts, version),
      ...onTwoBranches(facts, version),
      ...withoutJourney(facts, version),
    ]),
    ...findStrays(facts),
  ];
  const order = (kind: Finding['kind']): number => FINDING_KINDS.indexOf(kind);
  return findings.toSorted(
    (one, other) => order(one.kind) - order(other.kind) || compareText(one.subject, other.subject),
  );
}

function contradictionsOf(facts: AuditFacts, { packageVersion, states }: RunningJourney): Finding[] {
  const subject = formatPackageVersion(packageVersion);
  const on = facts.versions.find((held) => formatPackageVersion(held.packageVersion) === subject)?.on ?? [];
  const [first = [], ...later] = states.map((state) => findContradictions(state, on, facts.differences));
  return first
    .filter(({ step }) => later.every((others) => others.some((other) => other.step === step)))
    .map(({ stage, sentence, step }) => ({
      kind: 'contradicted',
      subject,
      packageVersion,
      stages: [stage],
      sentence: `step ${step} is done: ${sentence}`,
      inHand: false,
      command: `limelight why ${subject}`,
    }));
}

function onTwoBranches(facts: AuditFacts, { packageVersion, on }: HeldVersion): Finding[] {
  const [mature, ...others] = on;
  if (mature === undefined || others.length === 0) return [];
  const subject = formatPackageVersion(packageVersion);
  const journey = facts.journeys.get(subject);
  const left = others.filter(({ stage }) => !removes(journey, stage)).map(({ stage }) => stage);
  const contents = others.flatMap(({ stage, tree }) => {
    const pair = pairOf(mature.tree, tree);
    const difference = facts.differences.get(pair);
    if (tree === mature.tree || (facts.differences.has(pair) && difference === undefined)) return [];
    return [`${stage} holds other content: ${difference ?? `tree ${tree.slice(0, 12)}, not compared`}`];
  });
  const stages = on.map(({ stage }) => stage);
  return [
    {
      kind: 'two-branches',
      subject,
      packageVersion,
      stages,
      sentence: [
        `it is on ${stages.join(' and ')}`,
        ...contents,
        ...(journey === undefined || left.length === 0
          ? []
          : [`no step of its journey removes it from ${left.join(' and ')}`]),
      ].join('; '),
      inHand: left.length === 0,
      command: journey === undefined ? `limelight plan ${subject}` : `limelight why ${subject}`,
    },
  ];
}

/** True when a journey is to take its version from the stage's branch, or may be: of a silent one it is not known. */
function removes(journey: RunningJourney | undefined, stage: string): boolean {
  if (journey === undefined) return false;
  const state = journey.states.at(-1);
  if (state === undefined) return true;
  return state.steps.some(
    (step) =>
      step.kind === 'remove' && step.stage === stage && step.status !== 'done' && step.status !== 'skipped',
  );
}

function withoutJourney(facts: AuditFacts, { packageVersion, on }: HeldVersion): Finding[] {
  const subject = formatPackageVersion(packageVersion);
  const final = facts.pipeline.stages.at(-1)?.name;
  const stages = on.map(({ stage }) => stage).filter((stage) => stage !== final);
  if (stages.length === 0 || facts.journeys.has(subject)) return [];
  return [
    {
      kind: 'no-journey',
      subject,
      packageVersion,
      stages,
      sentence: `it is on ${stages.join(' and ')}, and no journey runs`,
      inHand: false,
      command: `limelight start ${subject}`,
    },
  ];
}

function notServed(facts: AuditFacts, { packageVersion, on }: HeldVersion): Finding[] {
  const subject = formatPackageVersion(packageVersion);
  const journey = facts.journeys.get(subject);
  return facts.pipeline.stages.flatMap(({ name: stage, serves }) => {
    const holders = on.filter((holding) => serves.includes(holding.stage)).map((holding) => holding.branch);
    const registry = facts.registries.get(stage);
    if (holders.length === 0 || registry?.kind !== 'read' || registry.listed.has(subject)) return [];
    const state = journey?.states.at(-1);
    const proofs = state?.steps.filter((step) => step.kind === 'verify' && step.stage === stage) ?? [];
    const isProved = proofs.some(({ status }) => status === 'done');
    // One whose state is not known may be about to prove it.
    const isExpected =
      state === undefined ||
      state.purpose === 'withdraw' ||
      proofs.some(({ status }) => status !== 'skipped');
    const inHand = journey !== undefined && isExpected && !isProved;
    const page = registry.pages.get(subject);
    const what =
      page === true
        ? `has its page, but its search does not list it`
        : page === false
          ? 'does not serve it'
          : 'does not list it (its page was not asked for)';
    const proved = isProved ? '; its journey had proved it' : '';
    return [
      {
        kind: 'not-served' as const,
        subject,
        packageVersion,
        stages: [stage],
        sentence: `${holders.join(' and ')} ${holders.length === 1 ? 'holds' : 'hold'} it, and the registry of ${stage} ${what}${proved}`,
        inHand,
        command: `limelight verify ${subject} --stage ${stage}`,
      },
    ];
  });
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
