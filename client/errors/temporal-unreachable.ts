import { ClientError } from './client-error.ts';

/** No Temporal server answers. */
export class TemporalUnreachable extends ClientError {
  override name = 'TemporalUnreachable' as const;

  /** @param address - where it was looked for, when that is known. */
  constructor(address?: string, options?: ErrorOptions) {
    super(
      `Temporal does not answer${address === undefined ? '' : ` at ${address}`}.`,
      'Start it with `limelight up`, or set TEMPORAL_ADDRESS to where it is.',
      options,
    );
  }
}
