import { describeDifference, type ContentDifference } from '../../domain/content.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The version travels already, with another content than the one that was asked for. */
export class ContentDiffers extends ClientError {
  override name = 'ContentDiffers' as const;
  /** What the requested content lacks, adds and changes against the travelling one. */
  readonly difference: ContentDifference;

  constructor(packageVersion: PackageVersion, difference: ContentDifference) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} travels already with other content; against it yours has: ${describeDifference(difference)}.`,
      `One version has one content: give yours a new version, or \`limelight abort ${text}\` and start again.`,
    );
    this.difference = difference;
  }
}
