import { FaultList, type Fault } from '../faults/fault-list.ts';
import type { ImageStore } from '../images/image-store.ts';
import type { PackageCatalog } from '../registry/package-catalog.ts';
import type { Build, Cause, Job, Parameters, QueueItem } from './build-model.ts';
import { discardOld } from './build-discarder.ts';
import { BuildQueue, type Hold } from './build-queue.ts';
import { finishStage, runBuild } from './build-run.ts';
import { JENKINS_FAULTS, type JenkinsFault } from './jenkins-faults.ts';
import { throttledUntil, whyThrottled, type Throttle } from './throttle.ts';

export interface FarmState {
  readonly jobs: Job[];
  readonly queue: QueueItem[];
  readonly nextQueueId: number;
}

export interface BuildFarmOptions {
  readonly catalog: PackageCatalog;
  readonly images: ImageStore;
  readonly quietPeriodMs: number;
  readonly buildMs: number;
  /** A build of a branch that succeeds asks for a build of the branches next above it. */
  readonly cascade: boolean;
  readonly throttle: Throttle;
  readonly save: (state: FarmState) => void;
}

/** The jobs, the queue and the builds: what Jenkins is without its pages. Builds of one job may run at once. */
export class BuildFarm {
  readonly faults = new FaultList<JenkinsFault>(JENKINS_FAULTS, (fault) => this.#strike(fault));
  readonly jobs: Job[];
  readonly queue: BuildQueue;
  readonly #options: BuildFarmOptions;
  readonly #running = new Map<Build, AbortController>();
  readonly #ended = new Set<{ readonly job: Job; readonly number: number; readonly tell: () => void }>();
  #closed = false;

  /** @param state - where an earlier Jenkins stopped: what ran then was aborted, what waited still waits. */
  constructor(options: BuildFarmOptions, state: FarmState) {
    this.#options = options;
    this.jobs = state.jobs;
    for (const job of this.jobs) {
      for (const build of job.builds) {
        if (build.building) endBuild(build, 'ABORTED');
      }
    }
    this.queue = new BuildQueue(
      {
        quietPeriodMs: options.quietPeriodMs,
        holdBack: (item) => this.#holdBack(item),
        start: (item) => this.#start(item),
        left: (item) => this.faults.letGo(item),
        changed: () => this.#save(),
      },
      state.queue,
      state.nextQueueId,
    );
    this.#save();
  }

  jobOf(branch: string): Job | undefined {
    return this.jobs.find((job) => job.branch === branch);
  }

  jobAt(path: string): Job | undefined {
    return this.jobs.find((job) => job.path === path);
  }

  /** Whether a job takes no requests. */
  isDisabled({ path }: Job): boolean {
    return this.faults
      .list()
      .some(({ kind, value }) => kind === 'disabled' && (value === undefined || value === path));
  }

  /** Asks for a build; see {@link BuildQueue.schedule}. */
  schedule(
    job: Job,
    cause: Cause,
    parameters?: Parameters,
    quietMs?: number,
  ): ReturnType<BuildQueue['schedule']> {
    return this.queue.schedule(job.branch, cause, parameters, quietMs);
  }

  /** Aborts a build. One that has ended stays as it is. */
  stop(build: Build): void {
    this.#running.get(build)?.abort();
  }

  /** Does what a fault that acts at once does; false for every other kind. */
  #strike({ kind, value, times: number }: Fault<JenkinsFault>): boolean {
    const meant = this.jobs.filter(({ path }) => value === undefined || path === value);
    if (kind === 'expireLeftNow') this.queue.expireLeft();
    else if (kind === 'restart') this.#restart();
    else if (kind === 'restartIdsLost') {
      this.#restart();
      this.queue.lose();
    } else if (kind === 'cancelQueued') {
      for (const item of this.queue.open())
        if (meant.some(({ branch }) => branch === item.branch)) this.queue.cancel(item);
    } else if (kind === 'discardBuild') {
      for (const job of meant) job.builds = job.builds.filter((build) => build.number !== number);
    } else if (kind === 'notParameterized') for (const job of meant) job.parameterized = false;
    else return false;
    this.#save();
    return true;
  }

