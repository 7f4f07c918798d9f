import { ClientError } from './client-error.ts';

/** No publisher runs for the stage: no journey has asked for a build of it yet. */
export class PublisherNotFound extends ClientError {
  override name = 'PublisherNotFound' as const;
  readonly stage: string;

  constructor(stage: string, options?: ErrorOptions) {
    super(
      `No publisher of ${stage} runs: no journey has asked for a build of it yet.`,
      'The first journey that merges into its branch brings it up.',
      options,
    );
    this.stage = stage;
  }
}
