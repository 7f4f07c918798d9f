import { ClientError } from './client-error.ts';

/** No stand-in answers where the configuration says that the service is. */
export class SandboxSilent extends ClientError {
  override name = 'SandboxSilent' as const;

  /** @param standIn - such as `registry/staging`. */
  constructor(standIn: string, url: string, options?: ErrorOptions) {
    super(
      `No sandbox answers for ${standIn} at ${url}.`,
      'Start one with `limelight sandbox --data DIR`, and name it with `. DIR/env`, or with --data DIR.',
      options,
    );
  }
}
