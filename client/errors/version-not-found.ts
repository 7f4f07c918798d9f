import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The content that a journey was to start with is not where it was said to be. */
export class VersionNotFound extends ClientError {
  override name = 'VersionNotFound' as const;

  /**
   * @param where - such as `on none of the branches snapshot, staging, production`.
   * @param hint - what to do, where more is known than what a start takes.
   */
  constructor(packageVersion: PackageVersion, where: string, hint?: string) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} is ${where}.`,
      hint ??
        `Say where its content is: \`limelight start ${text} --from FOLDER\`, \`--from-ref REF:PATH\` or \`--pull-request N\`.`,
    );
  }
}
