import type { PublishedBuild } from '../domain/build.ts';
import { isGreen, type BuildLook } from '../domain/builds.ts';
import { ingredientsOf, isSameImage, type Ingredients, type Made } from '../domain/layers.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import { toWitness, type Witness } from '../domain/witness.ts';
import type { BranchOfStage } from './judge-branches.ts';
import { lookAtStageJob, type StageJob } from './look-at-jobs.ts';
import type { Services } from './services.ts';

export interface WitnessQuestion {
  readonly stage: string;
  /** Whose image is to be witnessed. */
  readonly build: PublishedBuild;
  /** The more mature stages whose branches the registry serves as well. */
  readonly layers: readonly BranchOfStage[];
  /** What the journey carries: it is never its own witness. */
  readonly packageVersion: PackageVersion;
}

/** A version in which two images differ. */
type Candidate = Pick<Witness, 'packageVersion' | 'change'>;

/** Of so many versions it is asked which commits hold them, those that were added first. */
const MOST_CANDIDATES = 4;

/**
 * Finds a version that only the image of a build has, or only the images before it have: from the builds that
 * Jenkins lists, and from the package folders of the commits that their images are made of. Costs a call of Jenkins
 * for the stage and each layer, and three or so of GitHub.
 *
 * @returns undefined when there is none: a build of nothing else, or versions that other branches hold as well.
 */
export async function findWitness(
  services: Services,
  { stage, build, layers, packageVersion }: WitnessQuestion,
): Promise<Witness | undefined> {
  const [own, ...below] = await Promise.all(
    [stage, ...layers.map((layer) => layer.stage)].map((name) => lookAtStageJob(services, name)),
  );
  if (own === undefined) return undefined;
  const madeOf = (made: Made): Ingredients =>
    ingredientsOf(
      made,
      below.map(({ builds }) => builds),
    );
  const image = madeOf(build);
  const ended = endedBefore(own, build);
  const earlier = ended
    .map((made) => ({ isGreen: isGreen(made), ingredients: madeOf(made) }))
    .filter(({ ingredients }) => !isSameImage(ingredients, image));
  const before = earlier.findLast((other) => other.isGreen);
  if (before === undefined) return undefined;

  const mine = formatPackageVersion(packageVersion);
  const candidates = (await readChanges(services, before.ingredients, image))
    .filter((candidate) => formatPackageVersion(candidate.packageVersion) !== mine)
    .slice(0, MOST_CANDIDATES);
  if (candidates.length === 0) return undefined;
  const branches = layers.map(({ branch }) => branch);
  const images = {
    image,
    earlier: earlier.map(({ ingredients }) => ingredients),
    // Jenkins counts from 1 and lists the newest: whose number is missing was discarded, or is further back.
    areAllKnown: ended.filter(({ number }) => number < build.number).length === build.number - 1,
    branches,
  };
  const holders = await services.storage.findHolders(
    candidates.map((candidate) => candidate.packageVersion),
    { commits: [image, ...images.earlier].flat().flatMap(({ commits }) => commits), branches },
  );
  const witnesses = candidates.flatMap(
    (candidate, index) => toWitness(candidate, holders[index] ?? new Set(), images) ?? [],
  );
  return witnesses.find(({ isSure }) => isSure) ?? witnesses[0];
}

/** The builds that ended before another one and may have published, red ones too; the oldest first. */
function endedBefore(
  { builds }: StageJob,
  { number, finishedAt: end }: PublishedBuild,
): (BuildLook & Made)[] {
  return builds
    .flatMap((build) => {
      const { commit, finishedAt } = build;
      const isEarlier = build.number !== number && finishedAt !== null && finishedAt <= end;
      return isEarlier && commit !== null ? [{ ...build, commit, finishedAt }] : [];
    })
    .toSorted((one, other) => one.finishedAt - other.finishedAt);
}

/** The versions in which two images differ, as far as one branch's part tells: what was added first. */
async function readChanges(
  { storage }: Services,
  before: Ingredients,
  after: Ingredients,
): Promise<Candidate[]> {
  const changes: Candidate[] = [];
  for (const [part, { commits }] of after.entries()) {
    const [old] = before[part]?.commits ?? [];
    const [young] = commits;
    if (old === undefined || young === undefined || old === young) continue;
    const { added, dropped } = await storage.versionsBetween(old, young);
    changes.push(
      ...added.map((packageVersion): Candidate => ({ packageVersion, change: 'added' })),
      ...dropped.map((packageVersion): Candidate => ({ packageVersion, change: 'dropped' })),
    );
  }
  return [
    ...changes.filter(({ change }) => change === 'added'),
    ...changes.filter(({ change }) => change === 'dropped'),
  ];
}
