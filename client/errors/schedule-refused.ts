import { ClientError } from './client-error.ts';

/** Temporal does not take the schedule: its expression makes no sense. Nothing was changed. */
export class ScheduleRefused extends ClientError {
  override name = 'ScheduleRefused' as const;

  constructor(expression: string, why: string, options?: ErrorOptions) {
    super(
      `Temporal does not take "${expression}" for a schedule: ${why}.`,
      'Write minute, hour, day of month, month and day of week, in UTC, such as "0 7 * * 1-5".',
      options,
    );
  }
}
