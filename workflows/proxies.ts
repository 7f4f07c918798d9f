import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { Timing } from '../domain/timing.ts';

type Reads = Pick<
  Activities,
  | 'survey'
  | 'readContent'
  | 'awaitChange'
  | 'askPublisher'
  | 'awaitBuilds'
  | 'awaitRollOut'
  | 'awaitKept'
  | 'awaitLine'
  | 'awaitServed'
  | 'isServed'
  | 'awaitGone'
  | 'awaitStillServed'
  | 'awaitChangedPictures'
  | 'auditStorage'
>;
type Writes = Pick<
  Activities,
  | 'openChange'
  | 'updateChange'
  | 'tellRejection'
  | 'tellLine'
  | 'mergeChange'
  | 'requestBuilds'
  | 'cancelOwnBuild'
  | 'answerJourneys'
  | 'findGone'
  | 'rollOut'
  | 'cleanUp'
  | 'nudgeJourneys'
  | 'notify'
>;

/**
 * Read-only looks. They are tried for ever: only a changed observation or a person ends a wait. When one is
 * cancelled nothing is lost, so it stands in a cancellable scope and its result is not waited for.
 */
export function reads(timing: Timing, summary: string): Reads {
  return proxyActivities<Reads>({ ...common(timing), summary });
}

/**
 * Writes. They look before they act, so they too are tried until they end or a person is asked. They are only
 * ever called in a non-cancellable scope: a cancelled write still happens, and its result is lost.
 */
export function writes(timing: Timing, summary: string): Writes {
  return proxyActivities<Writes>({ ...common(timing), summary });
}

/**
 * Words beside the journey, which goes on without them: tried some times within a bound, and never again. They are
 * writes, called in a non-cancellable scope.
 */
export function asides(timing: Timing, summary: string): Pick<Activities, 'keepComment'> {
  const { retry, ...options } = common(timing);
  return proxyActivities<Pick<Activities, 'keepComment'>>({
    ...options,
    retry: { ...retry, maximumAttempts: MOST_ATTEMPTS_OF_ASIDE },
    scheduleToCloseTimeout: timing.attemptMs,
    summary,
  });
}

const MOST_ATTEMPTS_OF_ASIDE = 3;

function common(timing: Timing): ActivityOptions {
  return {
    startToCloseTimeout: timing.attemptMs,
    heartbeatTimeout: timing.heartbeatMs,
    retry: {
      initialInterval: Math.min(1_000, timing.retryMs),
      backoffCoefficient: 2,
      maximumInterval: timing.retryMs,
    },
  };
}
