import type { PublishedBuild } from '../domain/build.ts';
import {
  commitsToCompare,
  judgeBuilds,
  type BuildLook,
  type BuildVerdict,
  type JobBuilds,
} from '../domain/builds.ts';
import type { PublishAnswer, PublishRequest } from '../domain/publisher-state.ts';
import type { Timing } from '../domain/timing.ts';
import { stillWaiting } from './failures.ts';
import type { Services } from './services.ts';

export interface BuildsInput {
  readonly stage: string;
  readonly requests: readonly PublishRequest[];
  /** The number of a red build that is left behind: it and all before it count no more. */
  readonly passOver: number;
}

/** A build that failed, with the end of its log. */
export interface RedBuild {
  readonly number: number;
  readonly url: string;
  readonly result: string;
  readonly log: string;
}

/** What a look at a branch's builds found for all that is asked of it. */
export interface BuildsSighting {
  /** The requests that a build answers. */
  readonly answers: readonly PublishAnswer[];
  /** Of the others: whether a build is on its way that will or may do. */
  readonly outlook: 'none-left' | 'expected' | 'missing' | 'red';
  readonly sentence: string;
  readonly red?: RedBuild;
  /** True when this activity triggered the build that is expected. */
  readonly triggered?: boolean;
}

/**
 * Sees to it that a build is on its way for all that is asked: looks for finished, running and queued ones, and
 * triggers the stage's job only if one request has none.
 *
 * Run twice it may trigger twice when the first answer was lost and the item is not listed yet: the second
 * coalesces in Jenkins's queue, or builds the same content again. Nobody waits for "my build".
 */
export async function requestBuilds(services: Services, input: BuildsInput): Promise<BuildsSighting> {
  const sighting = await sightBuilds(services, input);
  if (sighting.outlook !== 'missing') return sighting;
  const { queueId } = await services.jenkins.trigger(services.jobOf(input.stage));
  const sentence =
    queueId === null ? 'a build was triggered' : `a build was triggered as queue item ${queueId}`;
  return { ...sighting, outlook: 'expected', sentence, triggered: true };
}

export interface AwaitBuildsInput extends BuildsInput {
  /** The number of a red build that was seen already: the wait goes on until there is something else. */
  readonly seenRed?: number;
  readonly timing: Timing;
}

/** Looks at a branch's builds once; returns when a request is answered, a build is red, or none is on its way. */
export async function awaitBuilds(services: Services, input: AwaitBuildsInput): Promise<BuildsSighting> {
  const sighting = await sightBuilds(services, input);
  const isNews =
    sighting.answers.length > 0 ||
    sighting.outlook === 'missing' ||
    (sighting.outlook === 'red' && sighting.red?.number !== input.seenRed);
  if (!isNews) throw stillWaiting(`waiting: ${sighting.sentence}`, input.timing.buildMs);
  return sighting;
}

/** Looks once at a branch's queue and builds, and judges for each request whether one will do. */
export async function sightBuilds(
  services: Services,
  { stage, requests, passOver }: BuildsInput,
): Promise<BuildsSighting> {
  const path = services.jobOf(stage);
  const job = await services.jenkins.lookAtJob(path, services.storage.repository);
  const histories = await readHistories(services, requests, job);
  const answers: PublishAnswer[] = [];
  const open: Exclude<BuildVerdict, { kind: 'satisfied' }>[] = [];
  for (const request of requests) {
    const { id, workflowId, commit } = request;
    const verdict = judgeBuilds(
      request,
      job,
      (built) => commit !== undefined && histories.get(built)?.has(commit) === true,
    );
    if (verdict.kind === 'satisfied') answers.push({ id, workflowId, build: publishedBuild(verdict.build) });
    else if (verdict.kind === 'red' && verdict.build.number <= passOver)
      open.push({ kind: 'missing', why: verdict.why });
    else open.push(verdict);
  }
  return { answers, ...(await summarize(services, path, open)) };
}

/** One word for all that is still open: a missing build must be triggered, a red one is told, the rest is awaited. */
async function summarize(
  { jenkins }: Services,
  path: string,
  open: readonly Exclude<BuildVerdict, { kind: 'satisfied' }>[],
): Promise<Omit<BuildsSighting, 'answers'>> {
  const missing = open.find(({ kind }) => kind === 'missing');
  const red = open.find((verdict) => verdict.kind === 'red');
  const expected = open.find(({ kind }) => kind === 'expected');
  if (expected !== undefined && missing === undefined) return { outlook: 'expected', sentence: expected.why };
  if (missing !== undefined) return { outlook: 'missing', sentence: missing.why };
  if (red?.kind === 'red')
    return { outlook: 'red', sentence: red.why, red: await readRed(jenkins, path, red.build) };
  return { outlook: 'none-left', sentence: 'every request is answered' };
}

/** Which of the asked commits each built commit has in its history: one query per built commit. */
async function readHistories(
  { storage }: Services,
  requests: readonly PublishRequest[],
  job: JobBuilds,
): Promise<Map<string, ReadonlySet<string>>> {
  const commits = [...new Set(requests.flatMap(({ commit }) => commit ?? []))];
  const built = [...new Set(requests.flatMap((request) => commitsToCompare(request, job)))];
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
  { number, url, result }: BuildLook,
): Promise<RedBuild> {
  return {
    number,
    url,
    result: result ?? 'unknown',
    log: await jenkins.logTail(path, number, LOG_TAIL_BYTES),
  };
}

function publishedBuild({ number, url, commit, startedAt, finishedAt }: PublishedBuild): PublishedBuild {
  return { number, url, commit, startedAt, finishedAt };
}
