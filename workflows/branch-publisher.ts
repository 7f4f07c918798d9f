import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import type { PublisherInput } from '../domain/publisher-state.ts';
import { doNow, dropRequests, recordAnswers, showBuilds } from '../domain/publisher-state.ts';
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
  let passOver = 0;
  let reds = 0;
  let triggers = 0;
  while (publisher.state.requests.length > 0 && !publisher.isFull) {
    publisher.change((state) => doNow(state, 'gathering requests for a quiet moment'));
    await publisher.awaitQuiet();
    const asked = await request(publisher, passOver);
    if (asked.triggered === true) triggers += 1;
    const sighting = await follow(publisher, passOver, asked);
    if (sighting.answers.length > 0) {
      reds = 0;
      triggers = 0;
      await answer(publisher, sighting);
    }
    if (sighting.red !== undefined) {
      passOver = sighting.red.number;
      reds += 1;
      await dropGone(publisher);
      if (publisher.state.requests.length === 0) break;
      if (reds > MOST_RED_RETRIES && (await holdForRed(publisher, sighting, passOver))) reds = 0;
    } else if (triggers >= MOST_TRIGGERS) {
      await dropGone(publisher);
      const { stage, requests } = publisher.state;
      if (requests.length === 0) break;
      await publisher.dealings.askPerson(
        'build-missing',
        `${triggers} builds of ${stage} were triggered and none holds what is asked: look at the job`,
      );
      triggers = 0;
    }
  }
  publisher.change((state) => showBuilds(doNow(state, 'nothing is asked of it')));
}

async function request(publisher: Publisher, passOver: number): Promise<BuildsSighting> {
  const { layers } = publisher;
  const { stage, requests } = publisher.state;
  publisher.change((state) => doNow(state, 'looking for a build that will do'));
  return publisher.dealings.write(
    `Look for a build for ${count(requests.length)}, or trigger one`,
    (activities) => activities.requestBuilds({ stage, requests, passOver, layers }),
  );
}

/**
 * Watches the builds until there are answers, a red one, or none on its way; or until something new is asked. Which
 * builds run or wait is shown meanwhile.
 */
async function follow(
  publisher: Publisher,
  passOver: number,
  asked: BuildsSighting,
): Promise<BuildsSighting> {
  let last = asked;
  for (;;) {
    const { outlook, answers, sentence, current = [] } = last;
    publisher.change((state) => showBuilds(state, current));
    if (outlook !== 'expected' || answers.length > 0) return last;
    const { timing, layers } = publisher;
    const { stage, requests } = publisher.state;
    publisher.change((state) => doNow(state, sentence));
    const looked = await publisher.dealings.look(
      `Watch the builds of ${stage} for ${count(requests.length)}`,
      (activities) =>
        activities.awaitBuilds({ stage, requests, passOver, timing, layers, seenCurrent: current }),
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
 * comes from, will do. @returns true when a person said so.
 */
async function holdForRed(publisher: Publisher, { red }: BuildsSighting, passOver: number): Promise<boolean> {
  const { stage } = publisher.state;
  publisher.hold(
    'build-red',
    `build ${red?.number} is red: ${red?.result}, ${red?.url}; its log ends:\n${red?.log}`,
  );
  while (!publisher.isFull) {
    const { timing, layers } = publisher;
    const { requests } = publisher.state;
    const looked = await publisher.dealings.look(
      `Watch the builds of ${stage}: build ${passOver} is red`,
      (activities) =>
        activities.awaitBuilds({ stage, requests, passOver: 0, seenRed: passOver, timing, layers }),
    );
    if (looked.kind === 'seen') {
      publisher.change((state) => doNow(state, looked.seen.sentence));
      return false;
    }
    if (looked.by === 'retry') return true;
  }
  // Too many have asked meanwhile. The next run finds the same red build, and begins anew with it.
  return false;
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
