import type { PublishedBuild } from './build.ts';

/** How a build of Jenkins ended. */
export type BuildResult = 'SUCCESS' | 'UNSTABLE' | 'FAILURE' | 'NOT_BUILT' | 'ABORTED';

/** One build of a branch's job, as it was seen. Times are epoch milliseconds by Jenkins's clock. */
export interface BuildLook {
  readonly number: number;
  readonly queueId: number;
  readonly building: boolean;
  /** Null while it runs, also when Jenkins has set one already. */
  readonly result: BuildResult | null;
  readonly startedAt: number;
  /** Null while it runs. */
  readonly finishedAt: number | null;
  /** The commit of the storage that was built; null before the checkout, and for a build that died before it. */
  readonly commit: string | null;
  readonly url: string;
  /** Our own user is among those who asked for it. */
  readonly ours?: true;
}

/** A build that waits in the queue of Jenkins. */
export interface QueuedLook {
  readonly id: number;
  /** Epoch milliseconds by Jenkins's clock. */
  readonly since: number;
  readonly why: string;
}

/** The queue and the newest builds of one job, the newest first. */
export interface JobBuilds {
  readonly queued: QueuedLook | null;
  readonly builds: readonly BuildLook[];
}

/** What an image of a branch must hold. */
export interface BuildRequest {
  /** The commit on the branch; absent where the branch did not move and only a layer below it changed. */
  readonly commit?: string;
  /** For each layer below: the build that published it, and when that had finished, by Jenkins's clock. */
  readonly layers: readonly { readonly stage: string; readonly build: number; readonly finishedAt: number }[];
}

/** A build that succeeded and tells what it built. */
export type GreenBuild = BuildLook & PublishedBuild;

/**
 * `expected`: wait, something is on its way. `missing`: nothing will do, so trigger one. `why` is for people, and stays the same
 * while nothing changes.
 */
export type BuildVerdict =
  | { readonly kind: 'satisfied'; readonly build: GreenBuild }
  | { readonly kind: 'expected'; readonly why: string; readonly build?: number }
  | { readonly kind: 'red'; readonly build: BuildLook; readonly why: string }
  | { readonly kind: 'missing'; readonly why: string };

type Contains = (commit: string) => boolean;
/** Whether a build has in it what is asked; `unknown` where it does not tell which commit it built. */
type Holds = 'yes' | 'no' | 'unknown';

/**
 * The builds that Jenkins shows as running for longer than any build does: it was restarted, or an agent is lost, and
 * they never end by themselves.
 *
 * @param now - epoch milliseconds.
 */
export function overdueBuilds({ builds }: JobBuilds, now: number, longestMs: number): BuildLook[] {
  return builds.filter(({ building, startedAt }) => building && now - startedAt > longestMs);
}

/** The job with these builds taken for ended without success when they began: nobody waits for them, nor fears them. */
export function takeForDead(job: JobBuilds, overdue: readonly BuildLook[]): JobBuilds {
  const builds = job.builds.map((build) =>
    overdue.includes(build)
      ? ({ ...build, building: false, result: 'ABORTED', finishedAt: build.startedAt } as const)
      : build,
  );
  return { ...job, builds };
}

/**
 * Whether the builds of a branch answer a request.
 *
 * A build does if it succeeded, contains the commit, started after the build of every named layer had finished
 * (an image is made of the layers of its own moment), and still owns the branch's tag. The tag goes to whoever
 * finishes last, so a build without what is asked takes it away by finishing later: an older one, or a newer one
 * that was given a stale tip. One that still runs will take it away, hence `expected`.
 *
 * What is queued reads the tip when it starts, so it will have every commit and layer that is there now.
 *
 * @param contains - whether the built commit, one of {@link commitsToCompare}, has the request's in its history.
 */
