import { refuseAbort, refuseApproval } from './decisions.ts';
import { formatDuration } from './duration.ts';
import { anybody, pageOf, type Outlook, type Remedy, type Scene } from './explanation.ts';
import type { AttentionReason } from './gate.ts';
import { letGoBefore } from './put-back.ts';
import { refuseTryAgain } from './refusals.ts';
import { rejectionOf } from './rejection.ts';
import { bringBack } from './why-lost.ts';

/** What an attention of one kind means. */
interface Meaning {
  /** A few words for a list. */
  readonly short: string;
  /** What mends it, besides to try again and to give up. */
  readonly remedies?: (scene: Scene) => readonly Remedy[];
  /** When it goes on by itself; absent: nothing is done until somebody says retry. */
  readonly until?: (scene: Scene) => string;
}

const MEANINGS: Readonly<Record<AttentionReason, Meaning>> = {
  'change-closed': {
    short: 'its pull request was closed',
    remedies: (scene) => pageOf(scene, 'anybody with write access', 'open it again'),
    until: onChange('the pull request is opened again; retry opens a new one'),
  },
  'change-altered': {
    short: 'somebody pushed to its pull request',
    remedies: (scene) => pageOf(scene, 'whoever pushed to it', 'undo the push'),
    until: onChange('the pull request does what was ordered again'),
  },
  'change-conflicts': {
    short: 'its pull request conflicts with the branch',
    remedies: (scene) => pageOf(scene, 'anybody with write access', 'resolve the conflict'),
    until: ({ terms }) =>
      `goes on by itself when GitHub sees no conflict any more; notices it within ${formatDuration(terms.timing.checksMs)}`,
  },
  'change-foreign': { short: "another run's pull request is in its way" },
  'changes-requested': {
    short: 'a reviewer requested changes',
    remedies: (scene) => pageOf(scene, objectorsOf(scene), 'approve, or take the request back'),
    until: onChange('nobody requests changes any more'),
  },
  rejected: {
    short: 'its pull request was rejected',
    remedies: (scene) => [...pageOf(scene, 'anybody'), ...approvalAfterAll(scene)],
  },
  'checks-red': {
    short: 'checks are red',
    remedies: (scene) => pageOf(scene, 'anybody with write access', 'repair the checks, or run them again'),
    until: onChange('the checks are green'),
  },
  'merge-refused': {
    short: 'GitHub refuses the merge',
    remedies: (scene) => pageOf(scene, 'anybody with write access', 'see what GitHub asks for'),
    until: onChange('something changes on the pull request: then it tries to merge again'),
  },
  'content-differs': {
    short: 'a branch or registry holds other content',
    remedies: ({ state, name }) =>
      state.attention?.found === undefined
        ? []
        : [
            anybody(
              `carry on what ${state.attention.found.branch} holds`,
              `limelight accept-content ${name} --reason WHY`,
            ),
          ],
    until: ({ step, terms }) =>
      step?.kind === 'verify'
        ? `goes on by itself when the registry serves the right content; looks each ${formatDuration(terms.timing.registryMs)}`
        : NOTHING,
  },
  'content-missing': {
    short: 'a branch no longer holds it',
    until: ({ step }) =>
      step?.kind === 'verify'
        ? 'goes on by itself when a branch that the registry serves holds it again: then it is built anew; retry looks at once'
        : NOTHING,
  },
  'proof-lost': {
    short: 'its proof does not hold any more',
    remedies: ({ step }) =>
      step === undefined ? [] : [anybody('see the builds', `limelight publisher ${step.towards}`)],
    until: onChange('something changes on the pull request: then it proves it again'),
  },
  'removed-early': {
    short: 'it was removed by hand before its proof',
    remedies: ({ name }) => [
      anybody('put it back', `limelight repair ${name} --reason WHY`),
      anybody('let it be', `limelight accept-removal ${name} --reason WHY`),
    ],
    until: untilHeldAgain,
  },
  'removal-undone': {
    short: 'its removal was undone by hand',
    remedies: ({ state, step, name }) => {
      const stage = step === undefined ? undefined : letGoBefore(state, step);
      return stage === undefined
        ? []
        : [anybody('let it stay there', `limelight undo-cleanup ${name} --stage ${stage} --reason WHY`)];
    },
    until: () => 'nothing: retry takes it out once more, by a pull request of its own',
  },
  vanished: {
    short: 'a registry lost it',
    until: onRegistry('the registry serves it again'),
  },
  'build-red': { short: 'a build is red', remedies: seeBuilds },
  'build-missing': { short: 'a build does not begin', remedies: seeBuilds },
  'publisher-held': {
    short: 'the builds of a branch are held',
    remedies: seeBuilds,
    until: ({ step }) =>
      `goes on by itself when publisher/${step?.stage ?? ''} does; retry is passed on to it, for all who wait`,
  },
  'not-permitted': { short: 'a service refuses our credentials' },
  'not-found': { short: 'something that must be there is not' },
  refused: { short: 'a request was refused as it is' },
  unavailable: { short: 'a service is out of order' },
  unexpected: { short: 'something that nobody foresaw' },
};

