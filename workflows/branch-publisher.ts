import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import {
  doNow,
  dropRequests,
  NO_TRIALS,
  recordAnswers,
  showBuilds,
  type PublisherInput,
  type RedBuild,
  type Trials,
} from '../domain/publisher-state.ts';
import type { BuildsSighting } from '../activities/builds.ts';
import { Publisher } from './publisher.ts';
import { startRollOuts } from './roll-outs.ts';

/** How often a red build is tried again by itself before a person is asked: it may be red for another's sake. */
const MOST_RED_RETRIES = 2;
/** How often a build that got lost is triggered anew before a person is asked. */
const MOST_TRIGGERS = 5;

/**
 * The builds of one branch, for all journeys that merge into it: it lives on, gathers requests for a quiet moment,
 * sees to one build that will do for all of them, and answers each with a build that is proved to hold what was
 * asked. Those that the build does not hold wait for the next.
 */
export async function branchPublisher(input: PublisherInput): Promise<void> {
  const publisher = new Publisher(input);
  const endRollOuts = startRollOuts(publisher);
  while (!publisher.isFull) {
    await condition(() => publisher.state.requests.length > 0 || publisher.isFull);
    if (publisher.state.requests.length > 0) await publish(publisher);
  }
  await endRollOuts();
  await condition(allHandlersFinished);
  await continueAsNew<typeof branchPublisher>(publisher.carriedOn);
}

/** Publishes until every request is answered, or the history is full: the next run goes on then. */
async function publish(publisher: Publisher): Promise<void> {
  while (publisher.state.requests.length > 0 && !publisher.isFull) {
    const { red, reds, triggers } = publisher.trials;
    if (red !== undefined && reds > MOST_RED_RETRIES) {
      const end = await holdForRed(publisher, red);
      if (end === 'retry') publisher.trials = { ...publisher.trials, reds: 0, triggers: 0 };
      if (end !== 'news') continue;
    }
    if (triggers >= MOST_TRIGGERS) {
      await askWhyNone(publisher);
      continue;
    }
    publisher.change((state) => doNow(state, 'gathering requests for a quiet moment'));
    await publisher.awaitQuiet();
    if (publisher.state.requests.length === 0) break;
    await seeToBuild(publisher);
  }
  if (publisher.state.requests.length > 0) return;
  const { queued } = publisher.trials;
  publisher.trials = NO_TRIALS;
  if (queued !== undefined && publisher.isDeserted) await cancel(publisher, queued);
  publisher.change((state) => showBuilds(doNow(state, 'nothing is asked of it')));
}

/** Sees to one build for all that is asked, and answers those that it does for. */
async function seeToBuild(publisher: Publisher): Promise<void> {
  const asked = await request(publisher);
  if (asked.red !== undefined) countRed(publisher, asked.red);
  if (asked.triggered === true) {
    const { queued: _queued, ...trials } = publisher.trials;
    publisher.trials = { ...trials, triggers: trials.triggers + 1, ...queuedIn(asked) };
  }
  const sighting = await follow(publisher, asked);
  if (sighting.answers.length > 0) {
    publisher.trials = { ...publisher.trials, reds: 0, triggers: 0 };
    await answer(publisher, sighting);
  }
  if (sighting.red === undefined) return;
  countRed(publisher, sighting.red);
  await dropGone(publisher);
}

/** Counts a red build, once: it came to an end, so none of those that were triggered got lost. */
function countRed(publisher: Publisher, red: RedBuild): void {
  const { trials } = publisher;
  if (red.number > passOver(publisher)) publisher.trials = { red, reds: trials.reds + 1, triggers: 0 };
}

/** The item in the queue that a look has triggered, where Jenkins told of it. */
function queuedIn({ current = [] }: BuildsSighting): Pick<Trials, 'queued'> {
  const queued = current.findLast(({ kind }) => kind === 'queued');
  return queued?.kind === 'queued' ? { queued: queued.id } : {};
}

/** Nobody waits any more for what was triggered: unless it runs already, it need not. */
async function cancel(publisher: Publisher, queueId: number): Promise<void> {
  const { stage } = publisher.state;
  publisher.change((state) => doNow(state, `cancelling queue item ${queueId}: nobody waits for it`));
  await publisher.dealings.write(`Cancel queue item ${queueId}`, (activities) =>
    activities.cancelOwnBuild({ stage, queueId }),
  );
}

