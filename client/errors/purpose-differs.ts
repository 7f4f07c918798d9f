import type { JourneyPurpose } from '../../domain/journey-input.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

const WORDS: Readonly<Record<JourneyPurpose | 'star', string>> = {
  star: 'is on its way',
  'undo-cleanup': 'goes back to a branch that let go of it',
  withdraw: 'is being withdrawn',
};

/** A journey of the version runs, for another purpose than the one that was asked for. Nothing was changed. */
export class PurposeDiffers extends ClientError {
  override name = 'PurposeDiffers' as const;

  /** @param running - the purpose of the journey that runs; undefined for a star. */
  constructor(packageVersion: PackageVersion, running: JourneyPurpose | undefined) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} ${WORDS[running ?? 'star']} at this moment.`,
      `Wait for its end, or end it first: \`limelight abort ${text}\`.`,
    );
  }
}
