import type { StepResult, StepState } from '../domain/journey-state.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Journey } from './journey.ts';

/** Waits until the stage's registry is shown to have let go of the version. */
export async function verifyGone(journey: Journey, { stage }: StepState): Promise<StepResult> {
  const { packageVersion, timing } = journey.input;
  const version = formatPackageVersion(packageVersion);
  const { proof } = journey.stage(stage);
  for (;;) {
    journey.waitFor('registry', `for the registry of ${stage} to let go of ${version}`);
    const looked = await journey.look(
      `Verify that the registry of ${stage} lets go of ${version}`,
      (activities) => activities.awaitGone({ stage, packageVersion, policy: proof, timing }),
    );
    if (looked.kind === 'seen') return { kind: 'proof', sentence: looked.seen };
  }
}
