import { z } from 'zod';
import { PULL_REQUEST_CHANNEL } from '../domain/reminders.ts';
import { form, section, url, variable } from './config-fields.ts';
import { CHANNEL_NAME } from './reminders-schema.ts';

const slack = section('An incoming webhook of Slack, or of what takes the same', {
  kind: z.literal('slack'),
  urlEnv: variable("the webhook's URL"),
});
const webhook = section('A service of yours that takes notices as signed JSON', {
  kind: z.literal('webhook'),
  url: url('the URL that takes notices, such as https://notices.example.org/limelight').optional(),
  urlEnv: variable('the URL that takes notices').optional(),
  secretEnv: variable('the secret that signs what is sent'),
}).refine(({ url, urlEnv }) => (url === undefined) !== (urlEnv === undefined), {
  message: 'must have url or urlEnv, one of them',
});

const name = form(
  new RegExp(`^(?!${PULL_REQUEST_CHANNEL}$)${CHANNEL_NAME}$`),
  `the name of a channel: a-z, 0-9 and -, a letter first; ${PULL_REQUEST_CHANNEL} is there always`,
);

/** How people are reached besides comments on pull requests. */
export const notices = section('How people are reached besides comments on pull requests', {
  channels: z
    .record(
      name,
      z.discriminatedUnion('kind', [slack, webhook], { error: 'must have a kind: slack or webhook' }),
      { error: 'must be a map of channels by their names' },
    )
    .describe('The channels by their names')
    .default({}),
});

/** Where a channel is, with the names of the variables that have the secrets. */
export type ChannelAddress = z.output<typeof notices>['channels'][string];
