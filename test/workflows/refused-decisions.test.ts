import type { UpdateDefinition } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { PlainDecision } from '../../domain/decisions.ts';
import type { RecordedDecision } from '../../domain/journey-state.ts';
import {
  acceptContentUpdate,
  acceptRemovalUpdate,
  approveUpdate,
  holdUpdate,
  promoteUpdate,
  rejectUpdate,
  repairUpdate,
  resumeUpdate,
  retryUpdate,
  skipUpdate,
  stateQuery,
} from '../../workflows/messages.ts';
import { countEvents, inputOf, untilState } from '../support/journeys.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';

type Refused = readonly [
  update: UpdateDefinition<RecordedDecision, [PlainDecision]>,
  decision: PlainDecision,
  sentence: RegExp,
];

const OP = { actor: 'op', reason: 'tried in a test' };
const REFUSED: readonly Refused[] = [
  [resumeUpdate, OP, /^nobody holds it, and it is not parked/],
  [promoteUpdate, OP, /^it waits for no promotion$/],
  [retryUpdate, OP, /^nothing asks for a retry/],
  [skipUpdate, OP, /lets people skip no step there, and this is add-snapshot$/],
  [acceptContentUpdate, OP, /^no other content was found/],
  [acceptRemovalUpdate, OP, /^no removal by hand was seen/],
  [repairUpdate, OP, /^there is nothing to repair/],
  [rejectUpdate, { actor: 'op' }, /^this decision needs a reason/],
  [approveUpdate, { actor: '' }, /^a decision needs an actor/],
];

describe('a decision that does not apply', () => {
  it('is refused at once with its sentence, and leaves nothing in the history or the state', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        const before = { events: await countEvents(handle), state: await handle.query(stateQuery) };
        for (const [update, decision, sentence] of REFUSED) {
          await expect(handle.executeUpdate(update, { args: [decision] })).rejects.toMatchObject({
            cause: { type: 'DecisionRefused', message: expect.stringMatching(sentence) },
          });
        }
        expect(await countEvents(handle)).toBe(before.events);
        expect(await handle.query(stateQuery)).toEqual(before.state);

        await handle.executeUpdate(approveUpdate, { args: [OP] });
        expect((await handle.result()).decisions).toMatchObject([{ kind: 'approve', applied: true }]);
      },
      inputOf(SHORT),
    );
  });

  it('is refused under the id of one of another kind, and given back under its own', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        const sent = { ...OP, id: 'page-1' };
        const held = await handle.executeUpdate(holdUpdate, { args: [sent] });
        await expect(handle.executeUpdate(resumeUpdate, { args: [sent] })).rejects.toMatchObject({
          cause: {
            message: 'the id page-1 is that of the decision hold by op: each decision needs one of its own',
          },
        });
        expect(await handle.executeUpdate(holdUpdate, { args: [sent] })).toEqual(held);
        expect((await handle.query(stateQuery)).hold).toBeDefined();
      },
      inputOf(SHORT),
    );
  });

  it('is refused of a journey that is being aborted, whatever it is, but for what its clean-up needs', async () => {
    const world = new ScriptedWorld();
    world.reviewers = [];
    let clean!: () => void;
    const cleaning = new Promise<void>((resolve) => (clean = resolve));
    const { cleanUp } = world.activities;
    Object.assign(world.activities, {
      cleanUp: async (input: Parameters<typeof cleanUp>[0]) => {
        await cleaning;
        return cleanUp(input);
      },
    });
    await travel(
      world,
      async (handle) => {
        await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
        await handle.executeUpdate('abort', { args: [OP] });
        for (const update of ['approve', 'reject', 'hold', 'abort'])
          await expect(handle.executeUpdate(update, { args: [OP] })).rejects.toMatchObject({
            cause: { message: expect.stringMatching(/is being aborted, by op: it takes back/) },
          });
        clean();
        expect((await handle.result()).decisions).toHaveLength(1);
      },
      inputOf(SHORT),
    );
  });
});
