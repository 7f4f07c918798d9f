import { partsOf } from './sent.ts';

/** Every duration of a journey, in milliseconds. Tests pass short ones; nothing here ends a journey. */
export interface Timing {
  /** Between two looks at a change that waits for people. */
  readonly changeMs: number;
  /**
   * Between the first two looks at a change whose checks run; each pause is twice as long as the one before, and none
   * longer than `changeMs`, or than the pause of those who are watched.
   */
  readonly checksMs: number;
  /** Between two looks at a Jenkins job. */
  readonly buildMs: number;
  /** How long a publisher waits for more requests; each new one begins the wait again. */
  readonly quietMs: number;
  /** The most that such waits may hold a build back. */
  readonly quietMostMs: number;
  /** Between two looks at a registry that does not serve the version yet. */
  readonly registryMs: number;
  /** How long one attempt of an activity may take. */
  readonly attemptMs: number;
  /** How soon a worker that died is noticed. */
  readonly heartbeatMs: number;
  /** How long checks may be silent until a wait for them says so; absent in what an older version sent: 30 minutes. */
  readonly silenceMs?: number;
  /** The longest pause between two attempts at something that is out of order. */
  readonly retryMs: number;
  /**
   * How long a pull request must be open until a comment on it tells where its journey stands, and the pause between
   * two edits of that comment. Absent, as in journeys of old: there is no comment.
   */
  readonly commentMs?: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How long checks may be silent until a wait for them says so. */
export const DEFAULT_SILENCE_MS = 30 * MINUTE;

/** GitHub allows 5,000 calls an hour and some 600 versions wait at once: hence the 15 minutes. */
export const DEFAULT_TIMING: Required<Timing> = {
  changeMs: 15 * MINUTE,
  checksMs: MINUTE,
  buildMs: 15 * SECOND,
  quietMs: 10 * SECOND,
  quietMostMs: MINUTE,
  registryMs: 30 * SECOND,
  attemptMs: 5 * MINUTE,
  heartbeatMs: 30 * SECOND,
  retryMs: 2 * MINUTE,
  silenceMs: DEFAULT_SILENCE_MS,
  commentMs: MINUTE,
};

/**
 * How long a roll-out may take where nothing tells of it. A restart takes minutes; but an image that was built on an old
 * layer was seen to come out an hour after its build, and the watch must not be over by then.
 */
export const DEFAULT_ROLLOUT_WINDOW_MS = 4 * 60 * MINUTE;

/** Between two looks of the repository's watcher at all open pull requests of ours. */
export const DEFAULT_WATCH_MS = MINUTE;

/** While the watcher looks, a journey looks at a change that waits for people so many times more seldom: 2 hours. */
export const WATCHED_FACTOR = 8;

/** Without these, or with one that is 0, Temporal takes no activity: each workflow task would fail. */
const NEVER_ZERO: readonly string[] = ['attemptMs', 'heartbeatMs', 'retryMs'] satisfies (keyof Timing)[];
/** A journey of old has none of these. */
const MAY_BE_ABSENT: readonly string[] = ['silenceMs', 'commentMs'] satisfies (keyof Timing)[];
/** A hundred years: what Temporal refuses as too long is far longer. */
const LONGEST_MS = 100 * 366 * 24 * 60 * MINUTE;

/** True for a whole number of milliseconds that Temporal takes as a duration. */
export function isDuration(sent: unknown): sent is number {
  return typeof sent === 'number' && Number.isInteger(sent) && sent >= 0 && sent <= LONGEST_MS;
}

/** Reads the durations out of a message, where anybody may send anything; undefined where one that is needed is none. */
export function readTiming(sent: unknown): Timing | undefined {
  const parts = partsOf(sent);
  const known = Object.keys(DEFAULT_TIMING).flatMap((name) =>
    parts[name] === undefined ? [] : [[name, parts[name]] as const],
  );
  const timing = Object.fromEntries(known);
  return isTiming(timing) ? timing : undefined;
}

function isTiming(parts: Record<string, unknown>): parts is Record<string, unknown> & Timing {
  return Object.keys(DEFAULT_TIMING).every((name) => {
    const duration = parts[name];
    if (duration === undefined) return MAY_BE_ABSENT.includes(name);
    return isDuration(duration) && (duration > 0 || !NEVER_ZERO.includes(name));
  });
}