async function askWhyNone(publisher: Publisher): Promise<void> {
  await dropGone(publisher);
  const { stage, requests } = publisher.state;
  if (requests.length === 0) return;
  await publisher.dealings.askPerson(
    'build-missing',
    `${publisher.trials.triggers} builds of ${stage} were triggered and none holds what is asked: look at the job`,
  );
  publisher.trials = { ...publisher.trials, triggers: 0 };
}

async function request(publisher: Publisher): Promise<BuildsSighting> {
  const { layers } = publisher;
  const { stage, requests } = publisher.state;
  publisher.change((state) => doNow(state, 'looking for a build that will do'));
  return publisher.dealings.write(
    `Look for a build for ${count(requests.length)}, or trigger one`,
    (activities) => activities.requestBuilds({ stage, requests, passOver: passOver(publisher), layers }),
  );
}

/**
 * Watches the builds until there are answers, a red one, or none on its way; or until something new is asked. Which
 * builds run or wait is shown meanwhile, and that the line is stopped where one would be triggered.
 */
async function follow(publisher: Publisher, asked: BuildsSighting): Promise<BuildsSighting> {
  let last = asked;
  for (;;) {
    const { outlook, answers, sentence, stopped, current = [] } = last;
    publisher.change((state) => showBuilds(state, current));
    const isDone = outlook !== 'expected' || answers.length > 0;
    if (isDone || publisher.state.requests.length === 0) return last;
    const { timing, layers } = publisher;
    const { stage, requests } = publisher.state;
    publisher.change((state) => doNow(state, sentence));
    const looked = await publisher.dealings.look(
      `Watch the builds of ${stage} for ${count(requests.length)}`,
      (activities) =>
        activities.awaitBuilds({
          stage,
          requests,
          passOver: passOver(publisher),
          timing,
          layers,
          seenCurrent: current,
          ...(stopped !== undefined && { seenStop: stopped }),
        }),
    );
    if (looked.kind === 'woken') return last;
    last = looked.seen;
  }
}

async function answer(publisher: Publisher, { answers }: BuildsSighting): Promise<void> {
  publisher.change((state) => recordAnswers(state, answers));
  await publisher.dealings.write(`Answer ${count(answers.length)}`, (activities) =>
    activities.answerJourneys({ answers }),
  );
}

/**
 * One problem, one owner: the publisher is held until a person says `retry`, or until a later build, wherever it
 * comes from, will do.
 *
 * @returns `retry` when a person said so, `news` when the builds are not as they were, `over` when the next run is to
 *   go on holding it, or nobody asks any more.
 */
async function holdForRed(
  publisher: Publisher,
  { number, result, url, log }: RedBuild,
): Promise<'retry' | 'news' | 'over'> {
  const { stage } = publisher.state;
  publisher.hold('build-red', `build ${number} is red: ${result}, ${url}; its log ends:\n${log}`);
  while (!publisher.isFull && publisher.state.requests.length > 0) {
    const { timing, layers } = publisher;
    const { requests } = publisher.state;
    const looked = await publisher.dealings.look(
      `Watch the builds of ${stage}: build ${number} is red`,
      (activities) =>
        activities.awaitBuilds({ stage, requests, passOver: 0, seenRed: number, timing, layers }),
    );
    if (looked.kind === 'seen') {
      publisher.change((state) => doNow(state, looked.seen.sentence));
      return 'news';
    }
    if (looked.by === 'retry') return 'retry';
  }
  return 'over';
}

/** The number of the red build that counts no more, nor any before it. */
function passOver({ trials }: Publisher): number {
  return trials.red?.number ?? 0;
}

/** What a journey that is gone has asked for keeps nobody busy. */
async function dropGone(publisher: Publisher): Promise<void> {
  const { requests } = publisher.state;
  const gone = await publisher.dealings.write('Look which journeys still wait', (activities) =>
    activities.findGone({ requests }),
  );
  if (gone.length > 0) publisher.change((state) => dropRequests(state, gone));
}

function count(requests: number): string {
  return requests === 1 ? '1 request' : `${requests} requests`;
}
