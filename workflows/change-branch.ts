import { withBrake } from '../domain/brakes.ts';
import { judgeChange, type ChangeGate, type ChangePolicy } from '../domain/change-gate.ts';
import type { ChangeObservation, ChangeOrder } from '../domain/change.ts';
import { approvalsOf } from '../domain/decisions.ts';
import type { Content } from '../domain/content.ts';
import {
  contentOf,
  isRemovalAccepted,
  lastChangeOf,
  observeChange,
  pinContent,
  type RecordedDecision,
  type StepResult,
  type StepState,
} from '../domain/journey-state.ts';
import { describeResult, describeStep } from '../domain/journey-text.ts';
import { judgeRejection, rejectionOf } from '../domain/rejection.ts';
import { isProofSkipped } from '../domain/steering.ts';
import { headBranchName, parseHeadBranch } from '../domain/names.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { ChangeStory } from '../activities/change-text.ts';
import type { MergedChange } from '../activities/merge-change.ts';
import type { ProvenStage } from '../activities/prove-again.ts';
import { pinAccepted } from './accepted-content.ts';
import { keeperOf } from './holders-of.ts';
import { pinnedContent, surveyStorage } from './take-bearings.ts';
import type { Journey } from './journey.ts';
import { now } from './now.ts';
import { withStandingComment } from './standing-comment.ts';

/**
 * Adds the version to a stage's branch, or removes it: opens the pull request, waits until checks are green and
 * people have approved, and merges it.
 *
 * A person may close it and later say `retry`: then a new round begins.
 */
export async function changeBranch(journey: Journey, step: StepState): Promise<StepResult> {
  let round = firstRound(journey, step);
  /** The pull request of the round before, which a person may have opened again meanwhile. */
  let previous: number | undefined;
  for (;;) {
    await pinAccepted(journey);
    const order = orderOf(journey, step, round);
    const opened = await journey.write(`Open the pull request: ${describeStep(step)}`, (activities) =>
      activities.openChange({
        order,
        story: storyOf(journey, step),
        policy: policyOf(journey, order),
        ...(previous !== undefined && { previous }),
      }),
    );
    switch (opened.kind) {
      case 'needless':
        return {
          kind: 'change',
          commit: opened.commit,
          approvedBy: [],
          ...(opened.note !== undefined && { note: opened.note }),
        };
      case 'refused':
        await journey.askPerson(opened.reason, opened.sentence, opened.found);
        break;
      case 'open': {
        const { observation, reopened } = opened;
        const followed = reopened ? { ...order, round: round - 1 } : order;
        if (order.adopt === undefined)
          journey.rememberOpened({
            number: observation.number,
            head: headBranchName(followed),
            step: step.id,
          });
        const result = await withStandingComment(journey, observation.number, () =>
          followChange(journey, step, followed, observation),
        );
        if (result !== 'again') return result;
        previous = observation.number;
        round = followed.round + 1;
      }
    }
    if (order.adopt !== undefined && isUnpublished(journey)) await pinAgain(journey);
  }
}

