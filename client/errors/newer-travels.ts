import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** A newer version of the package is on its way, and the policy stops older ones. Nothing was started. */
export class NewerTravels extends ClientError {
  override name = 'NewerTravels' as const;

  constructor(packageVersion: PackageVersion, newer: readonly PackageVersion[]) {
    const text = formatPackageVersion(packageVersion);
    const names = newer.map(formatPackageVersion);
    super(
      `${names.join(', ')} is on its way, which is newer than ${text}, and the policy is that a newer version stops older ones.`,
      `Nothing was started. Wait for its end, or end it first: ${names.map((name) => `\`limelight abort ${name}\``).join(', ')}. Or have them travel side by side: \`supersede: side-by-side\` in limelight.yaml.`,
    );
  }
}
