import { ClientError } from './client-error.ts';

/** There is no configuration file. */
export class ConfigMissing extends ClientError {
  override name = 'ConfigMissing' as const;

  constructor(file: string, options?: ErrorOptions) {
    super(
      `There is no configuration at ${file}.`,
      'Copy limelight.example.yaml to limelight.yaml, or name yours with --config FILE or LIMELIGHT_CONFIG. To try Limelight without one: `limelight demo`.',
      options,
    );
  }
}
