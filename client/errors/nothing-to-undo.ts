import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** A clean-up was to be undone, but there was none. Nothing was changed. */
export class NothingToUndo extends ClientError {
  override name = 'NothingToUndo' as const;

  /** @param why - such as `snapshot holds it`. */
  constructor(packageVersion: PackageVersion, why: string) {
    const text = formatPackageVersion(packageVersion);
    super(
      `There is no clean-up of ${text} to undo: ${why}.`,
      `See where it stands with \`limelight plan ${text}\`.`,
    );
  }
}