/** The words for why a journey may need a person. */
export const ATTENTION_WORDS: readonly string[] = Object.keys(MEANINGS);

const NOTHING = 'nothing: it waits until somebody has mended it and says retry';

const SOMEBODY = { actor: 'somebody' };

/** What an attention means for people. */
export function outlookOfAttention(reason: AttentionReason, scene: Scene): Outlook {
  const { remedies, until } = MEANINGS[reason];
  const { name, state } = scene;
  return {
    canAct: [
      ...(remedies?.(scene) ?? []),
      ...bringBack(scene),
      ...(refuseTryAgain(state, SOMEBODY) === undefined
        ? [anybody('try again', `limelight retry ${name}`)]
        : []),
      ...(refuseAbort(state, SOMEBODY) === undefined ? [anybody('give up', `limelight abort ${name}`)] : []),
    ],
    next: until?.(scene) ?? NOTHING,
  };
}

/** The reason for attention in a few words, for a list; a word of newer code is given back as it is. */
export function shortReason(reason: string): string {
  return Object.entries(MEANINGS).find(([known]) => known === reason)?.[1].short ?? reason;
}

function onChange(what: string): (scene: Scene) => string {
  return ({ state, terms }) =>
    state.change === undefined
      ? NOTHING
      : `goes on by itself when ${what}; notices it within ${formatDuration(terms.timing.changeMs)}`;
}

/** A removal that happened after the proof is a person's to judge; before, the branch that must hold it is watched. */
function untilHeldAgain(scene: Scene): string {
  const { step, terms } = scene;
  if (step?.kind === 'add') return onChange('the branch holds it again')(scene);
  return step?.kind === 'verify'
    ? `goes on by itself when the branch holds it again and the registry serves it; notices it within ${formatDuration(terms.timing.changeMs)}`
    : NOTHING;
}

function onRegistry(what: string): (scene: Scene) => string {
  return ({ terms }) =>
    `goes on by itself when ${what}; looks each ${formatDuration(terms.timing.registryMs)}`;
}

function seeBuilds({ step }: Scene): Remedy[] {
  return step === undefined ? [] : [anybody('see the builds', `limelight publisher ${step.stage}`)];
}

function objectorsOf({ state: { change } }: Scene): string {
  return change === undefined || change.changesRequestedBy.length === 0
    ? 'whoever requested changes'
    : change.changesRequestedBy.join(', ');
}

/** Who rejected the change may approve it, unless somebody else must. */
function approvalAfterAll({ state, stage, name }: Scene): Remedy[] {
  const { change } = state;
  const rejection = change && rejectionOf(state, change, stage?.approval ?? {});
  if (
    rejection === undefined ||
    refuseApproval(state, { actor: rejection.actor }, stage?.approval) !== undefined
  )
    return [];
  return [{ who: rejection.actor, what: 'approve after all', how: `limelight approve ${name}` }];
}
