/** A build of a branch that did what a journey asked for. */
export interface PublishedBuild {
  readonly number: number;
  readonly url: string;
  /** The commit that was built. */
  readonly commit: string;
  /** Epoch milliseconds by Jenkins's clock. */
  readonly startedAt: number;
  readonly finishedAt: number;
}
