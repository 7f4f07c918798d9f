import type { DecisionKind } from '../../domain/journey-state.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { ClientError } from './client-error.ts';

/** The journey refused a decision, because it does not apply at this moment. Nothing was changed. */
export class DecisionRefused extends ClientError {
  override name = 'DecisionRefused' as const;
  readonly decision: DecisionKind;
  /** The cause, as the journey gave it. */
  readonly why: string;

  constructor(packageVersion: PackageVersion, decision: DecisionKind, why: string, options?: ErrorOptions) {
    const text = formatPackageVersion(packageVersion);
    super(
      `${text} refused ${decision}: ${why}.`,
      `See where it stands with \`limelight status ${text}\`.`,
      options,
    );
    this.decision = decision;
    this.why = why;
  }
}
