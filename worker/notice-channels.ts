import { askPerson } from '../activities/failures.ts';
import { FailureType } from '../domain/failure-types.ts';
import { PULL_REQUEST_CHANNEL } from '../domain/reminders.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';
import type { CallOptions } from '../services/http.ts';
import { CommentChannel } from '../services/notices/comment-channel.ts';
import type { NoticeChannel } from '../services/notices/notice-channel.ts';
import { SlackChannel } from '../services/notices/slack-channel.ts';
import { WebhookChannel } from '../services/notices/webhook-channel.ts';
import type { Config } from './config.ts';
import type { ChannelAddress } from './notices-schema.ts';
import type { ChannelSecrets, Secrets } from './secrets.ts';

interface NoticeChannelsOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly storage: GitHubStorage;
  readonly optionsFor: (service: string) => CallOptions;
}

/**
 * Makes the channels of a configuration, and that of comments.
 *
 * @returns the channel of a name. It throws a `NotFound` failure when there is none.
 */
export function createChannels(options: NoticeChannelsOptions): (name: string) => NoticeChannel {
  const { config, secrets, storage, optionsFor } = options;
  const channels = new Map<string, NoticeChannel>([[PULL_REQUEST_CHANNEL, new CommentChannel(storage)]]);
  for (const [name, address] of Object.entries(config.notices.channels))
    channels.set(name, createChannel(address, secrets.channels[name] ?? {}, optionsFor('notices')));
  return (name) => {
    const channel = channels.get(name);
    if (channel !== undefined) return channel;
    const sentence = `${config.file} has no channel "${name}" (it has ${[...channels.keys()].join(', ')}): add it to "notices" there, and restart the worker.`;
    throw askPerson(FailureType.notFound, sentence);
  };
}

function createChannel(
  address: ChannelAddress,
  { url: secretUrl = '', secret = '' }: ChannelSecrets,
  options: CallOptions,
): NoticeChannel {
  const { urlEnv } = address;
  const plainUrl = 'url' in address ? address.url : undefined;
  const place =
    urlEnv === undefined ? { url: plainUrl ?? '' } : { url: secretUrl, shown: `the URL in ${urlEnv}` };
  return address.kind === 'slack'
    ? new SlackChannel({ ...place, ...options })
    : new WebhookChannel({ ...place, ...options, secret });
}
