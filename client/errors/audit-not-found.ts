import { ClientError } from './client-error.ts';

/** No audit of a schedule has ended yet, or Temporal has forgotten it. */
export class AuditNotFound extends ClientError {
  override name = 'AuditNotFound' as const;

  constructor(options?: ErrorOptions) {
    super(
      'No scheduled audit has ended yet.',
      'Look now with `limelight audit`, or let it be done each day with `limelight audit --schedule "0 7 * * 1-5"`.',
      options,
    );
  }
}
