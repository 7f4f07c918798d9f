import { outlookOf, type BuildsOutlook, type BuildsPast, type OpenRequest } from '../domain/build-outlook.ts';
import type { PublishedBuild } from '../domain/build.ts';
import {
  commitsToCompareForAll,
  judgeBuilds,
  overdueBuilds,
  takeForDead,
  type BuildLook,
  type JobBuilds,
} from '../domain/builds.ts';
import { areSameBuilds, currentBuilds, type CurrentBuild } from '../domain/current-build.ts';
import { layersAt } from '../domain/layers.ts';
import type { PublishAnswer, PublishRequest, RedBuild } from '../domain/publisher-state.ts';
import type { Timing } from '../domain/timing.ts';
import { JenkinsError } from '../services/jenkins/jenkins-error.ts';
import { stillWaiting } from './failures.ts';
import { whyStopped } from './line.ts';
import { lookAtJobs, lookAtStageJob } from './look-at-jobs.ts';
import type { Services } from './services.ts';

export interface BuildsInput extends BuildsPast {
  readonly stage: string;
  readonly requests: readonly PublishRequest[];
  /** The stages whose images this one is built from; absent where nobody asks for the layers. */
  readonly layers?: readonly string[];
}

/** What a look at a branch's builds found for all that is asked of it. */
export interface BuildsSighting {
  /** The requests that a build answers. */
  readonly answers: readonly PublishAnswer[];
  /** Of the others: whether a build is on its way that will or may do. */
  readonly outlook: BuildsOutlook['kind'];
  readonly sentence: string;
  readonly red?: RedBuild;
  /** True when this activity triggered the build that is expected. */
  readonly triggered?: boolean;
  /** Why nothing is triggered though no build will do: the line is stopped. It is `expected` to go on. */
  readonly stopped?: string;
  /** The builds that run or wait, whatever they hold; absent in what an older worker saw. */
  readonly current?: readonly CurrentBuild[];
}

/**
 * Sees to it that a build is on its way for all that is asked: looks for finished, running and queued ones, and
 * triggers the stage's job only if one request has none, none that we asked for still runs, and the line runs there.
 *
 * Run twice it may trigger twice when the first answer was lost and the item is not listed yet: the second
 * coalesces in Jenkins's queue, or builds the same content again. Nobody waits for "my build".
 */
export async function requestBuilds(services: Services, input: BuildsInput): Promise<BuildsSighting> {
  const sighting = await heedLine(input.stage, await sightBuilds(services, input));
  if (sighting.outlook !== 'missing') return sighting;
  await stopOverdue(services, input.stage, sighting.overdue);
  const { queueId } = await services.jenkins.trigger(services.jobOf(input.stage));
  const triggered = { ...sighting, outlook: 'expected', triggered: true } as const;
  if (queueId === null) return { ...triggered, sentence: 'a build was triggered' };
  const since = new Date().toISOString();
  const url = services.jenkins.urlOf(services.jobOf(input.stage));
  const queued = { kind: 'queued', id: queueId, since, url } as const;
  const sentence = `a build was triggered as queue item ${queueId}`;
  return { ...triggered, sentence, current: [...sighting.current, queued] };
}

/** Where a build would be triggered, but the line is stopped at the stage, it is waited for. */
async function heedLine<S extends BuildsSighting>(stage: string, sighting: S): Promise<S> {
  if (sighting.outlook !== 'missing') return sighting;
  const stopped = await whyStopped(stage);
  return stopped === undefined ? sighting : { ...sighting, outlook: 'expected', sentence: stopped, stopped };
}

/** Frees the agents of builds that never end, so that the next one can begin. Who may not stop them is told nothing of it. */
async function stopOverdue(services: Services, stage: string, overdue: readonly number[]): Promise<void> {
  for (const number of overdue) {
    try {
      await services.jenkins.stop(services.jobOf(stage), number);
    } catch (error) {
      if (!(error instanceof JenkinsError)) throw error;
    }
  }
}

export interface CancelOwnBuildInput {
  readonly stage: string;
  /** The item in the queue that the publisher has triggered. */
  readonly queueId: number;
}

/**
 * Takes a build that nobody waits for any more out of the queue of Jenkins: never one that runs, and never one that
 * somebody else has asked for as well. Run twice it finds the same.
 *
 * @returns what has become of it, in a sentence.
 */
export async function cancelOwnBuild(
  services: Services,
  { stage, queueId }: CancelOwnBuildInput,
): Promise<string> {
  switch (await services.jenkins.cancelOwnQueued(services.jobOf(stage), queueId)) {
    case 'cancelled':
      return `queue item ${queueId} of ${stage} was cancelled: nobody waits for it any more`;
    case 'begun':
      return `queue item ${queueId} of ${stage} is a build already, and goes on`;
    case 'shared':
      return `queue item ${queueId} of ${stage} stays: somebody else asked for it, too`;
    case 'forbidden':
      return `queue item ${queueId} of ${stage} stays: the Jenkins user may not cancel`;
  }
}

export interface AwaitBuildsInput extends BuildsInput {
  /** The number of a red build that was seen already: the wait goes on until there is something else. */
  readonly seenRed?: number;
  /** It is known that some were given up: the wait goes on until there is something else. */
  readonly seenGivenUp?: boolean;
  /** Why the line was seen to be stopped: the wait goes on while it is, and no build will do. */
  readonly seenStop?: string;
  /** The builds on their way that were seen already: another one is news; absent where they are nobody's concern. */
  readonly seenCurrent?: readonly CurrentBuild[];
  readonly timing: Timing;
}

