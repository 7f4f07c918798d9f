import type { ImageLayer, PublishedBuild } from './build.ts';
import { isGreen, latestFinished, type BuildLook, type GreenBuild } from './builds.ts';

/** A build's own part of an image, and when it took its layers from the others. */
export type Made = Pick<PublishedBuild, 'commit' | 'startedAt' | 'finishedAt'>;

/** What one branch gives to an image. */
interface Ingredient {
  /** The commits that it may come from, the likeliest first. */
  readonly commits: readonly string[];
  /** True when it comes from one of these commits; else it may also come from a build that Jenkins has discarded. */
  readonly isKnown: boolean;
}

/** What an image is made of: a part for its own branch, then one for each layer. */
export type Ingredients = readonly Ingredient[];

/**
 * The build of a layer's job whose image a build stands on: at the moment at which the build started, the tag of the
 * layer was owned by the green build that had finished last.
 *
 * @param layerBuilds - the builds of the layer's job. @param startedAt - epoch milliseconds, of the build on top.
 * @returns undefined when Jenkins has discarded it, or none had finished yet.
 */
export function layerAt(layerBuilds: readonly BuildLook[], startedAt: number): GreenBuild | undefined {
  return latestFinished(layerBuilds.filter(isGreen).filter(({ finishedAt }) => finishedAt <= startedAt));
}

/** The layers of a build that started then, in the order of the stages; those that are not known are left out. */
export function layersAt(
  jobs: readonly { readonly stage: string; readonly builds: readonly BuildLook[] }[],
  startedAt: number,
): ImageLayer[] {
  return jobs.flatMap(({ stage, builds }) => {
    const layer = layerAt(builds, startedAt);
    return layer === undefined ? [] : [{ stage, build: layer.number }];
  });
}

/**
 * What the image of a build is made of. A build reads its layers a moment after it started, so that one which was
 * published while it ran may be in it as well.
 *
 * @param layers - the builds of each layer's job.
 */
export function ingredientsOf(made: Made, layers: readonly (readonly BuildLook[])[]): Ingredients {
  const { commit, startedAt, finishedAt } = made;
  const parts = layers.map((builds): Ingredient => {
    const atStart = layerAt(builds, startedAt);
    const meanwhile = builds
      .filter(isGreen)
      .filter((build) => build.finishedAt > startedAt && build.finishedAt <= finishedAt);
    const commits = [...(atStart === undefined ? [] : [atStart]), ...meanwhile].map((build) => build.commit);
    return { commits: [...new Set(commits)], isKnown: atStart !== undefined };
  });
  return [{ commits: [commit], isKnown: true }, ...parts];
}

/** True when two images are known to hold the same: a build that changed nothing. */
export function isSameImage(one: Ingredients, other: Ingredients): boolean {
  return one.every(({ commits, isKnown }, part) => {
    const { commits: others = [], isKnown: isOtherKnown = false } = other[part] ?? {};
    return isKnown && isOtherKnown && new Set([...commits, ...others]).size === 1;
  });
}

/** True when an image holds what is held by these commits, whichever of its possible parts it is made of. */
export function surelyHolds(image: Ingredients, holders: ReadonlySet<string>): boolean {
  return image.some(({ commits, isKnown }) => isKnown && commits.every((commit) => holders.has(commit)));
}

/** True when an image may hold what is held by these commits. */
export function mayHold(image: Ingredients, holders: ReadonlySet<string>): boolean {
  return image.some(({ commits }) => commits.some((commit) => holders.has(commit)));
}
