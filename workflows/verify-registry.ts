import {
  addNote,
  findAgain,
  buildFor,
  resume,
  type StepResult,
  type StepState,
} from '../domain/journey-state.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import { changeBefore, stepsBefore } from '../domain/put-back.ts';
import { pinAccepted } from './accepted-content.ts';
import { holdersOf, keeperOf } from './holders-of.ts';
import type { Journey } from './journey.ts';
import { secondsSince } from './now.ts';
import { publishCommit } from './publish-branch.ts';
import { waitForRollOut } from './roll-out-reminder.ts';
import { pinnedContent } from './take-bearings.ts';
import { verifyStillServed } from './verify-still-served.ts';

/**
 * Waits until the stage's registry is shown to serve exactly this content. Built is not served: somebody or
 * something rolls the image out, so this wait has no end of its own.
 */
export async function verifyRegistry(journey: Journey, step: StepState): Promise<StepResult> {
  const isOld = mayBeServedByOldImage(journey, step) && !(await isPutBackAfterLoss(journey, step));
  return isOld ? verifyStillServed(journey, step) : verifyServed(journey, step);
}

/**
 * True when the image from before the step may serve the version, too, so that a yes alone proves nothing: after a
 * removal, whoever proved this registry before, and when it was put back where a more mature branch serves it.
 */
function mayBeServedByOldImage({ state }: Journey, step: StepState): boolean {
  const { lost, purpose } = state;
  if (changeBefore(state, step)?.kind === 'remove' || purpose === 'undo-cleanup') return true;
  // It was put back where it had been lost: the image from before says no.
  if (lost?.stage === step.stage) return false;
  return stepsBefore(state, step).some(
    ({ kind, stage, status }) => kind === 'verify' && stage === step.stage && status === 'done',
  );
}

/**
 * True when the version was put back and the registry does not serve it: people may have taken it out of everything
 * that this registry serves, which is why it was put back. That is no new alarm, and the next yes proves itself.
 */
async function isPutBackAfterLoss(journey: Journey, step: StepState): Promise<boolean> {
  if (changeBefore(journey.state, step)?.kind === 'remove') return false;
  const { packageVersion } = journey.input;
  const { stage } = step;
  for (;;) {
    const looked = await journey.look(
      `See whether the registry of ${stage} serves ${formatPackageVersion(packageVersion)}`,
      (activities) =>
        activities.isServed({
          stage,
          packageVersion,
          content: pinnedContent(journey),
          policy: journey.stage(stage).proof,
        }),
    );
    if (looked.kind === 'seen') return !looked.seen;
  }
}

async function verifyServed(journey: Journey, step: StepState): Promise<StepResult> {
  const { stage } = step;
  const { packageVersion, timing } = journey.input;
  const version = formatPackageVersion(packageVersion);
  const { proof } = journey.stage(stage);
  let seenDifference: string | undefined;
  let isRemovedEarly = false;
  let isMissing = false;
  const wait = waitForRollOut(
    journey,
    stage,
    `for the registry of ${stage} to serve ${version}`,
    buildFor(journey.state, step),
    // The look that is open does not ask whether somebody has rolled it out.
    () => journey.wake(),
  );
  try {
    for (;;) {
      await pinAccepted(journey);
      if (seenDifference === undefined && journey.state.attention === undefined) wait.show();
      const { toRollOut } = wait;
      const looked = await journey.look(
        `Verify that the registry of ${stage} serves ${version}`,
        (activities) =>
          activities.awaitServed({
            stage,
            packageVersion,
            content: pinnedContent(journey),
            holders: holdersOf(journey, stage),
            policy: proof,
            timing,
            ...keeperOf(journey, step),
            ...(isRemovedEarly && { isRemovedEarly }),
            ...(seenDifference !== undefined && { seenDifference }),
            ...(isMissing && { isMissing }),
            ...(toRollOut !== undefined && { toRollOut }),
          }),
      );
      if (looked.kind === 'woken') {
        // What is missing is put back on a branch: to try again is to look for it at once.
        if (looked.by === 'message' || isMissing) continue;
        seenDifference = undefined;
        isRemovedEarly = false;
        journey.change(resume);
        continue;
      }
      const { seen } = looked;
      switch (seen.kind) {
        case 'served':
          return { kind: 'proof', sentence: seen.sentence, ...endLoss(journey, stage) };
        case 'rolled-out':
          wait.hear(seen.sentence);
          break;
        case 'removed-early':
          isRemovedEarly = true;
          journey.change((state) => addNote(state, seen.sentence));
          journey.needAttention(
            'removed-early',
            `${seen.sentence}. \`limelight repair ${version} --reason ...\` puts it back, \`limelight accept-removal ${version} --reason ...\` lets it be; the wait for the registry goes on meanwhile`,
          );
          break;
        case 'missing':
          isMissing = true;
          journey.needAttention('content-missing', seen.sentence);
          break;
        case 'put-back':
          isMissing = false;
          journey.change((state) => addNote(state, `${version} is put back on ${seen.stage}`));
          await publishCommit(journey, step, seen);
          journey.change(resume);
          break;
        case 'differs':
          isMissing = false;
          seenDifference = seen.sentence;
          journey.needAttention('content-differs', seenDifference, seen.found);
          break;
      }
    }
  } finally {
    wait.end();
  }
}

/** For how long the registry was seen without the version, now that it is put back. */
function endLoss(journey: Journey, stage: string): { gapSeconds?: number } {
  const { lost } = journey.state;
  if (lost?.stage !== stage) return {};
  journey.change(findAgain);
  return { gapSeconds: secondsSince(lost.at) };
}
