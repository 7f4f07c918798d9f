import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createActivities, type Activities } from '../../activities/index.ts';
import type { Services } from '../../activities/services.ts';
import type { ChangePolicy } from '../../domain/change-gate.ts';
import type { ChangeObservation, ChangeOrder } from '../../domain/change.ts';
import {
  beginWatching,
  comparePictures,
  rememberNews,
  type PictureNews,
} from '../../domain/watcher-state.ts';
import { DEFAULT_TIMING, DEFAULT_WATCH_MS } from '../../domain/timing.ts';
import { inActivity } from './in-activity.ts';

/** A journey that waits at a pull request, reduced to its looks. */
export interface Waiting {
  readonly order: ChangeOrder;
  readonly checks: ChangePolicy['checks'];
  /** What it saw last. */
  seen: ChangeObservation;
  /** When it looks next, in milliseconds of the played clock. */
  at: number;
  /** How many looks have found nothing new. */
  attempt: number;
}

/** What plays the looks of journeys and, unless `isWatched` is false, of their watcher. */
interface Options {
  readonly services: Services;
  readonly client: Client;
  readonly waiting: readonly Waiting[];
  readonly isWatched?: boolean;
  /** Told of a journey that has seen something new, and when, in milliseconds of the played clock. */
  readonly onNews?: (journey: Waiting, at: number) => void;
}

/** GitHub's stand-in works out by the real clock whether a pull request merges. */
const MERGE_JOB_MS = 20;
const LONGEST_OF_MERGE_JOB_MS = 2_000;

/**
 * The looks of journeys and of their watcher by a clock that jumps from one to the next. The activities, the calls of
 * GitHub and the pauses that they ask for are real; the server's retry policy and the workflows are played.
 */
export class PlayedLooks {
  /** Milliseconds since it began. */
  now = 0;
  readonly #options: Options;
  readonly #activities: Activities;
  #watchAt: number;
  #watchAttempt = 1;
  #isAfterNews = false;
  #memory = beginWatching({ timing: DEFAULT_TIMING, watchMs: DEFAULT_WATCH_MS }, 'now');

  constructor(options: Options) {
    this.#options = options;
    this.#activities = createActivities(options.services);
    this.#watchAt = options.isWatched === false ? Infinity : 0;
  }

  /** Lets the watcher remember all pull requests as they are: it has watched for long. @returns how many. */
  async remember(): Promise<number> {
    const pictures = await this.#options.services.storage.pictureChanges();
    this.#memory = rememberNews(this.#memory, comparePictures([], pictures), 'now');
    return this.#memory.digests.length;
  }

  /** Plays all looks up to an instant of the clock, which stands there then. */
  async playUntil(end: number): Promise<void> {
    const { waiting } = this.#options;
    for (;;) {
      const next = waiting.reduce((first, one) => (one.at < first.at ? one : first));
      const at = Math.min(next.at, this.#watchAt);
      if (at > end) break;
      this.now = Math.max(this.now, at);
      if (next.at < this.#watchAt) await this.look(next);
      else await this.#watch();
    }
    this.now = end;
  }

  /** One look of a journey, as its workflow takes it: at news it looks again at once. */
  async look(journey: Waiting): Promise<void> {
    const { client } = this.#options;
    for (;;) {
      const { order, checks, seen, attempt } = journey;
      const approval = { count: 1, via: ['review'] } as const;
      const policy = { approval, checks, digest: order.content.digest };
      const input = { order, policy, seen, timing: DEFAULT_TIMING };
      const found = await pauseOf(
        inActivity(() => this.#activities.awaitChange(input), attempt, client),
        attempt,
      );
      if (typeof found === 'number') {
        if (found <= LONGEST_OF_MERGE_JOB_MS) await sleep(MERGE_JOB_MS);
        journey.at = this.now + found;
        journey.attempt += 1;
        return;
      }
      Object.assign(journey, { seen: found, attempt: 1 });
      this.#options.onNews?.(journey, this.now);
    }
  }

  async #watch(): Promise<void> {
    const { client, waiting } = this.#options;
    const { digests } = this.#memory;
    const input = { digests, watchMs: DEFAULT_WATCH_MS, isAfterNews: this.#isAfterNews };
    const attempt = this.#watchAttempt;
    const found = await pauseOf<PictureNews[]>(
      inActivity(() => this.#activities.awaitChangedPictures(input), attempt, client),
      attempt,
    );
    if (typeof found === 'number') {
      this.#watchAt = this.now + found;
      this.#watchAttempt += 1;
      return;
    }
    await inActivity(() => this.#activities.nudgeJourneys({ news: found }), 1, client);
    this.#memory = rememberNews(this.#memory, found, 'now');
    [this.#watchAttempt, this.#isAfterNews] = [1, true];
    const numbers = new Set(found.map(({ number }) => number));
    for (const journey of waiting.filter(({ seen }) => numbers.has(seen.number))) {
      journey.attempt = 1;
      await this.look(journey);
    }
  }
}

/** What an attempt returned, or the pause until the next. @throws what is not retried. */
async function pauseOf<T>(work: Promise<T>, attempt: number): Promise<T | number> {
  try {
    return await work;
  } catch (error) {
    const { type, nextRetryDelay } = error as { type?: string; nextRetryDelay?: number };
    if (type !== 'StillWaiting' && type !== 'Unavailable' && type !== 'NotSettled') throw error;
    // As the retry policy of `workflows/proxies.ts` has it.
    return nextRetryDelay ?? Math.min(1_000 * 2 ** (attempt - 1), DEFAULT_TIMING.retryMs);
  }
}
