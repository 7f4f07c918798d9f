import { z } from 'zod';
import { duration, form, list, section } from './config-fields.ts';
import { isZone } from './zone-offsets.ts';

const time = (what: string) => form(/^([01]\d|2[0-3]):[0-5]\d$/, `${what}, as HH:MM, such as 20:00`);

/** A channel's name, as it is given to one and as it is used. */
export const CHANNEL_NAME = '[a-z][a-z0-9-]*';

const recipient = form(
  new RegExp(String.raw`^(@[\w-]+(/[\w.-]+)?|${CHANNEL_NAME})$`),
  '@LOGIN, @OWNER/TEAM, or the name of a channel of "notices", or pull-request',
);

const quiet = section('When nobody wants to hear of anything', {
  from: time('when quiet hours begin'),
  to: time('when quiet hours end'),
  zone: form(/^[\w+/-]+$/, 'the IANA name of a time zone, such as Europe/Berlin').refine(isZone, {
    error: 'must be the IANA name of a time zone, such as Europe/Berlin',
  }),
  weekends: z
    .boolean({ error: 'must be true or false' })
    .describe('Saturdays and Sundays are quiet')
    .default(false),
});

const pause = (what: string) =>
  duration(what).refine((value) => value > 0, { error: `must be ${what}, and longer than nothing` });

/** What a stage does about a wait that nobody ends. */
export const reminders = section('What is done about a wait, or an attention, that nobody ends', {
  after: duration('how long something may wait until those who can act are reminded'),
  every: pause('the time between two reminders; without it one is enough').optional(),
  escalateAfter: duration('how long something may wait until it is brought before others').optional(),
  parkAfter: pause('how long something may wait until nobody is reminded any more').optional(),
  to: list(
    recipient,
    'those who are reminded besides those who can act, and the channels that tell them',
  ).default(['pull-request']),
  escalateTo: list(recipient, 'those before whom it is brought, and the channels that tell them').optional(),
  quiet: quiet.optional(),
}).optional();

/** The stage's `reminders` with its defaults filled in. */
export type RemindersSection = NonNullable<z.output<typeof reminders>>;
