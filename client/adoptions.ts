import { pairOf, type AuditFacts, type HeldVersion } from '../domain/audit.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Pipeline, Route } from '../domain/pipeline.ts';
import { toProspect, type Prospect } from './prospect.ts';

/** The versions on less mature branches without a journey. */
export interface Adoptable {
  /** What a start would do with each, in the order of their names. */
  readonly prospects: readonly Prospect[];
  /** Those that a person must look at first, and why. */
  readonly leftOut: readonly { readonly packageVersion: PackageVersion; readonly why: string }[];
}

/** The versions on less mature branches without a journey, in the order of their names. */
export function findOrphans({ versions, journeys, pipeline }: AuditFacts): HeldVersion[] {
  const final = pipeline.stages.at(-1)?.name;
  return versions
    .filter(({ on }) => on.some(({ stage }) => stage !== final))
    .filter(({ packageVersion }) => !journeys.has(formatPackageVersion(packageVersion)))
    .toSorted((one, other) =>
      formatPackageVersion(one.packageVersion) < formatPackageVersion(other.packageVersion) ? -1 : 1,
    );
}

/**
 * Which journeys an audit would start. Pure: everything was read before.
 *
 * @param ended - whose last journey was ended by a person, by `NAME@VERSION`, and in which words: nobody starts anew
 *   by the dozen what somebody stopped.
 */
export function findAdoptable(
  facts: AuditFacts,
  pipeline: Pipeline,
  route: Route,
  ended: ReadonlyMap<string, string>,
): Adoptable {
  const judged = findOrphans(facts).map((held) => {
    const name = formatPackageVersion(held.packageVersion);
    const end = ended.get(name);
    const stopped = end && `its last journey was ${end}; \`limelight start ${name}\` begins another`;
    return { held, why: refuse(facts, held, route) ?? stopped };
  });
  return {
    prospects: judged.flatMap(({ held: { packageVersion, on }, why }) =>
      why === undefined
        ? [toProspect(pipeline, { packageVersion, route, foundOn: on, proposals: [], missingBranches: [] })]
        : [],
    ),
    leftOut: judged.flatMap(({ held: { packageVersion }, why }) =>
      why === undefined ? [] : [{ packageVersion, why }],
    ),
  };
}

/** Why no journey should be started for it without a look. */
function refuse(
  { differences, missingBranches }: AuditFacts,
  { on }: HeldVersion,
  route: Route,
): string | undefined {
  const [missing] = missingBranches;
  if (missing !== undefined) return `the storage has no branch "${missing}", so no journey could begin`;
  const [mature, ...others] = on;
  if (mature === undefined) return 'it is on no branch';
  if (!route.includes(mature.stage)) return `it is on ${mature.stage}, which the route does not visit`;
  for (const { stage, tree } of others) {
    const pair = pairOf(mature.tree, tree);
    const isSame = tree === mature.tree || (differences.has(pair) && differences.get(pair) === undefined);
    if (isSame) continue;
    const what = differences.get(pair) ?? 'another tree, not compared';
    return `${stage} holds other content of it than ${mature.stage}: ${what}`;
  }
  return undefined;
}