/** Watches an open change until it is merged. `again`: a person wants another attempt at opening it. */
async function followChange(
  journey: Journey,
  step: StepState,
  ordered: ChangeOrder,
  first: ChangeObservation,
): Promise<StepResult | 'again'> {
  let order = ordered;
  let policy = policyOf(journey, order);
  let seen = first;
  /** What GitHub answered to a merge of what was seen; until something changes there is no use in trying again. */
  let refusal: ChangeGate | undefined;
  /** The id of the rejection that the pull request tells of. */
  let toldOf: string | undefined;
  /** Since when the checks of this head come to what they come to: a wait that was woken goes on. */
  let checksSince = now();
  let before = first;
  /** Asked right before each attempt to write, too: until then people may have decided otherwise. */
  const judge = (): ChangeGate => {
    const { state } = journey;
    const gate =
      judgeRejection(state, seen, policy.approval) ??
      refusal ??
      judgeChange(seen, approvalsOf(state, policy.approval), policy);
    return withBrake(gate, state, step);
  };
  const isGo = (): boolean => judge().kind === 'go';
  for (;;) {
    const latest = seen;
    if (latest.head !== before.head || latest.checks.state !== before.checks.state) checksSince = now();
    before = latest;
    journey.change((state) => observeChange(state, latest));
    const gate = judge();
    journey.heed(gate);
    const rejection = seen.state === 'open' ? rejectionOf(journey.state, seen, policy.approval) : undefined;
    if (rejection !== undefined && rejection.id !== toldOf) {
      await tellRejection(journey, seen, rejection, policy);
      toldOf = rejection.id;
      // Judged anew: a person may have been asked meanwhile, or decided otherwise.
      continue;
    }
    if (gate.kind === 'go' && gate.action !== 'update-branch') {
      const merged = await mergeChange(journey, step, order, seen, isGo);
      if (merged.kind === 'merged')
        return resultOf(seen, merged, rejectionOf(journey.state, seen, policy.approval));
      seen = merged.observation;
      if (merged.kind === 'stopped') await journey.heedLine(merged.line);
      if (merged.kind === 'refused')
        refusal = {
          kind: 'attention',
          reason: merged.reason,
          sentence: merged.sentence,
          ...(merged.found !== undefined && { found: merged.found }),
        };
      continue;
    }
    if (gate.kind === 'go') {
      const { number, head } = seen;
      const isUpdated = await journey.writeAtOnce(gate.sentence, async (activities) => {
        if (!isGo()) return false;
        await activities.updateChange({ number, head });
        return true;
      });
      if (!isUpdated) continue;
      journey.waitFor('github', gate.sentence);
    }
    const looked = await journey.look(`Watch pull request #${seen.number}`, (activities) =>
      activities.awaitChange({
        order,
        policy,
        seen,
        approvals: approvalsOf(journey.state, policy.approval),
        checksSince,
        timing: journey.input.timing,
      }),
    );
    const told = looked.kind === 'woken' && looked.by === 'retry';
    if (told && beginsAnew(gate, order)) return 'again';
    await pinAccepted(journey);
    order = orderOf(journey, step, order.round);
    policy = policyOf(journey, order);
    if (told || looked.kind === 'seen') refusal = undefined;
    if (looked.kind === 'seen') seen = looked.seen;
  }
}

/** Tells on the pull request of a rejection, as long as it stands; held or not: a word to people changes nothing. */
async function tellRejection(
  journey: Journey,
  seen: ChangeObservation,
  { id, actor, reason = '' }: RecordedDecision,
  { approval }: ChangePolicy,
): Promise<void> {
  const { number } = seen;
  await journey.writeAtOnce(`Tell of the rejection on pull request #${number}`, async (activities) => {
    if (rejectionOf(journey.state, seen, approval)?.id === id)
      await activities.tellRejection({ number, id, actor, reason });
  });
}

/** @param isGo - whether the gate still says go, at this very moment. */
async function mergeChange(
  journey: Journey,
  step: StepState,
  order: ChangeOrder,
  seen: ChangeObservation,
  isGo: () => boolean,
): Promise<MergedChange> {
  const { source, purpose } = journey.input;
  const policy = policyOf(journey, order);
  // What is withdrawn goes though nothing serves it in its place: that is what was asked for.
  const isWithdrawal = purpose === 'withdraw';
  return journey.writeAtOnce(
    `Merge pull request #${seen.number}: ${describeStep(step)}`,
    async (activities): Promise<MergedChange> => {
      if (!isGo()) return { kind: 'not-now', observation: seen };
      return activities.mergeChange({
        order,
        policy,
        number: seen.number,
        approvals: approvalsOf(journey.state, policy.approval),
        ...(order.kind === 'remove' && !isWithdrawal && { proven: provenStage(journey, step) }),
        ...(source.kind === 'uploaded' && order.kind === 'add' && { contentRef: source.ref }),
      });
    },
  );
}

