import type { Job, QueueItem } from './build-model.ts';

/** What the shapes need to know of Jenkins besides the thing they show. */
export interface ExportContext {
  /** The root address that links begin with, without a slash at the end. */
  readonly root: string;
  readonly repositoryUrl: string;
  readonly jobOf: (branch: string) => Job | undefined;
  readonly isDisabled: (job: Job) => boolean;
  /** The open items of a job, the oldest first. */
  readonly queued: (job: Job) => readonly QueueItem[];
}

/** The address of a job, with a slash at the end. */
export function jobUrl(root: string, job: Job): string {
  return `${root}/${job.path}/`;
}

/** The name with its folders, of what lies at a path such as `job/storage/job/snapshot`. */
export function fullName(path: string): string {
  return path
    .split('/')
    .filter((_, position) => position % 2 === 1)
    .map(decodeURIComponent)
    .join('/');
}

const COLORS = {
  SUCCESS: 'blue',
  UNSTABLE: 'yellow',
  FAILURE: 'red',
  NOT_BUILT: 'notbuilt',
  ABORTED: 'aborted',
} as const;

/** The ball beside a job: its last result, blinking while it builds. */
export function colorOf({ builds }: Job, isDisabled: boolean): string {
  if (isDisabled) return 'disabled';
  const result = builds.find(({ building }) => !building)?.result;
  const color = result === undefined || result === null ? 'notbuilt' : COLORS[result];
  return builds[0]?.building === true ? `${color}_anime` : color;
}
