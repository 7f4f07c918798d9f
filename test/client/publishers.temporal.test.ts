import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { PublisherNotFound } from '../../client/errors/publisher-not-found.ts';
import { PublisherRefused } from '../../client/errors/publisher-refused.ts';
import { Publishers } from '../../client/publishers.ts';
import { publisherWorkflowId } from '../../domain/names.ts';
import type { branchPublisher } from '../../workflows/index.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { TEST_TIMING } from '../support/journeys.ts';

const STAGE = `told_${process.pid}`;

/** Nothing is asked of this publisher: it has nothing to do but to listen. */
async function startPublisher(client: Client, taskQueue: string): Promise<void> {
  await client.workflow.start<typeof branchPublisher>('branchPublisher', {
    workflowId: publisherWorkflowId(STAGE),
    taskQueue,
    args: [{ stage: STAGE, timing: TEST_TIMING, deploy: { mode: 'manual', remindMs: 1_000 } }],
  });
}

describe('a word to a publisher', () => {
  it('is heard once, refused with the cause, and finds out that nobody is there', async () => {
    await withWorker({ idle: async () => {} }, async ({ client, taskQueue }) => {
      const publishers = new Publishers({ client, taskQueue });
      const word = { actor: 'ada', build: 42, id: 'word' };
      const missing = publishers.deployed(STAGE, word);
      await expect(missing).rejects.toThrow(PublisherNotFound);
      await expect(missing).rejects.toThrow(`No publisher of ${STAGE} runs`);

      await startPublisher(client, taskQueue);
      expect(await publishers.deployed(STAGE, word)).toMatchObject({
        kind: 'deployed',
        actor: 'ada',
        build: 42,
        applied: true,
      });
      expect(await publishers.deployed(STAGE, word)).toMatchObject({ id: 'word', applied: true });
      const again = publishers.deployed(STAGE, { actor: 'bob', build: 41 });
      await expect(again).rejects.toThrow(PublisherRefused);
      await expect(again).rejects.toThrow(`publisher/${STAGE} refused: build 42 is known to be out since `);
      await client.workflow.getHandle(publisherWorkflowId(STAGE)).terminate();
    });
  });
});