/**
 * Looks at a branch's builds once; returns when a request is answered, a build is red, none is on its way, or
 * another one is.
 */
export async function awaitBuilds(services: Services, input: AwaitBuildsInput): Promise<BuildsSighting> {
  const { stage, seenStop } = input;
  const seen = await sightBuilds(services, input);
  const sighting = seenStop === undefined ? seen : await heedLine(stage, seen);
  if (!isNews(sighting, input)) throw stillWaiting(`waiting: ${sighting.sentence}`, input.timing.buildMs);
  return sighting;
}

/** Whether a look at the builds shows what ends the wait for them. */
export function isNews(
  { answers, outlook, red, stopped, current = [] }: BuildsSighting,
  {
    seenRed,
    seenGivenUp = false,
    seenStop,
    seenCurrent,
  }: Pick<AwaitBuildsInput, 'seenRed' | 'seenGivenUp' | 'seenStop' | 'seenCurrent'>,
): boolean {
  return (
    answers.length > 0 ||
    outlook === 'missing' ||
    stopped !== seenStop ||
    (outlook === 'given-up' && !seenGivenUp) ||
    (outlook === 'red' && red?.number !== seenRed) ||
    (seenCurrent !== undefined && !areSameBuilds(current, seenCurrent))
  );
}

/** Looks once at a branch's queue and builds, and judges for each request whether one will do. */
export async function sightBuilds(
  services: Services,
  { stage, requests, layers = [], ...past }: BuildsInput,
): Promise<
  BuildsSighting & { readonly current: readonly CurrentBuild[]; readonly overdue: readonly number[] }
> {
  const path = services.jobOf(stage);
  const seen = await lookAtStageJob(services, stage);
  const overdue = overdueBuilds(seen, Date.now(), services.longestBuildMs);
  const job = takeForDead(seen, overdue);
  const histories = await readHistories(services, requests, job);
  const answers: PublishAnswer[] = [];
  const open: OpenRequest[] = [];
  for (const request of requests) {
    const { id, workflowId, commit } = request;
    const verdict = judgeBuilds(
      request,
      job,
      (built) => commit !== undefined && histories.get(built)?.has(commit) === true,
    );
    if (verdict.kind === 'satisfied') answers.push({ id, workflowId, build: publishedBuild(verdict.build) });
    else open.push({ id, verdict });
  }
  return {
    answers: await withLayers(services, answers, layers),
    ...(await summarize(services, path, outlookOf(open, job, past), overdue)),
    current: currentBuilds(seen, services.jenkins.urlOf(path)),
    overdue: overdue.map(({ number }) => number),
  };
}

/** Says of each build on which layers its image stands. It is for people: an answer never waits for it for long. */
async function withLayers(
  services: Services,
  answers: readonly PublishAnswer[],
  layers: readonly string[],
): Promise<readonly PublishAnswer[]> {
  if (answers.length === 0 || layers.length === 0) return answers;
  const { jobs } = await lookAtJobs(services, layers);
  return answers.map(({ build, ...answer }) => ({
    ...answer,
    build: { ...build, layers: layersAt(jobs, build.startedAt) },
  }));
}

/** The outlook as a publisher sees it: a red build with the end of its log, or with the word that it is taken for dead. */
async function summarize(
  { jenkins }: Services,
  path: string,
  { kind: outlook, why, red: build }: BuildsOutlook,
  overdue: readonly BuildLook[],
): Promise<Omit<BuildsSighting, 'answers' | 'current'>> {
  if (build === undefined) return { outlook, sentence: why };
  const isOverdue = overdue.some(({ number }) => number === build.number);
  const result = isOverdue
    ? `running since ${new Date(build.startedAt).toISOString()}, longer than any build, and taken for dead`
    : (build.result ?? 'unknown');
  const sentence = isOverdue ? `build #${build.number} is ${result}` : why;
  return { outlook, sentence, red: await readRed(jenkins, path, build, result) };
}

/** Which of the asked commits each built commit has in its history: one query per built commit. */
async function readHistories(
  { storage }: Services,
  requests: readonly PublishRequest[],
  job: JobBuilds,
): Promise<Map<string, ReadonlySet<string>>> {
  const commits = [...new Set(requests.flatMap(({ commit }) => commit ?? []))];
  const built = commitsToCompareForAll(requests, job);
  const histories = new Map<string, ReadonlySet<string>>();
  for (const inCommit of built) {
    const contained = await storage.containedIn({ commits, inCommit });
    histories.set(inCommit, contained);
    // The older builds read an older tip: what the newest do not have, those will not have either.
    if (contained.size === 0) break;
  }
  return histories;
}

/** Enough to see why a build is red, little enough for a workflow's history. */
const LOG_TAIL_BYTES = 1_000;

async function readRed(
  jenkins: Services['jenkins'],
  path: string,
  { number, url }: BuildLook,
  result: string,
): Promise<RedBuild> {
  return {
    number,
    url,
    result,
    log: await readLog(jenkins, path, number),
  };
}

/** The end of a build's log; of a build that Jenkins discarded since it was seen, only that. */
async function readLog(jenkins: Services['jenkins'], path: string, number: number): Promise<string> {
  try {
    return await jenkins.logTail(path, number, LOG_TAIL_BYTES);
  } catch (error) {
    if (error instanceof JenkinsError && error.status === 404) return 'its log is gone';
    throw error;
  }
}

function publishedBuild({ number, url, commit, startedAt, finishedAt }: PublishedBuild): PublishedBuild {
  return { number, url, commit, startedAt, finishedAt };
}
