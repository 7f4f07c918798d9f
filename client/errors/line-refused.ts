import { ClientError } from './client-error.ts';

/** The line refused a decision, because it does not apply at this moment. Nothing was changed. */
export class LineRefused extends ClientError {
  override name = 'LineRefused' as const;
  /** The cause, as the line gave it. */
  readonly why: string;

  constructor(why: string, options?: ErrorOptions) {
    super(`The line refused: ${why}.`, 'See what is stopped with `limelight line status`.', options);
    this.why = why;
  }
}
