import { acceptContent } from '../domain/journey-state.ts';
import type { Journey } from './journey.ts';

/** Takes what a person accepted meanwhile, if anything, in the place of the pinned content. */
export async function pinAccepted(journey: Journey): Promise<void> {
  const found = journey.takeAccepted();
  if (found === undefined) return;
  for (;;) {
    const looked = await journey.look(`Read what was accepted on ${found.branch}`, (activities) =>
      activities.readContent({ tree: found.tree }),
    );
    if (looked.kind === 'woken') continue;
    journey.change((state) => acceptContent(state, found.stage, looked.seen));
    return;
  }
}
