import { ApplicationFailure } from '@temporalio/common';
import { isNews, type BuildsInput, type BuildsSighting } from '../../activities/builds.ts';
import { stillWaiting, unavailable } from '../../activities/failures.ts';
import { answerJourneys, askPublisher } from '../../activities/publisher.ts';
import type { Activities } from '../../activities/index.ts';
import { outlookOf, type OpenRequest } from '../../domain/build-outlook.ts';
import { judgeBuilds, type BuildLook, type JobBuilds } from '../../domain/builds.ts';
import { currentBuilds } from '../../domain/current-build.ts';
import { FailureType } from '../../domain/failure-types.ts';
import type { PublishAnswer, PublishRequest } from '../../domain/publisher-state.ts';

const JOB = 'http://127.0.0.1/build/';

/** A build that is told and not made: it holds the requests that it is said to hold. */
export interface ScriptedBuild {
  readonly number: number;
  readonly holds: ReadonlySet<string>;
  result: 'queued' | 'cancelled' | 'running' | 'green' | 'red';
  /** Triggered by the publisher. */
  readonly ours: boolean;
}

/**
 * The builds of one branch, for tests of the publisher alone. Each trigger makes a build that holds all that is
 * asked at that moment; how it ends is the test's affair. They are judged as those of Jenkins are. Questions and
 * answers between journeys and publisher go over Temporal as they do in real life.
 */
export class ScriptedBuilds {
  readonly builds: ScriptedBuild[] = [];
  /** How each new build stands at once. */
  verdict: ScriptedBuild['result'] = 'green';
  /** The ids of requests that no build ever holds. */
  readonly impossible = new Set<string>();
  /** While it is set, Jenkins answers nobody, and has done so for long. */
  isOut = false;
  /** All answers that were sent, in their order. */
  readonly answers: PublishAnswer[] = [];
  /** The items in the queue that were cancelled; an item has the number of its build. */
  readonly cancelled: number[] = [];

  readonly activities: Pick<
    Activities,
    'askPublisher' | 'answerJourneys' | 'findGone' | 'requestBuilds' | 'cancelOwnBuild' | 'awaitBuilds'
  > = {
    askPublisher,
    answerJourneys: async (input) => {
      this.answers.push(...input.answers);
      await answerJourneys(input);
    },
    findGone: async () => [],
    requestBuilds: async (input) => {
      if (this.isOut)
        throw ApplicationFailure.nonRetryable('503: Jenkins is out of order', FailureType.unavailable);
      const sighting = this.#sight(input);
      if (sighting.outlook !== 'missing') return sighting;
      const { number } = this.#add(this.verdict, input.requests, true);
      const queued = { kind: 'queued', id: number, since: '2026-03-01T12:00:00Z', url: JOB } as const;
      return {
        ...sighting,
        outlook: 'expected',
        sentence: `build ${number} was triggered`,
        triggered: true,
        current: [...(sighting.current ?? []), queued],
      };
    },
    cancelOwnBuild: async ({ queueId }) => {
      this.cancelled.push(queueId);
      const item = this.builds.find(({ number, result }) => number === queueId && result === 'queued');
      if (item !== undefined) item.result = 'cancelled';
      return `queue item ${queueId} was cancelled`;
    },
    awaitBuilds: async (input) => {
      if (this.isOut) throw unavailable('503: Jenkins is out of order');
      const sighting = this.#sight(input);
      if (isNews(sighting, input)) return sighting;
      throw stillWaiting(`waiting: ${sighting.sentence}`, input.timing.buildMs);
    },
  };

  /** A build of the branch, by somebody else. */
  add(result: ScriptedBuild['result'], requests: readonly Pick<PublishRequest, 'id'>[]): ScriptedBuild {
    return this.#add(result, requests, false);
  }

  #add(
    result: ScriptedBuild['result'],
    requests: readonly Pick<PublishRequest, 'id'>[],
    ours: boolean,
  ): ScriptedBuild {
    const holds = new Set(requests.map(({ id }) => id).filter((id) => !this.impossible.has(id)));
    const build: ScriptedBuild = { number: this.builds.length + 1, holds, result, ours };
    this.builds.push(build);
    return build;
  }

  /** Ends all builds that run or wait. */
  end(result: 'green' | 'red'): void {
    for (const build of this.builds)
      if (build.result === 'running' || build.result === 'queued') build.result = result;
  }

  /** The builds as Jenkins would show them: each begins at 100 times its number, and its commit is named after it. */
  #job(): JobBuilds {
    const queued = this.builds.findLast(({ result }) => result === 'queued');
    return {
      queued: queued === undefined ? null : { id: queued.number, since: 100 * queued.number, why: '' },
      builds: this.builds
        .filter(({ result }) => result !== 'queued' && result !== 'cancelled')
        .map(lookOf)
        .toReversed(),
    };
  }

  #sight({ requests, ...past }: BuildsInput): BuildsSighting {
    const job = this.#job();
    const answers: PublishAnswer[] = [];
    const open: OpenRequest[] = [];
    for (const { id, workflowId } of requests) {
      const contains = (commit: string): boolean =>
        this.builds.some((build) => commitOf(build) === commit && build.holds.has(id));
      const verdict = judgeBuilds({ commit: id, layers: [] }, job, contains);
      if (verdict.kind !== 'satisfied') open.push({ id, verdict });
      else {
        const { number, url, commit, startedAt, finishedAt } = verdict.build;
        answers.push({ id, workflowId, build: { number, url, commit, startedAt, finishedAt } });
      }
    }
    const { kind: outlook, why: sentence, red } = outlookOf(open, job, past);
    const current = currentBuilds(job, JOB);
    if (red === undefined) return { answers, outlook, sentence, current };
    const { number, url } = red;
    const told = { number, url, result: 'FAILURE', log: 'mage check failed' };
    return { answers, outlook, sentence, current, red: told };
  }
}

function commitOf({ number }: ScriptedBuild): string {
  return String(number).padStart(40, 'e');
}

function lookOf(build: ScriptedBuild): BuildLook {
  const { number, result } = build;
  const building = result === 'running';
  return {
    number,
    queueId: number,
    building,
    result: building ? null : result === 'green' ? 'SUCCESS' : 'FAILURE',
    startedAt: 100 * number,
    finishedAt: building ? null : 100 * number + 50,
    commit: commitOf(build),
    url: `${JOB}${number}/`,
    ...(build.ours && { ours: true }),
  };
}
