import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The version's last journey was told to end and still cleans up. Nothing was started beside it. */
export class JourneyEnding extends ClientError {
  override name = 'JourneyEnding' as const;

  constructor(packageVersion: PackageVersion, patienceMs: number) {
    const text = formatPackageVersion(packageVersion);
    super(
      `The last journey of ${text} was aborted and has not ended within ${Math.round(patienceMs / 1_000)} seconds.`,
      `Nothing was started: try again in a moment. \`limelight status ${text}\` says what it does.`,
    );
  }
}
