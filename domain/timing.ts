/** Every duration of a journey, in milliseconds. Tests pass short ones; nothing here ends a journey. */
export interface Timing {
  /** Between two looks at a change that waits for people. */
  readonly changeMs: number;
  /** Between two looks at a change whose checks run, or whose mergeability GitHub works out. */
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

/** Between two looks of the repository's watcher at all open pull requests of ours. */
export const DEFAULT_WATCH_MS = MINUTE;

/** While the watcher looks, a journey looks at a change that waits for people so many times more seldom: 2 hours. */
export const WATCHED_FACTOR = 8;
