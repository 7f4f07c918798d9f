import type { AwaitStillServedInput, StillServedSighting } from '../activities/await-still-served.ts';
import type { PublishedBuild } from '../domain/build.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Looked } from './dealings.ts';
import { holdersOf } from './holders-of.ts';
import type { Journey } from './journey.ts';
import { reads } from './proxies.ts';
import { pinnedContent } from './take-bearings.ts';

/** What a watch of a registry that must go on serving a version goes by; `since` is ISO 8601. */
export interface WatchState {
  /** Since when the registry is seen without the version, and whether people were told of it. */
  readonly lostAt: string | undefined;
  readonly isTold: boolean;
  readonly since: string;
  readonly seenDifference: string | undefined;
  readonly build: PublishedBuild | undefined;
  /** The stage whose branch let go of the version, and whether it was seen to hold it again. */
  readonly letGo: string | undefined;
  readonly isReturned: boolean;
}

/** Watches as the look of the step at work: messages wake it. */
export function watchRegistry(
  journey: Journey,
  stage: string,
  watch: WatchState,
): Promise<Looked<StillServedSighting>> {
  return journey.look(summaryOf(journey, stage), (activities) =>
    activities.awaitStillServed(questionOf(journey, stage, watch)),
  );
}

/** Watches beside what the step at work looks at: nothing wakes it, and whoever calls cancels it. */
export function watchBeside(
  journey: Journey,
  stage: string,
  watch: WatchState,
): Promise<StillServedSighting> {
  const activities = reads(journey.input.timing, summaryOf(journey, stage));
  return activities.awaitStillServed(questionOf(journey, stage, watch));
}

function summaryOf({ input }: Journey, stage: string): string {
  return `Watch that the registry of ${stage} goes on serving ${formatPackageVersion(input.packageVersion)}`;
}

function questionOf(
  journey: Journey,
  stage: string,
  { lostAt, isTold, since, seenDifference, build, letGo, isReturned }: WatchState,
): AwaitStillServedInput {
  const { packageVersion, timing } = journey.input;
  return {
    stage,
    packageVersion,
    content: pinnedContent(journey),
    policy: journey.stage(stage).proof,
    isLost: lostAt !== undefined,
    since: Date.parse(since),
    timing,
    holders: holdersOf(journey, stage),
    ...(lostAt !== undefined && !isTold && { lostAt }),
    ...(seenDifference !== undefined && { seenDifference }),
    ...(build !== undefined && { build }),
    ...(letGo !== undefined && { letGo: { stage: letGo, branch: journey.stage(letGo).branch } }),
    ...(isReturned && { isReturned }),
  };
}
