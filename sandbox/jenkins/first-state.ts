import type { GitObjects } from '../images/git-objects.ts';
import type { ImageStore } from '../images/image-store.ts';
import { DEFAULT_PARAMETERS, type Build, type Job } from './build-model.ts';
import type { FarmState } from './build-farm.ts';

/** The job of one branch, as a configuration names it. */
export interface JobOptions {
  readonly stage: string;
  readonly branch: string;
  /** Such as `job/storage/job/snapshot`. */
  readonly path: string;
  /** The branches whose image this one is built FROM, the most mature first. */
  readonly layers: readonly string[];
}

const SECOND = 1000;

/**
 * What Jenkins has done before it starts: what was saved; else one build of each branch, with success, whose
 * image is published, the branches that others are built FROM first.
 */
export async function firstState(
  git: GitObjects,
  images: ImageStore,
  options: readonly JobOptions[],
  saved: FarmState | undefined,
): Promise<FarmState> {
  const jobs: Job[] = [];
  const began = Date.now();
  const lowestFirst = options.toSorted((one, other) => one.layers.length - other.layers.length);
  for (const [position, { stage, branch, path, layers }] of lowestFirst.entries()) {
    const known = saved?.jobs.find((job) => job.branch === branch);
    if (known !== undefined) {
      jobs.push({ ...known, layers });
      continue;
    }
    // One after the other, and all over by now: each image was made of layers that were there.
    const endedAt = began - (lowestFirst.length - position) * SECOND;
    const build = await buildOnce({ stage, branch, layers }, endedAt, git, images);
    const builds = build === undefined ? [] : [build];
    const parameterized = build !== undefined;
    jobs.push({
      stage,
      branch,
      path,
      layers,
      parameterized,
      nextNumber: builds.length + 1,
      builds,
    });
  }
  const ordered = options.flatMap(({ branch }) => jobs.filter((job) => job.branch === branch));
  return { jobs: ordered, queue: saved?.queue ?? [], nextQueueId: saved?.nextQueueId ?? jobs.length + 1 };
}

async function buildOnce(
  { stage, branch, layers }: Omit<JobOptions, 'path'>,
  endedAt: number,
  git: GitObjects,
  images: ImageStore,
): Promise<Build | undefined> {
  const tip = (await git.read(`refs/heads/${branch}`))?.id;
  if (tip === undefined) return undefined;
  const image = images.tagged(branch) ?? {
    stage,
    branch,
    commit: tip,
    build: 1,
    builtAt: new Date(endedAt).toISOString(),
    layers: [...images.currentLayers(layers), { branch, commit: tip, build: 1 }],
  };
  if (images.tagged(branch) === undefined) images.publish(image);
  return {
    number: 1,
    queueId: 0,
    startedAt: Date.parse(image.builtAt) - SECOND / 2,
    causes: [{ kind: 'branch' }],
    parameters: DEFAULT_PARAMETERS,
    duration: SECOND / 2,
    building: false,
    result: 'SUCCESS',
    commit: image.commit,
    checkedOut: true,
    changes: [],
    layers: image.layers,
    log: 'Finished: SUCCESS\n',
    stages: [{ name: 'Publish Docker image', status: 'SUCCESS' }],
  };
}
