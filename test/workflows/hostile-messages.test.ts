import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { stillWaiting } from '../../activities/failures.ts';
import { inTurns } from '../../activities/in-turns.ts';
import type { PublisherInput } from '../../domain/publisher-state.ts';
import { publisherQuery } from '../../workflows/messages.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { HOSTILE } from '../support/hostile-payloads.ts';
import { inputOf, TEST_TIMING } from '../support/journeys.ts';
import { stageOf } from '../support/pipeline.ts';
import { ScriptedBuilds } from '../support/scripted-builds.ts';
import { ScriptedWorld } from '../support/scripted-activities.ts';

const TERMS: PublisherInput = {
  stage: 'staging',
  timing: TEST_TIMING,
  deploy: { mode: 'manual', remindMs: 60_000 },
};
/** More than the names that stand in the messages. */
const MANY = { count: 9, via: ['signal'] } as const;
const JOURNEY_UPDATES = [
  'approve',
  'reject',
  'hold',
  'resume',
  'promote',
  'skip',
  'retry',
  'accept-content',
  'accept-removal',
  'repair',
  'undo-cleanup',
];

/** A workflow of ours, and the names of the messages that it takes. */
interface Row {
  readonly type: string;
  readonly input: unknown;
  readonly signals: readonly string[];
  readonly updates: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    type: 'packageLifecycle',
    input: inputOf({ route: ['snapshot'], pipeline: { stages: [stageOf('snapshot', { approval: MANY })] } }),
    signals: ['nudge', 'approve', 'published', 'line'],
    updates: JOURNEY_UPDATES,
  },
  {
    type: 'branchPublisher',
    input: TERMS,
    signals: ['nudge', 'request', 'withdrawRequest', 'deployed'],
    updates: ['retry', 'deployed'],
  },
  { type: 'productionLine', input: {}, signals: [], updates: ['stop', 'resume'] },
  {
    type: 'repositoryWatcher',
    input: { timing: TEST_TIMING, watchMs: 60_000 },
    signals: ['nudge', 'terms'],
    updates: [],
  },
];

/** Nobody approves, nothing changes. */
function activities() {
  const world = new ScriptedWorld();
  world.reviewers = [];
  return {
    ...world.activities,
    ...new ScriptedBuilds().activities,
    awaitChangedPictures: async () => {
      throw stillWaiting('waiting: as before', 60_000);
    },
  };
}

function expectRefusal(error: unknown): void {
  if (!(error instanceof WorkflowUpdateFailedError)) throw error;
}

/** What failed tasks of the workflow. */
async function failuresOf(handle: WorkflowHandle): Promise<string[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ workflowTaskFailedEventAttributes: failed }) =>
    failed ? [`${failed.cause}: ${failed.failure?.message}`] : [],
  );
}

describe.each(ROWS)('$type', ({ type, input, signals, updates }) => {
  it('goes on whatever anybody sends', async () => {
    await withWorker(activities(), async ({ client, taskQueue }) => {
      const workflowId = `hostile-${type}-${randomUUID()}`;
      const handle = await client.workflow.start(type, { workflowId, taskQueue, args: [input] });
      await handle.query(type === 'packageLifecycle' ? 'why' : 'state');
      for (const sent of HOSTILE) {
        await Promise.all(signals.map((signal) => handle.signal(signal, sent, sent)));
        // Temporal takes ten updates of a workflow at once.
        await inTurns(updates, 6, (update) =>
          handle.executeUpdate(update, { args: [sent] }).catch(expectRefusal),
        );
      }
      await handle.query('state');
      expect(await failuresOf(handle)).toEqual([]);
      expect((await handle.describe()).status.name).toBe('RUNNING');
      await handle.terminate();
    });
  });
});

describe('a publisher', () => {
  it('goes by the terms that it has where a request comes with what are none', async () => {
    await withWorker(activities(), async ({ client, taskQueue }) => {
      const workflowId = `hostile-terms-${randomUUID()}`;
      const handle = await client.workflow.start('branchPublisher', { workflowId, taskQueue, args: [TERMS] });
      for (const [at, terms] of HOSTILE.entries())
        await handle.signal(
          'request',
          { id: `request ${at}`, workflowId: 'package/gone@1.0.0', layers: [] },
          terms,
        );
      const answers = async () => (await handle.query(publisherQuery)).answers.length;
      await expect.poll(answers, { timeout: 20_000 }).toBe(HOSTILE.length);
      expect(await failuresOf(handle)).toEqual([]);
      await handle.terminate();
    });
  });
});
