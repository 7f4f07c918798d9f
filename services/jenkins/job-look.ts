import { z } from 'zod';
import type { BuildLook, JobBuilds } from '../../domain/builds.ts';

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
  'builds[number,queueId,building,inProgress,result,timestamp,duration,actions[lastBuiltRevision[SHA1],remoteUrls]]{0,20}',
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

/** @param repository - `owner/name` of the storage; @param jobUrl - the job's address, with a slash at its end. */
export function readJob(answer: z.infer<typeof jobAnswer>, repository: string, jobUrl: string): JobLook {
  const { queueItem, builds } = answer;
  return {
    parameterized: answer.property?.some((property) => Array.isArray(property?.parameterDefinitions)),
    buildable: answer.buildable ?? true,
    queued: queueItem ? { id: queueItem.id, since: queueItem.inQueueSince, why: queueItem.why ?? '' } : null,
    builds: builds
      .map((build) => readBuild(build, repository, jobUrl))
      .toSorted((one, other) => other.number - one.number),
  };
}

function readBuild(build: z.infer<typeof buildAnswer>, repository: string, jobUrl: string): BuildLook {
  // A pipeline may set its result long before it ends, and is `building` until it really has.
  const result = build.building || build.inProgress === true ? null : (build.result ?? null);
  return {
    number: build.number,
    queueId: build.queueId,
    building: result === null,
    result,
    startedAt: build.timestamp,
    finishedAt: result === null ? null : build.timestamp + build.duration,
    commit: findCommit(build, repository),
    url: `${jobUrl}${build.number}/`,
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
