import type { PublishedBuild } from '../domain/build.ts';
import {
  commitsToCompare,
  judgeBuilds,
  type BuildRequest,
  type BuildVerdict,
  type JobBuilds,
} from '../domain/builds.ts';
import type { Timing } from '../domain/timing.ts';
import { stillWaiting } from './failures.ts';
import type { Services } from './services.ts';

export interface BuildInput {
  readonly stage: string;
  readonly request: BuildRequest;
  /** The number of a red build that a person told us to leave behind: it and all before it count no more. */
  readonly passOver?: number;
}

/** What a look at a branch's builds found. */
export type BuildSighting =
  | { readonly kind: 'published'; readonly build: PublishedBuild }
  /** One is queued or running, or was just triggered. */
  | {
      readonly kind: 'expected';
      readonly triggered: boolean;
      readonly sentence: string;
      /** The red build in whose place one was triggered. */
      readonly passOver?: number;
    }
  | {
      readonly kind: 'red';
      readonly number: number;
      readonly url: string;
      readonly result: string;
      readonly log: string;
    }
  /** None will do, and none is on its way: one must be triggered. */
  | { readonly kind: 'missing' };

/**
 * Sees to it that a build is on its way that will do: looks for a finished, running or queued one, and triggers
 * the stage's job only if there is none. A red one is no answer to who has not asked before: it may be older than
 * the merge, or red for another package's sake.
 *
 * Run twice it may trigger twice when the first answer was lost and the item is not listed yet: the second
 * coalesces in Jenkins's queue, or builds the same content again. Never wait for "my build".
 */
export async function requestBuild(services: Services, input: BuildInput): Promise<BuildSighting> {
  const sighting = await sightBuild(services, input);
  if (sighting.kind === 'published' || sighting.kind === 'expected') return sighting;
  const { queueId } = await services.jenkins.trigger(services.jobOf(input.stage));
  return {
    ...(sighting.kind === 'red' && { passOver: sighting.number }),
    kind: 'expected',
    triggered: true,
    sentence: queueId === null ? 'triggered' : `triggered as queue item ${queueId}`,
  };
}

export interface AwaitBuildInput extends BuildInput {
  /** The number of a red build that was seen already: the wait goes on until there is something else. */
  readonly seenRed?: number;
  readonly timing: Timing;
}

/** Looks at a branch's builds once; returns when one will do, is red, or none is on its way any more. */
export async function awaitBuild(services: Services, input: AwaitBuildInput): Promise<BuildSighting> {
  const sighting = await sightBuild(services, input);
  if (sighting.kind === 'expected') throw stillWaiting(`waiting: ${sighting.sentence}`, input.timing.buildMs);
  if (sighting.kind === 'red' && sighting.number === input.seenRed) {
    throw stillWaiting(
      `waiting: build ${sighting.number} is still the last one, and red`,
      input.timing.buildMs,
    );
  }
  return sighting;
}

async function sightBuild(
  services: Services,
  { stage, request, passOver = 0 }: BuildInput,
): Promise<BuildSighting> {
  const { jenkins, storage } = services;
  const path = services.jobOf(stage);
  const job = await jenkins.lookAtJob(path, storage.repository);
  const containing = await findContaining(services, request, job);
  const verdict = judgeBuilds(request, job, (built) => containing.has(built));
  if (verdict.kind === 'red' && verdict.build.number <= passOver) return { kind: 'missing' };
  return verdict.kind === 'red'
    ? {
        kind: 'red',
        number: verdict.build.number,
        url: verdict.build.url,
        result: verdict.build.result ?? 'unknown',
        log: await jenkins.logTail(path, verdict.build.number, LOG_TAIL_BYTES),
      }
    : toSighting(verdict);
}

/** The built commits that have the request's in their history; asked of the newest first, until one has not. */
async function findContaining(
  { storage }: Services,
  request: BuildRequest,
  job: JobBuilds,
): Promise<Set<string>> {
  const containing = new Set<string>();
  const { commit } = request;
  if (commit === undefined) return containing;
  for (const built of commitsToCompare(request, job)) {
    if (!(await storage.contains({ commit, inCommit: built }))) break;
    containing.add(built);
  }
  return containing;
}

/** Enough to see why a build is red, little enough for a workflow's history. */
const LOG_TAIL_BYTES = 1_000;

function toSighting(verdict: Exclude<BuildVerdict, { kind: 'red' }>): BuildSighting {
  switch (verdict.kind) {
    case 'satisfied': {
      const { number, url, commit, startedAt, finishedAt } = verdict.build;
      return { kind: 'published', build: { number, url, commit, startedAt, finishedAt } };
    }
    case 'expected':
      return { kind: 'expected', triggered: false, sentence: verdict.why };
    case 'missing':
      return { kind: 'missing' };
  }
}
