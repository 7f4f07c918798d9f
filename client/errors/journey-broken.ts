import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The journey's workflow is over without an outcome: somebody terminated it, or it failed by a fault of ours. */
export class JourneyBroken extends ClientError {
  override name = 'JourneyBroken' as const;

  /** @param status - Temporal's word for the end, such as `TERMINATED`. */
  constructor(packageVersion: PackageVersion, status: string, options?: ErrorOptions) {
    const text = formatPackageVersion(packageVersion);
    super(
      `The journey of ${text} ended as ${status}, without an outcome.`,
      `Start it again with \`limelight start ${text}\`: it looks at what is there and goes on.`,
      options,
    );
  }
}
