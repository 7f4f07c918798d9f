import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import { doNow, recordAnswers, showBuilds, type PublisherInput } from '../domain/publisher-state.ts';
import { countRed, countTry, NO_TRIALS, tooRed } from '../domain/publisher-trials.ts';
import type { BuildsSighting } from '../activities/builds.ts';
import { asking, dropGone, hold, holdForLost, holdForRed } from './publisher-holds.ts';
import { Publisher } from './publisher.ts';
import { startRollOuts } from './roll-outs.ts';

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
    const red = tooRed(publisher.trials);
    if (red !== undefined && (await holdForRed(publisher, red)) === 'over') continue;
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
  if (asked === undefined) return;
  if (asked.red !== undefined) publisher.trials = countRed(publisher.trials, asked.red);
  const { answers, red, outlook } = await follow(publisher, asked);
  if (answers.length > 0) {
    publisher.trials = { ...publisher.trials, reds: 0 };
    await answer(publisher, answers);
  }
  if (red !== undefined) {
    publisher.trials = countRed(publisher.trials, red);
    await dropGone(publisher);
  }
  if (outlook === 'given-up') await holdForLost(publisher);
}

/** The item in the queue that a look has triggered, where Jenkins told of it. */
function queuedIn({ current = [] }: BuildsSighting): number | undefined {
  const queued = current.findLast(({ kind }) => kind === 'queued');
  return queued?.kind === 'queued' ? queued.id : undefined;
}

/** Nobody waits any more for what was triggered: unless it runs already, it need not. */
async function cancel(publisher: Publisher, queueId: number): Promise<void> {
  const { stage } = publisher.state;
  publisher.change((state) => doNow(state, `cancelling queue item ${queueId}: nobody waits for it`));
  await publisher.dealings.write(`Cancel queue item ${queueId}`, (activities) =>
    activities.cancelOwnBuild({ stage, queueId }),
  );
}

/**
 * Looks for a build, or triggers one. While Jenkins is out of order a person may mend it, or nobody need: the wait ends
 * by itself when it answers again.
 *
 * @returns undefined when the wait is over, and the builds have not been seen.
 */
async function request(publisher: Publisher): Promise<BuildsSighting | undefined> {
  for (;;) {
    publisher.change((state) => doNow(state, 'looking for a build that will do'));
    // Read anew at each try: others may be asking by then.
    const input = asking(publisher);
    const tried = await publisher.dealings.tryToWrite(
      `Look for a build for ${count(input.requests.length)}, or trigger one`,
      (activities) => activities.requestBuilds(input),
    );
    if (tried.kind === 'done') {
      const asked = tried.value;
      if (asked.triggered === true)
        publisher.trials = countTry(publisher.trials, input.requests, queuedIn(asked));
      return asked;
    }
    const { reason, sentence } = tried;
    if (reason !== 'unavailable') await publisher.dealings.askPerson(reason, sentence);
    // Whatever Jenkins answers is news.
    else if ((await hold(publisher, { reason, sentence, seen: { seenCurrent: [] } })) === 'over')
      return undefined;
  }
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
    const { timing, state } = publisher;
    publisher.change((before) => doNow(before, sentence));
    const looked = await publisher.dealings.look(
      `Watch the builds of ${state.stage} for ${count(state.requests.length)}`,
      (activities) =>
        activities.awaitBuilds({
          ...asking(publisher),
          timing,
          seenCurrent: current,
          ...(stopped !== undefined && { seenStop: stopped }),
        }),
    );
    if (looked.kind === 'woken') return last;
    last = looked.seen;
  }
}

async function answer(publisher: Publisher, answers: BuildsSighting['answers']): Promise<void> {
  publisher.change((state) => recordAnswers(state, answers));
  await publisher.dealings.write(`Answer ${count(answers.length)}`, (activities) =>
    activities.answerJourneys({ answers }),
  );
}

function count(requests: number): string {
  return requests === 1 ? '1 request' : `${requests} requests`;
}
