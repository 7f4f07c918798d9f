import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { KnownHead } from '../activities/clean-up.ts';
import type { JourneyInput } from '../domain/journey-input.ts';
import {
  addNote,
  currentStep,
  resume,
  type JourneyResult,
  type StepResult,
  type StepState,
} from '../domain/journey-state.ts';
import { describeAbort } from '../domain/journey-text.ts';
import { headBranchName, parseHeadBranch } from '../domain/names.ts';
import { changeBranch } from './change-branch.ts';
import { listen } from './decisions.ts';
import { Journey } from './journey.ts';
import { untilPromoted } from './promotion.ts';
import { publishBranch } from './publish-branch.ts';
import { takeBearings } from './take-bearings.ts';
import { verifyGone } from './verify-gone.ts';
import { verifyRegistry } from './verify-registry.ts';

/** How a journey ends that reaches the end of its steps. */
const OUTCOMES = { star: 'star', 'undo-cleanup': 'restored', withdraw: 'withdrawn' } as const;

/**
 * The journey of one package version, from its first pull request to certified star.
 *
 * It is born by a pull request to the first branch of its route. Each stage after that gets it with the very
 * same content; and only when a registry was shown to serve it does the branch before let go of it.
 *
 * @returns what was done at each step, by whom, and when.
 * @throws an `InvalidInput` failure when pipeline or route make no sense. Nothing else ends a journey by itself.
 */
export async function packageLifecycle(input: JourneyInput): Promise<JourneyResult> {
  const journey = new Journey(input);
  listen(journey);
  try {
    await journey.run(async () => {
      await takeBearings(journey);
      for (;;) {
        const step = journey.next();
        if (step === undefined) return;
        await journey.perform(step, () => take(journey, step));
        if (isLeftOut(journey, step)) await takeBackChange(journey, step);
      }
    });
    return await journey.end(OUTCOMES[input.purpose ?? 'star']);
  } catch (error) {
    if (!isCancellation(error)) throw error;
    await CancellationScope.nonCancellable(() => takeBack(journey));
    return await journey.end('aborted');
  }
}

async function take(journey: Journey, step: StepState): Promise<StepResult> {
  switch (step.kind) {
    case 'add':
      await untilPromoted(journey, step);
      return changeBranch(journey, step);
    case 'remove':
      return changeBranch(journey, step);
    case 'publish':
      return publishBranch(journey, step);
    case 'verify':
      return verifyRegistry(journey, step);
    case 'verify-gone':
      return verifyGone(journey, step);
  }
}

/** True for a change that people left out while it was at work: its pull request may be open. */
function isLeftOut({ state }: Journey, { id, kind }: StepState): boolean {
  return kind === 'remove' && state.steps.some((step) => step.id === id && step.status === 'skipped');
}

/** Closes the pull request of a step that was left out, and deletes its branch. */
async function takeBackChange(journey: Journey, { id }: StepState): Promise<void> {
  const { packageVersion } = journey.input;
  const { workflowId } = journey.marker(id);
  const why = journey.state.steps.find((step) => step.id === id)?.why ?? 'left out';
  const known = journey.openedHeads.filter((opened) => opened.step === id);
  const { closed } = await journey.write('Take back the change that is left out', (activities) =>
    activities.cleanUp({ packageVersion, workflowId, comment: `This step was ${why}.`, known }),
  );
  for (const number of closed)
    journey.change((state) => addNote(state, `closed pull request #${number}: ${why}`));
}

/**
 * An aborted journey withdraws what it asked of a publisher, closes what it has open and deletes its branches. What
 * was merged stays merged.
 */
async function takeBack(journey: Journey): Promise<void> {
  const { packageVersion, source } = journey.input;
  const { workflowId } = journey.marker('abort');
  const abort = describeAbort(journey.state) ?? 'cancelled from outside';
  journey.change(resume);
  const request = journey.openRequest;
  const { closed, deleted, withdrawn } = await journey.write(
    'Take back what the journey has open',
    (activities) =>
      activities.cleanUp({
        packageVersion,
        workflowId,
        comment: `The journey was ${abort}.`,
        known: knownHeads(journey),
        ...(source.kind === 'uploaded' && { contentRef: source.ref }),
        ...(request !== undefined && { request }),
      }),
  );
  if (withdrawn !== undefined)
    journey.change((state) => addNote(state, `withdrew its request at publisher/${withdrawn}`));
  for (const number of closed) journey.change((state) => addNote(state, `closed pull request #${number}`));
  for (const ref of deleted) journey.change((state) => addNote(state, `deleted ${ref}`));
}

/** The heads that the current step opened, and the one that it may have been about to open when it was ended. */
function knownHeads(journey: Journey): KnownHead[] {
  const step = currentStep(journey.state);
  if (step === undefined || (step.kind !== 'add' && step.kind !== 'remove')) return [];
  const { kind, stage } = step;
  const opened = journey.openedHeads.filter(({ head }) => {
    const parsed = parseHeadBranch(head);
    return parsed?.kind === kind && parsed.stage === stage;
  });
  const rounds = opened.map(({ head }) => parseHeadBranch(head)?.round ?? 0);
  const { packageVersion } = journey.input;
  const next = headBranchName({ kind, packageVersion, stage, round: Math.max(0, ...rounds) + 1 });
  return [...opened, { head: next }];
}
