import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** A clean-up was to be undone, but the branch holds the version. Nothing was changed. */
export class NothingToUndo extends ClientError {
  override name = 'NothingToUndo' as const;

  constructor(packageVersion: PackageVersion, branch: string) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${branch} holds ${text}: there is no clean-up to undo.`,
      `See where it stands with \`limelight plan ${text}\`.`,
    );
  }
}
