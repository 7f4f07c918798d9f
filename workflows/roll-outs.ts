import { CancellationScope, CancelledFailure, condition, isCancellation } from '@temporalio/workflow';
import { attentionFor } from '../domain/failure-types.ts';
import { holdRollOuts, recordRollOut, stopRollOuts } from '../domain/publisher-state.ts';
import { buildToRollOut, rollOutToFollow, type RollOut } from '../domain/roll-outs.ts';
import { activityFailureOf } from './failures.ts';
import { now } from './now.ts';
import { indexPublisher } from './present.ts';
import { reads, writes } from './proxies.ts';
import type { Publisher } from './publisher.ts';
import { whileWanted } from './while-wanted.ts';

/**
 * Begins to bring the images of a publisher's builds out, where its stage says so: once for each build, however many
 * journeys share it. It goes on beside the builds: a broken deployment must not hold back the build that may mend it.
 *
 * @returns ends it. Not to be called while an order is being given: that may take an hour.
 */
export function startRollOuts(publisher: Publisher): () => Promise<void> {
  const scope = new CancellationScope();
  const ended = scope
    .run(() => rollOutBuilds(publisher))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  return () => {
    scope.cancel();
    return ended;
  };
}

async function rollOutBuilds(publisher: Publisher): Promise<never> {
  for (;;) {
    await condition(() => task(publisher) !== undefined);
    const current = task(publisher);
    const isWanted = () => task(publisher) === current;
    try {
      await (toOrder(publisher) === undefined ? follow : order)(publisher, isWanted);
    } catch (error) {
      const failure = activityFailureOf(error);
      if (failure === undefined) throw error;
      await askPerson(publisher, failure.type ?? undefined, failure.message, isWanted);
    }
  }
}

function toOrder({ deploy, state }: Publisher) {
  return buildToRollOut(deploy, state.answers, state.rollOuts);
}

/** What there is to do, by a name that changes with it; undefined when there is nothing. */
function task(publisher: Publisher): string | undefined {
  const build = toOrder(publisher);
  if (build !== undefined) return `order ${build.number}`;
  const followed = rollOutToFollow(publisher.state.rollOuts);
  return followed === undefined ? undefined : `follow ${followed.build}`;
}

/** Orders; while the line is stopped it waits until that goes on, or until there is something else to do. */
async function order(publisher: Publisher, isWanted: () => boolean): Promise<void> {
  const build = toOrder(publisher);
  if (build === undefined) return;
  const { stage } = publisher.state;
  const { timing } = publisher;
  // The run is being left at this very moment: the next one gives the order.
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The run is left');
  publisher.isOrdering = true;
  const ordered = await CancellationScope.nonCancellable(() =>
    writes(timing, `Roll out build ${build.number}`).rollOut({ stage, build }),
  ).finally(() => {
    publisher.isOrdering = false;
  });
  if ('how' in ordered) {
    record(publisher, { build: build.number, how: ordered.how, at: now(), complete: false });
    return;
  }
  const seen = ordered.stopped;
  publisher.change((state) => stopRollOuts(state, seen));
  await whileWanted(isWanted, () =>
    reads(timing, 'Wait until the line goes on').awaitLine({ stage, seen, timing }),
  );
  publisher.change((state) => stopRollOuts(state));
}

/** Follows until the roll-out is complete, or until there is something else to do. */
async function follow(publisher: Publisher, isWanted: () => boolean): Promise<void> {
  const rollOut = rollOutToFollow(publisher.state.rollOuts);
  if (rollOut === undefined) return;
  const { stage } = publisher.state;
  const { build } = rollOut;
  const { timing } = publisher;
  const isComplete = await whileWanted(isWanted, async () => {
    await reads(timing, `Follow the roll-out of build ${build}`).awaitRollOut({ stage, build, timing });
    return true;
  });
  if (isComplete === true) record(publisher, { ...rollOut, at: now(), complete: true });
}

function record(publisher: Publisher, rollOut: RollOut): void {
  publisher.change((state) => recordRollOut(state, rollOut));
}

/** Waits until a person says `retry`, or what it was about is no longer wanted: `deployed`, or a newer build. */
async function askPerson(
  publisher: Publisher,
  type: string | undefined,
  sentence: string,
  isWanted: () => boolean,
): Promise<void> {
  const { retries } = publisher;
  const attention = { reason: attentionFor(type), sentence, since: now() };
  publisher.change((state) => holdRollOuts(state, attention));
  indexPublisher(publisher.state);
  await condition(() => publisher.retries > retries || !isWanted());
  publisher.change((state) => holdRollOuts(state));
  indexPublisher(publisher.state);
}
