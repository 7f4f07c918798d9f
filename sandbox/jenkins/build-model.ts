import type { Layer } from '../images/image-store.ts';

export type BuildResult = 'SUCCESS' | 'UNSTABLE' | 'FAILURE' | 'NOT_BUILT' | 'ABORTED';

/** Why a build was asked for. */
export type Cause =
  | { readonly kind: 'user'; readonly login: string }
  | { readonly kind: 'upstream'; readonly job: string; readonly build: number }
  | { readonly kind: 'branch' };

/** Values of declared parameters. */
export type Parameters = Readonly<Record<string, boolean>>;

/** The job's only parameter, as the real Jenkinsfile declares it. */
export const DEFAULT_PARAMETERS: Parameters = { run_all_stages: false };

/** One run of a job. */
export interface Build {
  readonly number: number;
  readonly queueId: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly causes: Cause[];
  readonly parameters: Parameters;
  duration: number;
  building: boolean;
  result: BuildResult | null;
  /** The branch tip that it read when it started; known to callers only after the checkout. */
  commit: string | null;
  /** Whether the commit shows in its build data. */
  checkedOut: boolean;
  /** The commits since the build before, the newest first. */
  changes: readonly string[];
  layers: readonly Layer[];
  log: string;
  stages: { readonly name: string; status: string }[];
}

/** The job of one branch. */
export interface Job {
  readonly stage: string;
  readonly branch: string;
  /** Such as `job/storage/job/snapshot`. */
  path: string;
  readonly layers: readonly string[];
  /** Whether Jenkins knows the job's parameters: it reads them from the Jenkinsfile of a build. */
  parameterized: boolean;
  nextNumber: number;
  /** The newest first. */
  builds: Build[];
}

/** Where an item of the queue is. */
export type QueueState = 'waiting' | 'blocked' | 'buildable' | 'left';

/** A build that was asked for. */
export interface QueueItem {
  readonly id: number;
  readonly branch: string;
  readonly since: number;
  readonly parameters: Parameters;
  readonly causes: Cause[];
  state: QueueState;
  /** What holds it back, after its quiet period. */
  why?: string;
  /** When its quiet period is over. */
  due: number;
  cancelled: boolean;
  build: number | null;
  leftAt: number | null;
}
