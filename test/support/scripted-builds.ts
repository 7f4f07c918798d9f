import { stillWaiting } from '../../activities/failures.ts';
import { answerJourneys, askPublisher } from '../../activities/publisher.ts';
import type { Activities } from '../../activities/index.ts';
import type { BuildsInput, BuildsSighting } from '../../activities/builds.ts';
import type { CurrentBuild } from '../../domain/current-build.ts';
import type { PublishAnswer, PublishRequest } from '../../domain/publisher-state.ts';

/** A build that is told and not made: it holds the requests that it is said to hold. */
export interface ScriptedBuild {
  readonly number: number;
  readonly holds: ReadonlySet<string>;
  result: 'queued' | 'running' | 'green' | 'red';
}

/**
 * The builds of one branch, for tests of the publisher alone. Each trigger makes a build that holds all that is
 * asked at that moment; how it ends is the test's affair. Questions and answers between journeys and publisher go
 * over Temporal as they do in real life.
 */
export class ScriptedBuilds {
  readonly builds: ScriptedBuild[] = [];
  /** How each new build stands at once. */
  verdict: ScriptedBuild['result'] = 'green';
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
      const sighting = this.#sight(input);
      if (sighting.outlook !== 'missing') return sighting;
      const { number } = this.add(this.verdict, input.requests);
      return {
        ...sighting,
        outlook: 'expected',
        sentence: `build ${number} was triggered`,
        triggered: true,
        current: this.#queued(),
      };
    },
    cancelOwnBuild: async ({ queueId }) => {
      this.cancelled.push(queueId);
      return `queue item ${queueId} was cancelled`;
    },
    awaitBuilds: async (input) => {
      const sighting = this.#sight(input);
      const isSeen = sighting.outlook === 'red' && sighting.red?.number === input.seenRed;
      if (sighting.answers.length > 0 || (sighting.outlook !== 'expected' && !isSeen)) return sighting;
      throw stillWaiting(`waiting: ${sighting.sentence}`, input.timing.buildMs);
    },
  };

  /** A build of the branch, by whomever. */
  add(result: ScriptedBuild['result'], requests: readonly Pick<PublishRequest, 'id'>[]): ScriptedBuild {
    const holds = new Set(requests.map(({ id }) => id));
    const build: ScriptedBuild = { number: this.builds.length + 1, holds, result };
    this.builds.push(build);
    return build;
  }

  /** Ends all builds that run or wait. */
  end(result: 'green' | 'red'): void {
    for (const build of this.builds)
      if (build.result === 'running' || build.result === 'queued') build.result = result;
  }

  #queued(): CurrentBuild[] {
    return this.builds
      .filter(({ result }) => result === 'queued')
      .map(({ number }) => ({
        kind: 'queued',
        id: number,
        since: '2026-03-01T12:00:00Z',
        url: 'http://127.0.0.1/',
      }));
  }

  #sight({ requests, passOver }: BuildsInput): BuildsSighting {
    const latest = (id: string, result: ScriptedBuild['result']) =>
      this.builds.findLast((build) => build.holds.has(id) && build.result === result);
    const answers = requests.flatMap(({ id, workflowId }) => {
      const green = latest(id, 'green');
      return green === undefined ? [] : [{ id, workflowId, build: published(green) }];
    });
    const open = requests.filter(({ id }) => latest(id, 'green') === undefined);
    const [first] = open;
    if (first === undefined) return { answers, outlook: 'none-left', sentence: 'all are answered' };
    const isMissing = open.some(({ id }) => {
      const red = latest(id, 'red');
      const isComing = latest(id, 'running') ?? latest(id, 'queued');
      return isComing === undefined && (red === undefined || red.number <= passOver);
    });
    if (isMissing) return { answers, outlook: 'missing', sentence: 'no build will do' };
    const coming = latest(first.id, 'running') ?? latest(first.id, 'queued');
    if (coming !== undefined)
      return {
        answers,
        outlook: 'expected',
        sentence: `build ${coming.number} ${coming.result === 'queued' ? 'is queued' : 'runs'}`,
        current: this.#queued(),
      };
    const number = latest(first.id, 'red')?.number ?? 0;
    const red = { number, url: published({ number }).url, result: 'FAILURE', log: 'mage check failed' };
    return { answers, outlook: 'red', sentence: `build ${number} is red`, red };
  }
}

function published({ number }: Pick<ScriptedBuild, 'number'>): PublishAnswer['build'] {
  const url = `http://127.0.0.1/build/${number}/`;
  return { number, url, commit: 'e'.repeat(40), startedAt: number, finishedAt: number };
}
