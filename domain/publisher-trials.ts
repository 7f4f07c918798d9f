import type { BuildsPast } from './build-outlook.ts';
import type { PublishRequest, RedBuild } from './publisher-state.ts';

/** What a publisher tried for the requests that are open. */
export interface Trials {
  /** The red build that was seen last: it and all before it count no more. */
  readonly red?: RedBuild;
  /** How many builds were red in a row. */
  readonly reds: number;
  /**
   * For each request that is open, by its id: how many builds were triggered while it was. Absent in what an older
   * version kept.
   */
  readonly tries?: Readonly<Record<string, number>>;
  /** The item in the queue of Jenkins that was triggered last. */
  readonly queued?: number;
}

export const NO_TRIALS: Trials = { reds: 0 };

/** How often a red build is tried again by itself before a person is asked: it may be red for another's sake. */
const MOST_RED_RETRIES = 2;
/** How many builds are triggered for a request before a person is asked: they get lost, or never hold it. */
const MOST_TRIES = 5;

/** What a look at the builds needs to know of what was tried. */
export function pastOf(trials: Trials): BuildsPast {
  return { passOver: trials.red?.number ?? 0, givenUp: givenUp(trials) };
}

/** The ids of the requests for which no more builds are triggered by themselves. */
export function givenUp({ tries = {} }: Trials): string[] {
  return Object.keys(tries).filter((id) => (tries[id] ?? 0) >= MOST_TRIES);
}

/** The build that is red once too often; undefined while it is tried again by itself. */
export function tooRed({ red, reds }: Trials): RedBuild | undefined {
  return reds > MOST_RED_RETRIES ? red : undefined;
}

/** A build was triggered for these requests. @param queued - its item in the queue, where Jenkins told of it. */
export function countTry(
  trials: Trials,
  requests: readonly Pick<PublishRequest, 'id'>[],
  queued?: number,
): Trials {
  const { queued: _queued, tries = {}, ...rest } = trials;
  return {
    ...rest,
    tries: Object.fromEntries(requests.map(({ id }) => [id, (tries[id] ?? 0) + 1])),
    ...(queued !== undefined && { queued }),
  };
}

/** A build is red. One that was counted before changes nothing. */
export function countRed(trials: Trials, red: RedBuild): Trials {
  if (trials.red !== undefined && red.number <= trials.red.number) return trials;
  // It came to an end, so none of those before it got lost.
  return { red, reds: trials.reds + 1 };
}

/** A person says: try again. The red builds that were seen are left behind. */
export function tryAgain(trials: Trials): Trials {
  const { tries: _tries, ...rest } = trials;
  return { ...rest, reds: 0 };
}
