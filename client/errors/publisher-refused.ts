import { ClientError } from './client-error.ts';

/** A publisher refused what a person told it, because it makes no sense at this moment. Nothing was changed. */
export class PublisherRefused extends ClientError {
  override name = 'PublisherRefused' as const;
  /** The cause, as the publisher gave it. */
  readonly why: string;

  constructor(stage: string, why: string, options?: ErrorOptions) {
    super(
      `publisher/${stage} refused: ${why}.`,
      `See what it knows with \`limelight publisher ${stage}\`.`,
      options,
    );
    this.why = why;
  }
}