/** The stage on the way to which the version is removed from the one before: it must be shown to serve it. */
function provenStage(journey: Journey, step: StepState): ProvenStage {
  const { towards } = step;
  const { branch, proof } = journey.stage(towards);
  const commit = lastChangeOf(journey.state, towards);
  return {
    stage: towards,
    branch,
    content: pinnedContent(journey),
    policy: proof,
    ...(isProofSkipped(journey.state, towards) && { isProofSkipped: true }),
    ...(isRemovalAccepted(journey.state, step) && { isRemovalAccepted: true }),
    ...(commit !== undefined && { commit }),
  };
}

/** A closed change is opened in a new round; of an adopted one that was altered the content is read again. */
function beginsAnew(gate: ChangeGate, order: ChangeOrder): boolean {
  return (
    gate.kind === 'attention' &&
    (gate.reason === 'change-closed' || (gate.reason === 'change-altered' && order.adopt !== undefined))
  );
}

/** True while no branch has got the version by this journey. What others carry already must stay as it is. */
function isUnpublished({ state: { steps } }: Journey): boolean {
  return !steps.some(({ kind, status }) => kind === 'add' && status === 'done');
}

/** Nothing of an adopted pull request has been published yet: its author may still have changed it. */
async function pinAgain(journey: Journey): Promise<void> {
  const { content } = await surveyStorage(journey);
  journey.change((state) => pinContent(state, content));
}

function orderOf(journey: Journey, step: StepState, round: number): ChangeOrder {
  const { source, packageVersion, route } = journey.input;
  // Not where the version is put back later: that pull request is merged long since.
  const { adoptedAt = route[0] } = journey.state;
  const adopts = source.kind === 'pull-request' && step.id === `add-${adoptedAt}`;
  return {
    kind: step.kind === 'remove' ? 'remove' : 'add',
    packageVersion,
    stage: step.stage,
    branch: journey.stage(step.stage).branch,
    content: orderedContent(journey, step),
    round,
    ...(adopts && { adopt: source.number }),
    ...(step.kind === 'add' && keeperOf(journey, step)),
  };
}

/** The content that the change is about: the pinned one, but where a person let go of another. */
function orderedContent(journey: Journey, step: StepState): Content {
  return contentOf(journey.state, step) ?? pinnedContent(journey);
}

/**
 * A step that is begun anew finds the change that it opened before; one that changes the branch again has a head of
 * its own.
 */
function firstRound(journey: Journey, { id, kind, stage }: StepState): number {
  const earlier = journey.openedHeads.flatMap((opened) => {
    const head = parseHeadBranch(opened.head);
    return head?.kind === kind && head.stage === stage ? [{ step: opened.step, round: head.round }] : [];
  });
  const last = earlier.at(-1);
  if (last === undefined) return 1;
  return last.step === id ? last.round : last.round + 1;
}

function policyOf(journey: Journey, { stage, content }: ChangeOrder): ChangePolicy {
  const { approval, checks } = journey.stage(stage);
  return { approval, checks, digest: content.digest, requester: journey.input.requester };
}

function storyOf(journey: Journey, step: StepState): ChangeStory {
  const { steps, requester, route, startedAt, purpose, reason } = journey.state;
  return {
    marker: journey.marker(step.id),
    requester,
    route,
    position: `step ${steps.findIndex(({ id }) => id === step.id) + 1} of ${steps.length} of the journey of ${formatPackageVersion(journey.input.packageVersion)}`,
    soFar: steps
      .filter(({ status }) => status === 'done')
      .map((done) => `${describeStep(done)}: ${describeResult(done)}`),
    startedAt,
    ...(purpose !== undefined && { purpose }),
    ...(reason !== undefined && { reason }),
  };
}

function resultOf(
  seen: ChangeObservation,
  merged: MergedChange & { kind: 'merged' },
  rejection: RecordedDecision | undefined,
): StepResult {
  const notes = [
    ...(merged.note === undefined ? [] : [merged.note]),
    ...(rejection === undefined
      ? []
      : [`merged though ${rejection.actor} rejected it: ${rejection.reason ?? ''}`]),
  ];
  return {
    kind: 'change',
    number: seen.number,
    url: seen.url,
    commit: merged.commit,
    approvedBy: merged.approvedBy,
    mergedBy: merged.by,
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}
