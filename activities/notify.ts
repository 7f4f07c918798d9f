import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Notice } from '../domain/notice.ts';
import type { NoticeMessage } from '../services/notices/notice-channel.ts';
import { unavailable } from './failures.ts';
import { toFailure } from './guard.ts';
import { recall, remember } from './pulse.ts';
import type { Services } from './services.ts';

export interface NotifyInput {
  readonly workflowId: string;
  readonly notice: Notice;
  /** Names of channels of the worker's configuration, or `pull-request`. */
  readonly channels: readonly string[];
}

/** A channel that did not take a notice. */
export interface FailedChannel {
  readonly channel: string;
  /** In a sentence, without any secret. */
  readonly why: string;
}

export interface Notified {
  readonly delivered: readonly string[];
  readonly failed: readonly FailedChannel[];
}

/** What nobody can hear must not hold up a journey: after so many attempts, a quarter of a minute, it goes on. */
export const MOST_ATTEMPTS_OF_NOTICE = 5;
/** A channel may ask for an hour of rest; a journey does not wait so long for it. */
const LONGEST_PAUSE_MS = 60_000;

/**
 * Tells people of an event over each channel. It never fails for good: channels that did not take it after some
 * attempts, or never will, are named in what it returns.
 *
 * May run twice. A channel that took the notice is remembered between attempts and not told again; a comment is
 * also known by its marker. To a webhook whose answer, or whose worker, got lost it is sent a second time, with the
 * same id.
 */
export async function notify(
  services: Services,
  { workflowId, notice, channels }: NotifyInput,
): Promise<Notified> {
  const earlier = (recall() as Notified | undefined) ?? { delivered: [], failed: [] };
  const [delivered, failed] = [[...earlier.delivered], [...earlier.failed]];
  const passing: { readonly channel: string; readonly failure: ApplicationFailure }[] = [];
  const { repository } = services.storage;
  const journeyUrl = services.journeyUrl(workflowId);
  const message: NoticeMessage = { ...notice, repository, ...(journeyUrl !== undefined && { journeyUrl }) };
  const settled = new Set([...delivered, ...failed.map(({ channel }) => channel)]);
  const { attempt } = Context.current().info;

  for (const channel of channels.filter((name) => !settled.has(name))) {
    try {
      await services.channelOf(channel).send(message);
      delivered.push(channel);
    } catch (error) {
      const failure = toFailure(error, attempt);
      if (failure instanceof CancelledFailure) throw failure;
      if (failure instanceof ApplicationFailure && failure.nonRetryable !== true) {
        passing.push({ channel, failure });
        continue;
      }
      failed.push({ channel, why: sentenceOf(failure) });
    }
    remember({ delivered, failed } satisfies Notified);
  }

  if (passing.length > 0 && attempt < MOST_ATTEMPTS_OF_NOTICE) throw tryAgain(passing);
  const unheard = passing.map(({ channel, failure }) => ({ channel, why: sentenceOf(failure) }));
  return { delivered, failed: [...failed, ...unheard] };
}

function tryAgain(passing: readonly { channel: string; failure: ApplicationFailure }[]): ApplicationFailure {
  const sentences = passing.map(({ channel, failure }) => `${channel}: ${sentenceOf(failure)}`);
  const pauses = passing.flatMap(({ failure: { nextRetryDelay } }) =>
    typeof nextRetryDelay === 'number' ? [nextRetryDelay] : [],
  );
  const pause = pauses.length === 0 ? undefined : Math.min(Math.max(...pauses), LONGEST_PAUSE_MS);
  return unavailable(`not everybody heard: ${sentences.join('; ')}`, passing[0]?.failure, pause);
}

function sentenceOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
