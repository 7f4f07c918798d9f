import { describe, expect, it } from 'vitest';
import {
  beginJourney,
  endJourney,
  finishStep,
  needAttention,
  startStep,
  type JourneyState,
} from '../../domain/journey-state.ts';
import { letGoBefore, putBack, removeAgain, repairOf } from '../../domain/put-back.ts';
import {
  refuseAcceptContent,
  refuseAcceptRemoval,
  refuseRepair,
  refuseUndoCleanup,
} from '../../domain/refusals.ts';
import { inputOf } from '../support/journeys.ts';

const OP = { actor: 'op', reason: 'tried' };
const DONE = { kind: 'change', commit: 'c', approvedBy: [] } as const;
const FOUND = { stage: 'staging', branch: 'staging', tree: 't' };

const begun = startStep(
  beginJourney(inputOf({ route: ['snapshot', 'staging'] }), 'now'),
  'add-snapshot',
  'now',
);
const over = endJourney(begun, 'star', 'now');
/** A journey at a step, with all before it done. */
function at(step: string): JourneyState {
  let state = begun;
  for (const { id } of begun.steps) {
    state = startStep(state, id, 'now');
    if (id === step) break;
    state = finishStep(state, id, DONE, 'now');
  }
  return state;
}
const vanished = needAttention(at('verify-snapshot-2'), 'vanished', 's', 'now');
const removedEarly = needAttention(at('verify-staging'), 'removed-early', 's', 'now');
const differs = needAttention(begun, 'content-differs', 's', 'now', FOUND);
const garbled = needAttention(begun, 'content-differs', 's', 'now');

describe('a decision that does not apply is refused with the cause', () => {
  it.each<[what: string, refused: string | undefined, sentence: RegExp | undefined]>([
    ['accept-content, nothing differs', refuseAcceptContent(begun, OP), /no other content was found/],
    ['accept-content, nothing to take', refuseAcceptContent(garbled, OP), /is on no branch of the route/],
    ['accept-content without a reason', refuseAcceptContent(differs, { actor: 'op' }), /needs a reason/],
    ['accept-content by nobody', refuseAcceptContent(differs, { actor: '' }), /needs an actor/],
    ['accept-content of what is over', refuseAcceptContent(over, OP), /is over/],
    ['accept-content', refuseAcceptContent(differs, OP), undefined],
    ['accept-removal, none was seen', refuseAcceptRemoval(begun, OP), /no removal by hand was seen/],
    ['accept-removal in another attention', refuseAcceptRemoval(vanished, OP), /no removal by hand/],
    ['accept-removal', refuseAcceptRemoval(removedEarly, OP), undefined],
    ['repair, nothing was lost', refuseRepair(begun, OP), /there is nothing to repair/],
    ['repair without a reason', refuseRepair(vanished, { actor: 'op', reason: '' }), /needs a reason/],
    [
      'repair of a branch by a build',
      refuseRepair(removedEarly, { ...OP, way: 'rebuild' }),
      /a new image would not have it: repair it with put-back/,
    ],
    ['repair', refuseRepair(vanished, OP), undefined],
    ['undo-cleanup before it', refuseUndoCleanup(begun, { ...OP, stage: 'snapshot' }), /is being added to/],
    [
      'undo-cleanup of another stage',
      refuseUndoCleanup(vanished, { ...OP, stage: 'staging' }),
      /has not cleaned staging up/,
    ],
    ['undo-cleanup of no stage', refuseUndoCleanup(vanished, { ...OP, stage: 'x' }), /not cleaned x up/],
    ['undo-cleanup', refuseUndoCleanup(vanished, { ...OP, stage: 'snapshot' }), undefined],
    [
      'undo-cleanup twice',
      refuseUndoCleanup(startStep(putBack(vanished, 'snapshot', false), 'add-snapshot-2', 'now'), {
        ...OP,
        stage: 'snapshot',
      }),
      /is being put back on snapshot already/,
    ],
  ])('%s', (_what, refused, sentence) => {
    expect(refused ?? 'it applies').toMatch(sentence ?? /^it applies$/);
  });
});

describe('what is taken out again', () => {
  it('comes before the step at work; a registry on top of it is proved on an image that was made after', () => {
    const idsOf = ({ steps }: JourneyState, from: number) => steps.slice(from).map(({ id }) => id);
    expect(idsOf(removeAgain(vanished, 'snapshot'), 8)).toEqual([
      'remove-snapshot-2',
      'publish-snapshot-3',
      'verify-snapshot-2',
    ]);
    expect(vanished.steps.slice(-3).map((step) => letGoBefore(vanished, step))).toEqual([
      undefined,
      'snapshot',
      'snapshot',
    ]);
    const whole = startStep(beginJourney(inputOf({}), 'now'), 'verify-snapshot-3', 'now');
    const { steps } = removeAgain(whole, 'staging');
    const again = steps.findIndex(({ id }) => id === 'remove-staging-2');
    expect(idsOf({ ...whole, steps }, again)).toEqual([
      'remove-staging-2',
      'publish-staging-3',
      'verify-staging-3',
      'publish-snapshot-4',
      'verify-snapshot-3',
    ]);
  });
});

describe('what is put back', () => {
  it('comes before the step at work, with ids of its own, and leaves again where that was planned', () => {
    const { steps } = putBack(vanished, 'snapshot', true);
    expect(steps.slice(8).map(({ id, towards }) => `${id} ${towards}`)).toEqual([
      'add-snapshot-2 snapshot',
      'publish-snapshot-3 snapshot',
      'verify-snapshot-3 snapshot',
      'remove-snapshot-2 staging',
      'publish-snapshot-4 snapshot',
      'verify-snapshot-2 staging',
    ]);
  });

  it.each([
    [['snapshot', 'staging', 'production'], 'verify-snapshot-3', 'production'],
    [['staging', 'production'], 'verify-snapshot-2', 'production'],
  ])('leaves again by the proof of the last stage only: route %s', (route, lostAt, towards) => {
    const whole = beginJourney(inputOf({ route }), 'now');
    const lost = {
      ...whole,
      steps: whole.steps.map((step, position, all) =>
        position < all.findIndex(({ id }) => id === lostAt) ? { ...step, status: 'done' as const } : step,
      ),
    };
    const { steps } = putBack(startStep(lost, lostAt, 'now'), 'snapshot', true);
    const again = steps.filter(({ kind, stage }) => kind === 'remove' && stage === 'snapshot').at(-1);
    expect(again).toMatchObject({ status: 'pending', towards });
  });

  it('is put back where it was lost: at the registry, or on the branch that let go of it too early', () => {
    expect(repairOf(vanished, OP)).toEqual({ way: 'rebuild', stage: 'snapshot' });
    expect(repairOf(vanished, { ...OP, way: 'put-back' })).toEqual({ way: 'put-back', stage: 'snapshot' });
    expect(repairOf(removedEarly, OP)).toEqual({ way: 'put-back', stage: 'snapshot' });
  });
});
