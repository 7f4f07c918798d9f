import { mayHold, surelyHolds, type Ingredients } from './layers.ts';
import { formatPackageVersion, type PackageVersion } from './package-version.ts';

/** Another package version by which a registry shows that a new image is out: that image has it, or has it not. */
export interface Witness {
  readonly packageVersion: PackageVersion;
  readonly change: 'added' | 'dropped';
  /**
   * False where images of long ago show the same as the new one: then it counts only once the registry was seen to
   * show otherwise, because a roll-out does not go back.
   */
  readonly isSure: boolean;
}

/** What a witness must tell apart. */
export interface Images {
  /** The image that is to come out. */
  readonly image: Ingredients;
  /** All that may be out still, the oldest first. */
  readonly earlier: readonly Ingredients[];
  /** False: builds from before are not known any more, and an image of theirs may be out as well. */
  readonly areAllKnown: boolean;
  /** The more mature branches of which the registry serves packages, as the storage names them. */
  readonly branches: readonly string[];
}

/**
 * Whether a version tells an image from all that may be out still; undefined when it does not. Where it is not
 * certain what an image is made of, it does not: a false witness would end a watch too early, while without one the
 * registry is only watched for longer.
 *
 * @param holders - the commits and branches that hold the version.
 */
export function toWitness(
  { packageVersion, change }: Pick<Witness, 'packageVersion' | 'change'>,
  holders: ReadonlySet<string>,
  { image, earlier, areAllKnown, branches }: Images,
): Witness | undefined {
  if (branches.some((branch) => holders.has(branch))) return undefined;
  if (change === 'added') {
    const isNew = surelyHolds(image, holders) && !earlier.some((other) => mayHold(other, holders));
    return isNew ? { packageVersion, change, isSure: true } : undefined;
  }
  const held = earlier.map((other) => surelyHolds(other, holders));
  const born = held.indexOf(true);
  const isGone = !mayHold(image, holders) && born >= 0 && !held.slice(born).includes(false);
  return isGone ? { packageVersion, change, isSure: born === 0 && areAllKnown } : undefined;
}

/** Whether a registry that serves the witness, or does not, shows the new image by it. */
export function showsNewImage({ change }: Witness, isServed: boolean): boolean {
  return isServed === (change === 'added');
}

/** `apache@1.5.1, which the build added`. */
export function describeWitness({ packageVersion, change }: Witness): string {
  return `${formatPackageVersion(packageVersion)}, which the build ${change}`;
}
