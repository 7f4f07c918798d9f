import { describe, expect, it } from 'vitest';
import { stillWaiting } from '../../activities/failures.ts';
import { retryUpdate } from '../../workflows/messages.ts';
import { inputOf, untilState } from '../support/journeys.ts';
import { SHORT, travel } from '../support/scripted-journey.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';

const COMMIT = 'f'.repeat(40);

describe('a version that no branch holds any more while its registry is waited for', () => {
  it('needs attention; a retry looks at once, and what is put back is asked of the publisher', async () => {
    const world = new ScriptedWorld();
    const asked: (string | undefined)[] = [];
    let isPutBack = false;
    let looks = 0;
    const { askPublisher } = world.activities;
    Object.assign(world.activities, {
      askPublisher: async (input: Parameters<typeof askPublisher>[0]) => {
        asked.push(input.request.commit);
        return askPublisher(input);
      },
      awaitServed: async ({ isMissing }: { readonly isMissing?: boolean }) => {
        looks += 1;
        if (asked.length > 1) return { kind: 'served', sentence: 'serves it' };
        if (isMissing !== true) return { kind: 'missing', sentence: 'it is on no branch any more' };
        if (isPutBack) return { kind: 'put-back', stage: 'snapshot', commit: COMMIT };
        throw stillWaiting('waiting: it is on no branch', 600_000);
      },
    });
    await travel(
      world,
      async (handle) => {
        const { attention } = await untilState(handle, (state) => state.attention !== undefined);
        expect(attention).toMatchObject({ reason: 'content-missing' });
        await expect.poll(() => looks).toBe(2);
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op' }] });
        await expect.poll(() => looks).toBe(3);
        expect(asked).toHaveLength(1);

        isPutBack = true;
        await handle.executeUpdate(retryUpdate, { args: [{ actor: 'op', reason: 'it is back' }] });
        expect((await handle.result()).outcome).toBe('star');
        expect(asked).toEqual(['e'.repeat(39) + '1', COMMIT]);
      },
      inputOf(SHORT),
    );
  });
});
