import { CancellationScope, sleep } from '@temporalio/workflow';
import { lastBuildOf, type StepResult, type StepState } from '../domain/journey-state.ts';
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
  const before = steps.slice(
    0,
    steps.findIndex(({ id }) => id === step.id),
  );
  return before.some(
    ({ kind, stage, status }) => kind === 'verify' && stage === step.stage && status === 'done',
  );
}

async function verifyServed(journey: Journey, { stage }: StepState): Promise<StepResult> {
  const { packageVersion, timing } = journey.input;
  const version = formatPackageVersion(packageVersion);
  const { proof } = journey.stage(stage);
  let seenDifference: string | undefined;
  const endReminder = remindOfRollOut(journey, stage);
  try {
    for (;;) {
      if (seenDifference === undefined)
        journey.waitFor('registry', `for the registry of ${stage} to serve ${version}`);
      const looked = await journey.look(
        `Verify that the registry of ${stage} serves ${version}`,
        (activities) =>
          activities.awaitServed({
            stage,
            packageVersion,
            content: pinnedContent(journey),
            policy: proof,
            timing,
            ...(seenDifference !== undefined && { seenDifference }),
          }),
      );
      if (looked.kind === 'woken') {
        if (looked.by === 'retry') seenDifference = undefined;
      } else if (looked.seen.kind === 'served') {
        return { kind: 'proof', sentence: looked.seen.sentence };
      } else {
        seenDifference = looked.seen.sentence;
        journey.needAttention('content-differs', seenDifference);
      }
    }
  } finally {
    endReminder();
  }
}

/**
 * Where people roll out by hand: says after a quiet while who must do what. The wait goes on all the same.
 *
 * @returns ends it.
 */
function remindOfRollOut(journey: Journey, stage: string): () => void {
  const { mode, remindMs } = journey.stage(stage).deploy;
  const build = lastBuildOf(journey.state, stage);
  const scope = new CancellationScope();
  if (mode !== 'manual' || build === undefined) return () => {};
  const reminded = scope.run(async () => {
    await sleep(remindMs, { summary: `Until a reminder of the roll-out of ${stage}` });
    if (journey.state.waiting?.for !== 'registry') return;
    journey.waitFor(
      'registry',
      `for the roll-out of registry ${stage}, image of build ${build.number}: roll it out, then say \`limelight deployed ${stage} --build ${build.number}\``,
    );
  });
  // Only ever ended by being cancelled; a rejection that nobody hears would fail the task.
  reminded.catch(() => undefined);
  return () => scope.cancel();
}
