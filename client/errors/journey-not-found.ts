import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** There is no journey of this package version: none was started, or it is older than Temporal's retention. */
export class JourneyNotFound extends ClientError {
  override name = 'JourneyNotFound' as const;

  constructor(packageVersion: PackageVersion, options?: ErrorOptions) {
    const text = formatPackageVersion(packageVersion);
    super(
      `There is no journey of ${text}.`,
      `See what runs with \`limelight list\`, or start it with \`limelight start ${text}\`.`,
      options,
    );
  }
}
