import { z } from 'zod';
import type { BuildLook, JobBuilds } from '../../domain/builds.ts';
import { causesAnswer, isUser } from './causes.ts';

/** A branch's job as it was seen: what waits in the queue and the newest builds, the newest first. */
export interface JobLook extends JobBuilds {
  /** Whether a trigger must bring parameters; undefined when Jenkins does not tell. */
  readonly parameterized: boolean | undefined;
  /** False for a job that is disabled, or whose branch is gone. */
  readonly buildable: boolean;
}

/** Everything that a look needs in one call; Jenkins answers only with what is named here. */
export const JOB_TREE = [
  'buildable',
  'property[parameterDefinitions[name]]',
  'queueItem[id,inQueueSince,why]',
  'builds[number,queueId,building,inProgress,result,timestamp,duration,actions[causes[userId],lastBuiltRevision[SHA1],remoteUrls]]{0,20}',
].join(',');

const buildAnswer = z.object({
  number: z.number(),
  queueId: z.number(),
  building: z.boolean(),
  inProgress: z.boolean().nullish(),
  result: z.enum(['SUCCESS', 'UNSTABLE', 'FAILURE', 'NOT_BUILT', 'ABORTED']).nullish(),
  timestamp: z.number(),
  duration: z.number(),
  actions: z
    .array(
      z
        .object({
          causes: causesAnswer,
          lastBuiltRevision: z.object({ SHA1: z.string() }).nullish(),
          remoteUrls: z.array(z.string()).nullish(),
        })
        .nullable(),
    )
    .nullish(),
});

export const jobAnswer = z.object({
  buildable: z.boolean().nullish(),
  property: z.array(z.object({ parameterDefinitions: z.array(z.unknown()).nullish() }).nullable()).nullish(),
  queueItem: z.object({ id: z.number(), inQueueSince: z.number(), why: z.string().nullish() }).nullish(),
  builds: z.array(buildAnswer),
});

/** Where the commits of a job's builds are from, and who we are. */
export interface JobReader {
  /** `owner/name` of the storage. */
  readonly repository: string;
  /** The job's address, with a slash at its end. */
  readonly jobUrl: string;
  /** The id of our own user. */
  readonly user: string;
}

export function readJob(answer: z.infer<typeof jobAnswer>, reader: JobReader): JobLook {
  const { queueItem, builds } = answer;
  return {
    parameterized: answer.property?.some((property) => Array.isArray(property?.parameterDefinitions)),
    buildable: answer.buildable ?? true,
    queued: queueItem ? { id: queueItem.id, since: queueItem.inQueueSince, why: queueItem.why ?? '' } : null,
    builds: builds
      .map((build) => readBuild(build, reader))
      .toSorted((one, other) => other.number - one.number),
  };
}

function readBuild(build: z.infer<typeof buildAnswer>, { repository, jobUrl, user }: JobReader): BuildLook {
  // A pipeline may set its result long before it ends, and is `building` until it really has.
  const result = build.building || build.inProgress === true ? null : (build.result ?? null);
  const isOurs = build.actions?.some((action) => action?.causes?.some(({ userId }) => isUser(userId, user)));
  return {
    number: build.number,
    queueId: build.queueId,
    building: result === null,
    result,
    startedAt: build.timestamp,
    finishedAt: result === null ? null : build.timestamp + build.duration,
    commit: findCommit(build, repository),
    url: `${jobUrl}${build.number}/`,
    ...(isOurs && { ours: true }),
  };
}

/**
 * A build tells a commit for each repository that it checked out, shared libraries among them and often first:
 * only the storage's own counts.
 */
function findCommit({ actions }: z.infer<typeof buildAnswer>, repository: string): string | null {
  const checkout = actions?.find((action) => action?.remoteUrls?.some((url) => isRemoteOf(url, repository)));
  return checkout?.lastBuiltRevision?.SHA1 ?? null;
}

/** Whether a remote (https, ssh or scp-like, with `.git` or not, in any case) is the repository `owner/name`. */
export function isRemoteOf(remote: string, repository: string): boolean {
  const path = remote
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  const wanted = repository.toLowerCase();
  return path.endsWith(`/${wanted}`) || path.endsWith(`:${wanted}`);
}
