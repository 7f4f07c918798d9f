import type { StepResult, StepState } from '../domain/journey-state.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Journey } from './journey.ts';
import { pinnedContent } from './take-bearings.ts';
import { verifyStillServed } from './verify-still-served.ts';

/**
 * Waits until the stage's registry is shown to serve exactly this content. Built is not served: somebody or
 * something rolls the image out, so this wait has no end of its own.
 */
export async function verifyRegistry(journey: Journey, step: StepState): Promise<StepResult> {
  return servedBefore(journey, step) ? verifyStillServed(journey, step) : verifyServed(journey, step);
}

/** True when the registry was shown to serve the version before this step: its old image would say yes as well. */
function servedBefore(journey: Journey, step: StepState): boolean {
  const { steps } = journey.state;
  const position = steps.findIndex(({ id }) => id === step.id);
  return steps.slice(0, position).some(({ kind, stage }) => kind === 'verify' && stage === step.stage);
}

async function verifyServed(journey: Journey, { stage }: StepState): Promise<StepResult> {
  const { packageVersion, timing } = journey.input;
  const version = formatPackageVersion(packageVersion);
  let seenDifference: string | undefined;
  for (;;) {
    if (seenDifference === undefined)
      journey.waitFor('registry', `the registry of ${stage} to serve ${version}`);
    const retries = journey.retries;
    const sighting = await journey.look(
      `Verify that the registry of ${stage} serves ${version}`,
      (activities) =>
        activities.awaitServed({
          stage,
          packageVersion,
          content: pinnedContent(journey),
          policy: journey.stage(stage).proof,
          timing,
          ...(seenDifference !== undefined && { seenDifference }),
        }),
    );
    if (sighting?.kind === 'served') return { kind: 'proof', sentence: sighting.sentence };
    if (sighting?.kind === 'differs') {
      seenDifference = sighting.sentence;
      journey.needAttention('content-differs', sighting.sentence);
    } else if (journey.retries > retries) {
      seenDifference = undefined;
    }
  }
}