export function judgeBuilds(request: BuildRequest, job: JobBuilds, contains: Contains): BuildVerdict {
  const holds = (build: BuildLook): Holds => holdsWhatIsAsked(request, build, contains);
  const green = latestFinished(job.builds.filter(isGreen).filter((build) => holds(build) === 'yes'));
  const rival = green && findRival(green, job.builds, holds);
  if (green !== undefined && rival === undefined) return { kind: 'satisfied', build: green };
  if (green !== undefined && rival?.building === true) {
    const why = `build #${rival.number} has not what is asked, still runs and would overwrite the image of #${green.number}`;
    return { kind: 'expected', why, build: rival.number };
  }

  if (job.queued !== null) return { kind: 'expected', why: 'a build is queued' };
  const running = job.builds.find((build) => build.building && holds(build) !== 'no');
  if (running !== undefined) {
    return { kind: 'expected', why: `build #${running.number} runs`, build: running.number };
  }

  const last = job.builds.find(
    (build) => !build.building && (holds(build) === 'yes' || (holds(build) === 'unknown' && isRed(build))),
  );
  if (last !== undefined && isRed(last)) {
    return { kind: 'red', build: last, why: `build #${last.number} ended with ${last.result}` };
  }
  if (green !== undefined && rival !== undefined) {
    const why = `build #${rival.number} has not what is asked and overwrote the image of #${green.number}`;
    return { kind: 'missing', why };
  }
  return { kind: 'missing', why: 'no build has what is asked' };
}

/**
 * The built commits that {@link judgeBuilds} will ask about, those of the newest builds first.
 *
 * Ask in this order and stop at the first that does not contain the request's: the older builds read an older tip.
 * Where that is wrong (the newer one was given a stale tip) it costs a build and never a false `satisfied`.
 * Whether one commit contains another never changes, so an answer may be kept.
 */
export function commitsToCompare(request: BuildRequest, job: JobBuilds): string[] {
  const { commit } = request;
  if (commit === undefined) return [];
  const commits = job.builds
    .filter((build) => startedAfterLayers(request, build))
    .flatMap((build) => (build.commit === null || build.commit === commit ? [] : [build.commit]));
  return [...new Set(commits)];
}

/**
 * The built commits to ask about for several requests at once, those of the newest builds first. A commit that one
 * request names itself stays in for the others, in its place.
 */
export function commitsToCompareForAll(requests: readonly BuildRequest[], job: JobBuilds): string[] {
  const wanted = new Set(requests.flatMap((request) => commitsToCompare(request, job)));
  const built = job.builds.flatMap(({ commit }) => commit ?? []);
  return [...new Set(built)].filter((commit) => wanted.has(commit));
}

function holdsWhatIsAsked(request: BuildRequest, build: BuildLook, contains: Contains): Holds {
  if (!startedAfterLayers(request, build)) return 'no';
  if (request.commit === undefined || request.commit === build.commit) return 'yes';
  if (build.commit === null) return 'unknown';
  return contains(build.commit) ? 'yes' : 'no';
}

function startedAfterLayers({ layers }: BuildRequest, { startedAt }: BuildLook): boolean {
  return layers.every(({ finishedAt }) => startedAt >= finishedAt);
}

/** A build that took the tag away from the green one; else one that runs and will. */
function findRival(
  green: GreenBuild,
  builds: readonly BuildLook[],
  holds: (build: BuildLook) => Holds,
): BuildLook | undefined {
  const rivals = builds.filter((build) => {
    const lacks = holds(build);
    // Of two that do not tell their commit, only the older one can have read a tip from before ours.
    const mayLack = lacks === 'no' || (lacks === 'unknown' && build.number < green.number);
    return mayLack && (build.finishedAt === null || build.finishedAt >= green.finishedAt);
  });
  return rivals.find(({ building }) => !building) ?? rivals[0];
}

/** True for a build whose image was published, and that tells of which commit. */
export function isGreen(build: BuildLook): build is GreenBuild {
  return !build.building && build.result === 'SUCCESS' && build.commit !== null && build.finishedAt !== null;
}

function isRed({ building, result }: BuildLook): boolean {
  return !building && result !== null && result !== 'SUCCESS';
}

/** The build that owns the tag: it goes to whoever finishes last. */
export function latestFinished(builds: readonly GreenBuild[]): GreenBuild | undefined {
  return builds.toSorted((one, other) => other.finishedAt - one.finishedAt)[0];
}
