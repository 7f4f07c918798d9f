import type { Client } from '@temporalio/client';
import type { PublisherInput, PublishRequest } from '../../domain/publisher-state.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { TEST_TIMING } from './journeys.ts';
import { publisherOf, replayPublisher, signalRequest, type PublisherHandle } from './publishers.ts';
import { ScriptedBuilds } from './scripted-builds.ts';

let stages = 0;

/** What a test of requests has at hand. */
export interface RequestDesk {
  readonly client: Client;
  readonly stage: string;
  readonly builds: ScriptedBuilds;
  readonly publisher: PublisherHandle;
  /** Asks in the name of a journey that is gone. */
  readonly ask: (id: string, commit?: string) => Promise<void>;
}

/** Requests by signal alone: nobody waits for the answers. The history must replay. */
export async function receiveRequests(
  input: Partial<PublisherInput>,
  work: (desk: RequestDesk) => Promise<void>,
): Promise<void> {
  stages += 1;
  const stage = `desk_${process.pid}_${stages}`;
  const builds = new ScriptedBuilds();
  await withWorker(builds.activities, async ({ client, taskQueue }) => {
    const ask = (id: string, commit?: string): Promise<void> => {
      const request: PublishRequest = {
        id,
        workflowId: `package/gone@0.0.${stages}`,
        layers: [],
        ...(commit !== undefined && { commit }),
      };
      return signalRequest(client, taskQueue, request, {
        stage,
        timing: TEST_TIMING,
        deploy: { mode: 'automatic', remindMs: 60_000 },
        ...input,
      });
    };
    const publisher = publisherOf(client, stage);
    await work({ client, stage, builds, publisher, ask });
    await replayPublisher(client, stage);
    await publisher.terminate();
  });
}
