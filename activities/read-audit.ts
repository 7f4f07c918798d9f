import {
  pairOf,
  type AuditFacts,
  type HeldVersion,
  type Holding,
  type RunningJourney,
} from '../domain/audit.ts';
import { findContradictions } from '../domain/contradictions.ts';
import type { JourneyState } from '../domain/journey-state.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import type { Registry } from '../services/registry/registry.ts';
import { compareTrees } from './compare-trees.ts';
import { inTurns } from './in-turns.ts';
import { readRegistries } from './read-registries.ts';

/** The journeys of a storage, as an audit reads them. */
export interface JourneyReader {
  /** The package versions of those that run, some moments old. */
  list(): Promise<readonly PackageVersion[]>;
  /** The state of one, also when it is over by now; undefined when nobody answers for it: that may take seconds. */
  read(packageVersion: PackageVersion): Promise<JourneyState | undefined>;
}

/** What an audit reads from. */
export interface AuditSources {
  readonly storage: GitHubStorage;
  readonly journeys: JourneyReader;
  readonly registryOf: (stage: string) => Registry;
  readonly pipeline: Pipeline;
  readonly packageName?: string | undefined;
}

/** So many journeys are asked at a time. */
const AT_ONCE = 10;
/** After so many that did not answer no other is asked: else an audit would last longer than one attempt at it may. */
const MOST_SILENT = 10;
/** Of so many pairs of trees it is read in what they differ; each costs two calls of GitHub at most. */
const MOST_COMPARED = 10;

/**
 * Reads everything that an audit compares. Reads only. Costs GitHub one call per hundred packages that differ from
 * branch to branch, one per hundred open pull requests, three besides, and up to twenty where contents differ; each
 * registry one, and its pages of what it does not list, up to fifty.
 *
 * Journeys are listed before and after all else, so that none that begins or ends meanwhile is taken to be missing.
 *
 * @throws what the storage and the journeys throw. A registry that cannot be read, and a branch that is not there, are
 *   part of the facts.
 */
export async function readAuditFacts(sources: AuditSources): Promise<AuditFacts> {
  const { storage, pipeline, packageName } = sources;
  const isMeant = ({ name }: PackageVersion): boolean => packageName === undefined || name === packageName;
  const before = (await sources.journeys.list()).filter(isMeant);
  const read = untilSilent(sources.journeys);
  const firstStates = await inTurns(before, AT_ONCE, read);
  const { versions, missingBranches } = await readVersions(sources);
  const traces = await storage.listOurTraces();
  const on = new Map(versions.map((held) => [formatPackageVersion(held.packageVersion), held.on]));
  const journeys = new Map<string, RunningJourney>();
  for (const [index, packageVersion] of before.entries()) {
    const state = firstStates[index];
    const name = formatPackageVersion(packageVersion);
    const states = state === undefined ? [] : await confirm(read, state, on.get(name) ?? []);
    journeys.set(name, { packageVersion, states, isSilent: states.length === 0 });
  }
  for (const packageVersion of (await sources.journeys.list()).filter(isMeant)) {
    const name = formatPackageVersion(packageVersion);
    // It began meanwhile: nothing of what was read contradicts it.
    if (!journeys.has(name)) journeys.set(name, { packageVersion, states: [], isSilent: false });
  }
  return {
    pipeline,
    missingBranches,
    versions,
    journeys,
    ...traces,
    differences: await compareContents(sources, versions, journeys),
    registries: await readRegistries(sources, versions),
    ...(packageName !== undefined && { packageName }),
  };
}

/** Reads journeys as long as few of them are silent; those after that are taken to be silent, too. */
function untilSilent(journeys: JourneyReader): JourneyReader['read'] {
  let silent = 0;
  return async (packageVersion) => {
    if (silent >= MOST_SILENT) return undefined;
    const state = await journeys.read(packageVersion);
    if (state === undefined) silent += 1;
    return state;
  };
}

/** @throws what {@link GitHubStorage.listVersions} throws. */
async function readVersions({
  storage,
  pipeline,
  packageName,
}: AuditSources): Promise<Pick<AuditFacts, 'versions' | 'missingBranches'>> {
  const { stages } = pipeline;
  const branches = stages.map(({ branch }) => branch);
  const listed = await storage.listVersions(branches, packageName);
  const versions = new Map<string, { packageVersion: PackageVersion; on: Holding[] }>();
  for (const { name: stage, branch } of stages.toReversed()) {
    for (const { packageVersion, tree } of listed[branch] ?? []) {
      const name = formatPackageVersion(packageVersion);
      const held = versions.get(name) ?? { packageVersion, on: [] };
      held.on.push({ stage, branch, tree });
      versions.set(name, held);
    }
  }
  const missingBranches = branches.filter((branch) => (listed[branch] ?? null) === null);
  return { versions: [...versions.values()], missingBranches };
}

/** The state, and the one of now where that first one does not fit the branches: it may have gone on meanwhile. */
async function confirm(
  read: JourneyReader['read'],
  state: JourneyState,
  on: readonly Holding[],
): Promise<JourneyState[]> {
  if (findContradictions(state, on).length === 0) return [state];
  const now = await read(state.packageVersion);
  return now === undefined ? [] : [state, now];
}

/** In what the trees differ that should be the same, as far as not too many do. */
async function compareContents(
  { storage }: AuditSources,
  versions: readonly HeldVersion[],
  journeys: AuditFacts['journeys'],
): Promise<AuditFacts['differences']> {
  const pairs = new Map<string, readonly [string, string]>();
  const suspect = (one: string, other: string): void => {
    if (one !== other) pairs.set(pairOf(one, other), [one, other]);
  };
  // Those of journeys first: what is not compared there calls a person to a journey.
  for (const { packageVersion, on } of versions) {
    const states = journeys.get(formatPackageVersion(packageVersion))?.states ?? [];
    for (const { trees } of states.flatMap((state) => findContradictions(state, on)))
      if (trees !== undefined) suspect(trees.expected, trees.found);
  }
  for (const { on } of versions) {
    const [mature, ...others] = on;
    for (const { tree } of others) suspect(mature?.tree ?? tree, tree);
  }
  const differences = new Map<string, string | undefined>();
  for (const [pair, [one, other]] of [...pairs].slice(0, MOST_COMPARED))
    differences.set(pair, await compareTrees(storage, one, other));
  return differences;
}
