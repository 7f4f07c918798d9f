import { CancellationScope } from '@temporalio/workflow';
import type { StillServedSighting } from '../activities/await-still-served.ts';
import type { PublishedBuild } from '../domain/build.ts';
import type { StepState } from '../domain/journey-state.ts';
import type { Journey } from './journey.ts';
import { publishAgain } from './publish-branch.ts';

/** What came first: the build that was asked for, or a registry that is as it should be, or otherwise wrong, already. */
export type Rebuilt =
  | { readonly kind: 'built'; readonly build: PublishedBuild }
  | { readonly kind: 'seen'; readonly seen: StillServedSighting };

/**
 * Has the image of a registry that lost a version built again, in the right order, and watches the registry beside that:
 * a build takes long, or is held, and another roll-out may bring the version back before. The build is not called off
 * then: others may have asked for it as well.
 *
 * @param last - the build that is not good enough; undefined where this journey asked for none.
 * @param watch - watches the registry until there is something new to see.
 * @throws a `CancelledFailure` when the step is being ended.
 */
export async function rebuildLost(
  journey: Journey,
  step: StepState,
  last: PublishedBuild | undefined,
  watch: () => Promise<StillServedSighting>,
): Promise<Rebuilt> {
  const building = new CancellationScope();
  const watching = new CancellationScope();
  const built = building.run(async (): Promise<Rebuilt> => {
    return { kind: 'built', build: await publishAgain(journey, step, last) };
  });
  // Nothing that goes wrong with this watch is trouble of the build; what lasts is met by the next look.
  const seen = watching
    .run(async (): Promise<Rebuilt> => ({ kind: 'seen', seen: await watch() }))
    .catch(() => built);
  try {
    return await Promise.race([built, seen]);
  } finally {
    building.cancel();
    watching.cancel();
    await Promise.allSettled([built, seen]);
  }
}
