import { digestPicture, type ChangePicture } from './change-picture.ts';
import { partsOf } from './sent.ts';
import { isDuration, readTiming, type Timing } from './timing.ts';

/** How the watcher works; each worker that starts says it anew. */
export interface WatcherTerms {
  readonly timing: Timing;
  /** Between two looks, in milliseconds. */
  readonly watchMs: number;
}

/** What a run of the watcher begins with; what is not `terms` comes from the run before. */
export interface WatcherInput extends WatcherTerms {
  readonly since?: string;
  readonly digests?: readonly string[];
  readonly nudges?: readonly ChangeNudge[];
  /** At how many events the history is left behind; the server's advice unless given. */
  readonly mostEvents?: number;
}

/** A pull request that is not as it was at the look before. */
export interface PictureNews {
  readonly number: number;
  /**
   * `gone`: it is not open any more: merged, closed, deleted. `let-go`: that was told, and no journey has it any
   * longer; it is only forgotten.
   */
  readonly why: 'appeared' | 'differs' | 'gone' | 'let-go';
  /** Its head branch; unknown of one that is gone. */
  readonly branch?: string;
  /** What is remembered of it from now on. */
  readonly digest?: string;
}

/** A journey that was told to look. */
export interface ChangeNudge {
  readonly number: number;
  readonly why: PictureNews['why'];
  readonly workflowId: string;
}

/** The whole state of the watcher: what its `state` query answers. Plain JSON. */
export interface WatcherState {
  readonly schema: 1;
  /** Since when it watches without a gap. ISO 8601, UTC. */
  readonly since: string;
  /** When it last saw a difference. */
  readonly newsAt?: string;
  /** `NUMBER DIGEST` of each open pull request as it was seen last; `NUMBER gone` of those that journeys still have. */
  readonly digests: readonly string[];
  /** The last nudges, the oldest first. */
  readonly nudges: readonly ChangeNudge[];
}

/** How many nudges are kept, to be looked at. */
export const MOST_NUDGES_KEPT = 20;

/** The watcher at the beginning of a run, with what the run before remembered. */
export function beginWatching(input: WatcherInput, at: string): WatcherState {
  const { since = at, digests = [], nudges = [] } = input;
  return { schema: 1, since, digests, nudges };
}

/** Remembered in the place of a digest: it was told that this one is open no more. */
const GONE = 'gone';

/**
 * What differs between what is remembered and what a look shows. What is let go of is no news by itself: it comes
 * along with some.
 *
 * @param digests - `NUMBER DIGEST` each.
 * @param held - the numbers that running journeys have open. One that no look shows is gone, although nothing may be
 *   remembered of it: it came and went between two looks, or while nobody watched.
 */
export function comparePictures(
  digests: readonly string[],
  pictures: readonly ChangePicture[],
  held: ReadonlySet<number> = new Set(),
): PictureNews[] {
  const known = new Map(digests.map(readDigest));
  const news: PictureNews[] = [];
  const shown = new Set(pictures.map(({ number }) => number));
  for (const picture of pictures) {
    const { number, branch } = picture;
    const before = known.get(number);
    const digest = digestPicture(picture);
    if (before !== digest)
      news.push({ number, why: before === undefined ? 'appeared' : 'differs', branch, digest });
  }
  const missing = new Set([...known.keys(), ...held].filter((number) => !shown.has(number)));
  const letGo: PictureNews[] = [];
  for (const number of missing) {
    const isHeld = held.has(number);
    if (known.get(number) !== GONE) news.push({ number, why: 'gone', ...(isHeld && { digest: GONE }) });
    else if (!isHeld) letGo.push({ number, why: 'let-go' });
  }
  return news.length === 0 ? [] : [...news, ...letGo];
}

/** Remembers what was new, so that it is news no longer. */
export function rememberNews(state: WatcherState, news: readonly PictureNews[], at: string): WatcherState {
  const known = new Map(state.digests.map(readDigest));
  for (const { number, digest } of news) {
    if (digest === undefined) known.delete(number);
    else known.set(number, digest);
  }
  return { ...state, newsAt: at, digests: [...known].map(([number, digest]) => `${number} ${digest}`) };
}

/** How many open pull requests are remembered. */
export function countOpen(digests: readonly string[]): number {
  return digests.filter((line) => readDigest(line)[1] !== GONE).length;
}

/** Keeps which journeys were told to look; of many only the last. */
export function recordNudges(state: WatcherState, nudges: readonly ChangeNudge[]): WatcherState {
  return { ...state, nudges: [...state.nudges, ...nudges].slice(-MOST_NUDGES_KEPT) };
}

/** Reads terms that came in as a signal, which anybody may send: undefined for what are none. */
export function readTerms(sent: unknown): WatcherTerms | undefined {
  const { watchMs, timing: durations } = partsOf(sent);
  const timing = readTiming(durations);
  return timing !== undefined && isDuration(watchMs) && watchMs > 0 ? { timing, watchMs } : undefined;
}

function readDigest(line: string): [number, string] {
  const [number = '', digest = ''] = line.split(' ');
  return [Number(number), digest];
}
