import {
  CancellationScope,
  continueAsNew,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import {
  beginWatching,
  readTerms,
  recordNudges,
  rememberNews,
  type PictureNews,
  type WatcherInput,
  type WatcherState,
  type WatcherTerms,
} from '../domain/watcher-state.ts';
import { describeWatcher } from '../domain/watcher-text.ts';
import { nudgeSignal, watcherQuery, watcherTermsSignal } from './messages.ts';
import { now } from './now.ts';
import { reads, writes } from './proxies.ts';

/**
 * The net below the webhooks: looks at all open pull requests of the repository together, lightly, and tells the
 * journeys whose pull requests changed to look. It lives on, takes its memory along when its history is long, and
 * starts no journey.
 */
export async function repositoryWatcher(input: WatcherInput): Promise<void> {
  let { timing, watchMs }: WatcherTerms = input;
  let state = beginWatching(input, now());
  let look: CancellationScope | undefined;
  /** The next look comes after a pause: there was one a moment ago. */
  let isAfterNews = input.digests !== undefined;

  const change = (transition: (state: WatcherState) => WatcherState): void => {
    state = transition(state);
    setCurrentDetails(describeWatcher(state));
  };
  const lookAtOnce = (): void => {
    isAfterNews = false;
    look?.cancel();
  };
  /** @returns undefined when a message woke the look. */
  const awaitNews = async (): Promise<PictureNews[] | undefined> => {
    const { digests } = state;
    look = new CancellationScope();
    try {
      return await look.run(() =>
        reads(timing, 'Watch all open pull requests').awaitChangedPictures({ digests, watchMs, isAfterNews }),
      );
    } catch (error) {
      if (isCancellation(error) && !CancellationScope.current().consideredCancelled) return undefined;
      throw error;
    } finally {
      look = undefined;
    }
  };

  setHandler(watcherQuery, () => state, { description: 'The whole state of the watcher' });
  setHandler(nudgeSignal, lookAtOnce, { description: 'Look again at once' });
  setHandler(
    watcherTermsSignal,
    (sent) => {
      const terms = readTerms(sent);
      if (terms === undefined) return;
      ({ timing, watchMs } = terms);
      lookAtOnce();
    },
    { description: 'How often to look: {timing, watchMs}; it looks at once' },
  );
  setCurrentDetails(describeWatcher(state));

  while (!isFull(input)) {
    const news = await awaitNews();
    if (news === undefined) continue;
    isAfterNews = true;
    const nudges = await CancellationScope.nonCancellable(() =>
      writes(timing, `Nudge the journeys of ${news.length} pull requests`).nudgeJourneys({ news }),
    );
    change((before) => recordNudges(rememberNews(before, news, now()), nudges));
  }
  const { since, digests, nudges } = state;
  await continueAsNew<typeof repositoryWatcher>({ ...input, timing, watchMs, since, digests, nudges });
}

/** True when the history is long enough to be left behind. */
function isFull({ mostEvents }: WatcherInput): boolean {
  const { historyLength, continueAsNewSuggested } = workflowInfo();
  return continueAsNewSuggested || (mostEvents !== undefined && historyLength >= mostEvents);
}
