/** An image that another one was built from: the build that made it, of the job of a more mature stage. */
export interface ImageLayer {
  readonly stage: string;
  /** The number of the build. */
  readonly build: number;
}

/** A build of a branch that did what a journey asked for. */
export interface PublishedBuild {
  readonly number: number;
  readonly url: string;
  /** The commit that was built. */
  readonly commit: string;
  /** Epoch milliseconds by Jenkins's clock. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** As far as Jenkins still knows them. */
  readonly layers?: readonly ImageLayer[];
}
