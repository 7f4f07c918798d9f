import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { connectToOwnNamespace, type TestConnection } from '../setup/temporal-env.ts';
import { inActivity } from '../support/in-activity.ts';
import { sandboxServices } from '../support/services.ts';

const LINE = { version: 9, stops: [] };
const DEAF = 'package/b@1.0.0';
const JOURNEYS = ['package/a@1.0.0', DEAF, 'package/c@1.0.0'];

let connection: TestConnection;
/** Takes no signals to one of the journeys, as Temporal does where one has had too many. */
let client: Client;
beforeEach(async () => {
  connection = await connectToOwnNamespace();
  client = new Client({
    connection: connection.client.connection,
    namespace: connection.client.options.namespace,
    interceptors: {
      workflow: [
        {
          signal: async (input, next) => {
            if (input.workflowExecution.workflowId === DEAF) throw new RangeError('too many signals');
            await next(input);
          },
        },
      ],
    },
  });
});
afterEach(() => connection.close());

/** Journeys that no worker runs: they take signals all the same. */
async function begin(): Promise<void> {
  for (const workflowId of JOURNEYS) {
    // A new namespace is known after some seconds.
    await vi.waitFor(
      () =>
        client.workflow.start('packageLifecycle', {
          taskQueue: randomUUID(),
          workflowId,
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      { timeout: 20_000, interval: 500 },
    );
  }
  await vi.waitFor(
    async () => {
      const { count } = await client.workflow.count('WorkflowType = "packageLifecycle"');
      expect(count).toBe(JOURNEYS.length);
    },
    { timeout: 20_000, interval: 200 },
  );
}

async function wordsTo(workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).filter((event) => event.workflowExecutionSignaledEventAttributes).length;
}

describe('a journey that cannot be told of the line', () => {
  it('keeps it from no other, is tried on for ever, and has the others told only once', async () => {
    const { services } = await sandboxServices();
    const { tellLine } = createActivities(services);
    await begin();
    const beats: unknown[] = [];
    const failure = {
      type: 'Unavailable',
      nonRetryable: false,
      message: `1 journeys could not be told, such as ${DEAF}: too many signals`,
    };
    await expect(inActivity(() => tellLine({ line: LINE }), 1, client, beats)).rejects.toMatchObject(failure);
    await expect(inActivity(() => tellLine({ line: LINE }), 40, client, beats)).rejects.toMatchObject(
      failure,
    );
    expect(await Promise.all(JOURNEYS.map(wordsTo))).toEqual([1, 0, 1]);

    await inActivity(() => tellLine({ line: LINE }), 41, connection.client, beats);
    expect(await Promise.all(JOURNEYS.map(wordsTo))).toEqual([1, 1, 1]);
  });
});
