import { auditStorage } from './audit.ts';
import { awaitChange } from './await-change.ts';
import { awaitChangedPictures } from './await-changed-pictures.ts';
import { awaitGone } from './await-gone.ts';
import { awaitKept } from './await-kept.ts';
import { awaitServed } from './await-served.ts';
import { awaitStillServed } from './await-still-served.ts';
import { awaitBuilds, cancelOwnBuild, requestBuilds } from './builds.ts';
import { cleanUp } from './clean-up.ts';
import { guarded, guardedWatch, guardedWrite } from './guard.ts';
import { isServed } from './is-served.ts';
import { keepComment } from './keep-comment.ts';
import { awaitLine, tellLine } from './line.ts';
import { mergeChange, updateChange } from './merge-change.ts';
import { notify } from './notify.ts';
import { nudgeJourneys } from './nudge-journeys.ts';
import { openChange } from './open-change.ts';
import { answerJourneys, askPublisher, findGone } from './publisher.ts';
import { readContent } from './read-content.ts';
import { awaitRollOut, rollOut } from './roll-out.ts';
import type { Services } from './services.ts';
import { survey } from './survey.ts';
import { tellRejection } from './tell-rejection.ts';

/** The activities of a worker over its services. Each looks, then does what is missing, and may run twice. */
export function createActivities(services: Services) {
  const over = <I, O>(activity: (services: Services, input: I) => Promise<O>) =>
    guarded((input: I) => activity(services, input));
  const writing = <I, O>(activity: (services: Services, input: I) => Promise<O>) =>
    guardedWrite((input: I) => activity(services, input));
  const watching = <I, O>(activity: (services: Services, input: I) => Promise<O>) =>
    guardedWatch((input: I) => activity(services, input));
  return {
    survey: over(survey),
    readContent: over(readContent),
    openChange: writing(openChange),
    awaitChange: over(awaitChange),
    updateChange: writing(updateChange),
    tellRejection: writing(tellRejection),
    tellLine: guardedWatch(tellLine),
    mergeChange: writing(mergeChange),
    askPublisher: guarded(askPublisher),
    requestBuilds: writing(requestBuilds),
    awaitBuilds: over(awaitBuilds),
    cancelOwnBuild: writing(cancelOwnBuild),
    findGone: guardedWrite(findGone),
    answerJourneys: guardedWrite(answerJourneys),
    rollOut: writing(rollOut),
    awaitRollOut: over(awaitRollOut),
    awaitKept: over(awaitKept),
    awaitLine: guarded(awaitLine),
    // What a proxy in front of a registry refuses for an hour must neither end a watch nor ask somebody for each journey.
    awaitServed: watching(awaitServed),
    isServed: over(isServed),
    awaitGone: over(awaitGone),
    awaitStillServed: watching(awaitStillServed),
    cleanUp: writing(cleanUp),
    awaitChangedPictures: watching(awaitChangedPictures),
    nudgeJourneys: watching(nudgeJourneys),
    keepComment: writing(keepComment),
    notify: writing(notify),
    auditStorage: over(auditStorage),
  };
}

export type Activities = ReturnType<typeof createActivities>;
