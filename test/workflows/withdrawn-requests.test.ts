import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { PublisherInput, PublishRequest } from '../../domain/publisher-state.ts';
import { nudgeSignal, withdrawRequestSignal } from '../../workflows/messages.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { TEST_TIMING } from '../support/journeys.ts';
import {
  historiesOf,
  publisherOf,
  replayPublisher,
  signalRequest,
  untilPublisher,
  type PublisherHandle,
} from '../support/publishers.ts';
import { ScriptedBuilds } from '../support/scripted-builds.ts';

let stages = 0;

/** What a test of withdrawals has at hand. */
interface Desk {
  readonly builds: ScriptedBuilds;
  readonly publisher: PublisherHandle;
  readonly ask: (id: string) => Promise<void>;
  readonly withdraw: (id: string) => Promise<void>;
  /** How often the publisher has continued as new. */
  readonly edges: () => Promise<number>;
}

/** Requests by signal alone; the history must replay. */
async function receive(
  work: (desk: Desk) => Promise<void>,
  input: Partial<PublisherInput> = {},
): Promise<void> {
  stages += 1;
  const stage = `withdrawn_${process.pid}_${stages}`;
  const builds = new ScriptedBuilds();
  builds.verdict = 'queued';
  await withWorker(builds.activities, async ({ client, taskQueue }) => {
    const publisher = publisherOf(client, stage);
    await work({
      builds,
      publisher,
      ask: (id) => {
        const request: PublishRequest = { id, workflowId: `package/gone@0.0.${stages}`, layers: [] };
        const deploy = { mode: 'automatic', remindMs: 60_000 } as const;
        return signalRequest(client, taskQueue, request, { stage, timing: TEST_TIMING, deploy, ...input });
      },
      withdraw: (id) => publisher.signal(withdrawRequestSignal, { id }),
      edges: async () => (await historiesOf(client, stage)).length - 1,
    });
    await replayPublisher(client, stage);
    await publisher.terminate();
  });
}

const idle = (publisher: PublisherHandle) =>
  untilPublisher(
    publisher,
    ({ requests, doing }) => requests.length === 0 && doing === 'nothing is asked of it',
  );

describe('a request that is withdrawn', () => {
  it('in the quiet moment: nothing is built', async () => {
    await receive(
      async ({ builds, publisher, ask, withdraw }) => {
        await ask('a');
        await untilPublisher(publisher, ({ requests }) => requests.length === 1);
        await withdraw('a');
        await idle(publisher);
        expect(builds.builds).toEqual([]);
        expect(builds.cancelled).toEqual([]);
      },
      { timing: { ...TEST_TIMING, quietMs: 1_000, quietMostMs: 5_000 } },
    );
  });

  it('while the build waits in the queue: that is cancelled, once, and the next request has a build of its own', async () => {
    await receive(async ({ builds, publisher, ask, withdraw }) => {
      await ask('a');
      await untilPublisher(publisher, ({ current }) => current !== undefined);
      await withdraw('a');
      await withdraw('a');
      await idle(publisher);
      expect(builds.cancelled).toEqual([1]);

      await ask('b');
      await untilPublisher(publisher, ({ current }) => current !== undefined);
      builds.end('green');
      const { answers } = await idle(publisher);
      expect(answers.map(({ id, build }) => [id, build.number])).toEqual([['b', 2]]);
      expect(builds.cancelled).toEqual([1]);
    });
  });

  it('while others wait for the same build: they get it', async () => {
    await receive(async ({ builds, publisher, ask, withdraw }) => {
      await ask('a');
      await ask('b');
      await untilPublisher(publisher, ({ current }) => current !== undefined);
      await withdraw('a');
      await untilPublisher(publisher, ({ requests }) => requests.length === 1);
      builds.end('green');
      const { answers } = await idle(publisher);
      expect(answers.map(({ id }) => id)).toEqual(['b']);
      expect(builds.cancelled).toEqual([]);
    });
  });

  it('of a build that is red: the publisher is held no longer', async () => {
    await receive(async ({ builds, publisher, ask, withdraw }) => {
      builds.verdict = 'red';
      await ask('a');
      await untilPublisher(publisher, ({ attention }) => attention?.reason === 'build-red');
      await withdraw('a');
      expect((await idle(publisher)).attention).toBeUndefined();
    });
  });

  it('and that comes again, because its journey was just asking, counts no more', async () => {
    await receive(async ({ builds, publisher, ask, withdraw }) => {
      await ask('a');
      await untilPublisher(publisher, ({ current }) => current !== undefined);
      // The withdrawal of the second overtakes it.
      await withdraw('b');
      await ask('b');
      await withdraw('a');
      await ask('a');
      const { requests } = await idle(publisher);
      expect(requests).toEqual([]);
      expect(builds.builds.map(({ holds }) => [...holds])).toEqual([['a']]);
      expect(builds.cancelled).toEqual([1]);
    });
  });

  it('after its answer, or that nobody made, or that is no withdrawal: changes nothing', async () => {
    await receive(async ({ builds, publisher, ask, withdraw }) => {
      builds.verdict = 'green';
      await ask('a');
      const before = await untilPublisher(publisher, ({ answers }) => answers.length === 1);
      await withdraw('a');
      await withdraw('nobody');
      await publisher.signal('withdrawRequest', 'nonsense');
      await publisher.signal(nudgeSignal);
      await delay(200);
      const after = await idle(publisher);
      expect(after.answers).toEqual(before.answers);
      expect(builds.cancelled).toEqual([]);
    });
  });

  it('after the publisher continued as new: what an earlier run triggered is cancelled', async () => {
    await receive(
      async ({ builds, publisher, ask, withdraw, edges }) => {
        await ask('a');
        await untilPublisher(publisher, ({ current }) => current !== undefined);
        await expect
          .poll(async () => publisher.signal(nudgeSignal).then(edges), { timeout: 30_000 })
          .toBeGreaterThan(0);
        await untilPublisher(publisher, ({ current }) => current !== undefined);
        await withdraw('a');
        await idle(publisher);
        expect(builds.cancelled).toEqual([1]);
      },
      { mostEvents: 60 },
    );
  });
});
