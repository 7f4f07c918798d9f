import { ClientError } from './client-error.ts';

/** What somebody asked for is no fault of the stand-in. Nothing was changed. */
export class FaultRefused extends ClientError {
  override name = 'FaultRefused' as const;

  /** @param where - the stand-in, when there is one of that name. */
  constructor(message: string, where?: string, options?: ErrorOptions) {
    super(
      message,
      `See what can go wrong with \`limelight sandbox fault kinds${where === undefined ? '' : ` ${where}`}\`.`,
      options,
    );
  }
}
