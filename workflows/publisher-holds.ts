import type { AwaitBuildsInput, BuildsInput } from '../activities/builds.ts';
import type { AttentionReason } from '../domain/change-gate.ts';
import { doNow, dropRequests, type PublishRequest, type RedBuild } from '../domain/publisher-state.ts';
import { describeRequest } from '../domain/publisher-text.ts';
import { givenUp, pastOf, tryAgain } from '../domain/publisher-trials.ts';
import type { Publisher } from './publisher.ts';

/** What is asked of the builds at this moment. */
export function asking({ layers, state, trials }: Publisher): BuildsInput {
  const { stage, requests } = state;
  return { stage, requests, layers, ...pastOf(trials) };
}

/** One problem, one owner: the publisher is held until a person says `retry`, or the builds are not as they were. */
export async function holdForRed(
  publisher: Publisher,
  { number, result, url, log }: RedBuild,
): Promise<HoldEnd> {
  return hold(publisher, {
    reason: 'build-red',
    sentence: `build ${number} is red: ${result}, ${url}; its log ends:\n${log}`,
    // What is red still must not look as if it were missing.
    seen: { passOver: 0, seenRed: number },
  });
}

/** Build after build was triggered, and none holds what some ask: the same hold. Whoever comes new has a build yet. */
export async function holdForLost(publisher: Publisher): Promise<void> {
  await dropGone(publisher);
  const lost = lostIn(publisher);
  if (lost.length === 0) return;
  const asks = lost.slice(0, MOST_NAMED).map(describeRequest).join('; ');
  const more = lost.length > MOST_NAMED ? `; and ${lost.length - MOST_NAMED} more` : '';
  await hold(publisher, {
    reason: 'build-missing',
    sentence: `builds were triggered again and again, and none holds what is asked: ${asks}${more}; see whether it is on the branch still, and look at the job`,
    seen: { seenGivenUp: true },
    isStill: () => lostIn(publisher).length === lost.length,
  });
}

/** How many requests a sentence names. */
const MOST_NAMED = 3;

function lostIn({ state, trials }: Publisher): PublishRequest[] {
  const ids = givenUp(trials);
  return state.requests.filter(({ id }) => ids.includes(id));
}

/**
 * How a hold ended: a person said `retry`; the builds are not as they were; or the next run is to go on with it, nobody
 * asks any more, or not the same.
 */
type HoldEnd = 'retry' | 'news' | 'over';

interface Hold {
  readonly reason: AttentionReason;
  readonly sentence: string;
  /** What of the builds is known already. */
  readonly seen: Partial<Pick<AwaitBuildsInput, 'passOver' | 'seenRed' | 'seenGivenUp' | 'seenCurrent'>>;
  /** False when it is about others by now. */
  readonly isStill?: () => boolean;
}

/** Needs attention, and watches the builds: a later one, wherever it comes from, ends it as well as a person. */
export async function hold(
  publisher: Publisher,
  { reason, sentence, seen, isStill = () => true }: Hold,
): Promise<HoldEnd> {
  publisher.hold(reason, sentence);
  while (!publisher.isFull && publisher.state.requests.length > 0 && isStill()) {
    const { timing, state } = publisher;
    const looked = await publisher.dealings.look(
      `Watch the builds of ${state.stage}, which is held: ${reason}`,
      (activities) => activities.awaitBuilds({ ...asking(publisher), ...seen, timing }),
    );
    if (looked.kind === 'seen') {
      publisher.change((before) => doNow(before, looked.seen.sentence));
      return 'news';
    }
    if (looked.by === 'retry') {
      publisher.trials = tryAgain(publisher.trials);
      return 'retry';
    }
  }
  return 'over';
}

/** What a journey that is gone has asked for keeps nobody busy. */
export async function dropGone(publisher: Publisher): Promise<void> {
  const { requests } = publisher.state;
  const gone = await publisher.dealings.write('Look which journeys still wait', (activities) =>
    activities.findGone({ requests }),
  );
  if (gone.length > 0) publisher.change((state) => dropRequests(state, gone));
}
