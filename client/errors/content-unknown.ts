import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The version travels already and has not yet looked at its own content: whether yours is the same nobody knows. */
export class ContentUnknown extends ClientError {
  override name = 'ContentUnknown' as const;

  constructor(packageVersion: PackageVersion) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} travels already and has not looked at its content yet, so it cannot be compared with yours.`,
      `Try again in a moment; \`limelight status ${text}\` says what it does.`,
    );
  }
}
