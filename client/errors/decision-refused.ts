import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The journey refused a decision, because it does not apply at this moment. Nothing was changed. */
export class DecisionRefused extends ClientError {
  override name = 'DecisionRefused' as const;
  readonly decision: 'approve' | 'retry' | 'abort';
  /** The cause, as the journey gave it. */
  readonly why: string;

  constructor(
    packageVersion: PackageVersion,
    decision: 'approve' | 'retry' | 'abort',
    why: string,
    options?: ErrorOptions,
  ) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} refused to ${decision}: ${why}.`,
      `See where it stands with \`limelight status ${text}\`.`,
      options,
    );
    this.decision = decision;
    this.why = why;
  }
}
