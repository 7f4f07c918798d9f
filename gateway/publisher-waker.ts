import { PublisherNotFound } from '../client/errors/publisher-not-found.ts';
import type { Publishers } from '../client/publishers.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Counters } from './counters.ts';

/** That something has happened to a branch or to its builds. */
export interface StageNews {
  readonly stage: string;
  /** What tells it from other news of the stage, such as the new tip. */
  readonly picture: string;
}

/** What a waker of publishers works with. */
export interface PublisherWakerOptions {
  readonly publishers: Pick<Publishers, 'nudge' | 'state'>;
  readonly counters: Counters;
  readonly log: (line: string) => void;
}

/** A replayed notification is that of one of the last builds. */
const MOST_NEWS = 1_000;

/** Wakes the publishers of branches on which, or on whose builds, there is news. */
export class PublisherWaker {
  readonly #options: PublisherWakerOptions;
  readonly #told = new BoundedMap<string, true>(MOST_NEWS);

  constructor(options: PublisherWakerOptions) {
    this.#options = options;
  }

  /**
   * Wakes the publisher of a stage, unless it was told this news before, or nobody waits for a build.
   *
   * May be done twice: the second time there is nothing new.
   *
   * @throws what Temporal throws, {@link WorkerSilent} among it; nothing is remembered then.
   */
  async wake({ stage, picture }: StageNews): Promise<void> {
    const { publishers, counters, log } = this.#options;
    const key = `${stage} ${picture}`;
    if (this.#told.get(key) !== undefined) return;
    try {
      const { requests } = await publishers.state(stage);
      const isAwaited = requests.length > 0;
      counters.add('limelight_gateway_looks_total', { kind: 'publisher', news: String(isAwaited) });
      if (isAwaited) {
        await publishers.nudge(stage);
        counters.add('limelight_gateway_nudges_total', { kind: 'publisher' });
        log(`woke the publisher of ${stage}: ${picture}`);
      }
    } catch (error) {
      if (!(error instanceof PublisherNotFound)) throw error;
    }
    this.#told.set(key, true);
  }
}
