/** What the process says when it ends. Documented in docs/cli.md: scripts rely on it. */
export const ExitCode = {
  done: 0,
  /** A journey was aborted or broke, a check did not hold, or a fault of ours. */
  failed: 1,
  /** A wrong command line, configuration or input. */
  usage: 2,
  /** The journey refused a decision or a second start. */
  refused: 3,
  /** No such journey, version or stage. */
  notFound: 4,
  /** Temporal, a worker, GitHub, Jenkins or a registry does not answer as it should. */
  unreachable: 5,
  /** The journey needs a person. */
  attention: 6,
  /** Ctrl-C, by shell custom. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