  /** Moves a job to another path, as renaming a folder does: nothing is at the old path any more. */
  rename(from: string, to: string): void {
    const job = this.jobAt(from);
    if (job === undefined) throw new RangeError(`There is no job at ${from}.`);
    job.path = to;
    this.#save();
  }

  state(): FarmState {
    return structuredClone({ jobs: this.jobs, queue: this.queue.items, nextQueueId: this.queue.nextId });
  }

  /** Stops all clocks. What runs is found running in the saved state, and aborted at the next start. */
  close(): void {
    this.#closed = true;
    this.queue.close();
    for (const controller of this.#running.values()) controller.abort();
  }

  #holdBack(item: QueueItem): Hold | undefined {
    const job = this.jobOf(item.branch);
    const subject = `QUEUE ${job?.path ?? ''}`;
    if (this.faults.holds('stuck', subject, item))
      return { state: 'buildable', why: 'Waiting for next available executor' };
    if (this.faults.holds('quietingDown', subject, item))
      return { state: 'blocked', why: 'Jenkins is about to shut down' };
    const until = throttledUntil(item, job, this.queue.open(), this.#options.throttle);
    return until === undefined ? undefined : { state: 'blocked', why: whyThrottled(until) };
  }

  #start(item: QueueItem): number {
    const job = this.jobOf(item.branch);
    if (job === undefined) throw new RangeError(`There is no job of ${item.branch}.`);
    const build: Build = {
      number: job.nextNumber,
      queueId: item.id,
      startedAt: Date.now(),
      causes: item.causes,
      parameters: item.parameters,
      duration: 0,
      building: true,
      result: null,
      commit: null,
      checkedOut: false,
      changes: [],
      layers: [],
      log: '',
      stages: [],
    };
    job.nextNumber += 1;
    job.builds = [build, ...job.builds];
    void this.#run(job, build);
    return build.number;
  }

  async #run(job: Job, build: Build): Promise<void> {
    const controller = new AbortController();
    this.#running.set(build, controller);
    const { catalog, images, buildMs, cascade } = this.#options;
    const result = await runBuild(
      job,
      build,
      {
        catalog,
        images,
        faults: this.faults,
        buildMs,
        newerEnded: ({ number }) => this.#newerEnded(job, number),
        changed: () => this.#save(),
      },
      controller.signal,
    );
    this.#running.delete(build);
    if (this.#closed) return;
    endBuild(build, result);
    job.builds = discardOld(job.builds);
    this.#save();
    for (const waiting of this.#ended)
      if (waiting.job === job && waiting.number < build.number) waiting.tell();
    if (!cascade || result !== 'SUCCESS') return;
    for (const above of this.jobs.filter(({ layers }) => layers.at(-1) === job.branch)) {
      if (this.isDisabled(above)) continue;
      this.schedule(above, { kind: 'upstream', job: job.path, build: build.number });
    }
  }

  #newerEnded(job: Job, number: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = { job, number, tell: () => (this.#ended.delete(waiting), resolve()) };
      this.#ended.add(waiting);
    });
  }

  /** A controller that goes down takes its running builds with it, and forgets the items that left. */
  #restart(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.queue.expireLeft();
  }

  #save(): void {
    if (!this.#closed)
      this.#options.save({ jobs: this.jobs, queue: this.queue.items, nextQueueId: this.queue.nextId });
  }
}

function endBuild(build: Build, result: NonNullable<Build['result']>): void {
  build.result ??= result;
  build.building = false;
  build.duration = Date.now() - build.startedAt;
  finishStage(
    build,
    build.result === 'SUCCESS' ? 'SUCCESS' : build.result === 'FAILURE' ? 'FAILED' : build.result,
  );
  build.log += `Finished: ${build.result}\n`;
}
