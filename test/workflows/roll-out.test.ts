import type { Client } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { askPerson, stillWaiting, unavailable } from '../../activities/failures.ts';
import type { Activities } from '../../activities/index.ts';
import { FailureType } from '../../domain/failure-types.ts';
import type { Deploy } from '../../domain/pipeline.ts';
import type { PublisherInput } from '../../domain/publisher-state.ts';
import { deployedSignal, deployedUpdate, retryUpdate } from '../../workflows/messages.ts';
import { withWorker } from '../setup/temporal-env.ts';
import { TEST_TIMING } from '../support/journeys.ts';
import {
  publisherOf,
  replayPublisher,
  signalRequest,
  untilPublisher,
  type PublisherHandle,
} from '../support/publishers.ts';
import { ScriptedBuilds } from '../support/scripted-builds.ts';

/** Who rolls out: it hears orders, and its pods change over when a test says so. */
class ScriptedDeployer {
  readonly orders: number[] = [];
  /** The builds whose roll-out is complete. */
  readonly complete = new Set<number>();
  /** Thrown at each order while it is set. */
  failure: Error | undefined;
  /** Why the line is stopped, while it is. */
  stopped: string | undefined;
  readonly #how: 'webhook' | 'kubernetes';

  constructor(how: 'webhook' | 'kubernetes') {
    this.#how = how;
  }

  readonly activities: Pick<Activities, 'rollOut' | 'awaitRollOut' | 'awaitLine'> = {
    rollOut: async ({ build }) => {
      if (this.failure !== undefined) throw this.failure;
      if (this.stopped !== undefined) return { stopped: this.stopped };
      this.orders.push(build.number);
      return { how: this.#how };
    },
    awaitLine: async ({ seen, timing }) => {
      if (this.stopped === seen) throw stillWaiting(`waiting: ${seen}`, timing.buildMs);
    },
    awaitRollOut: async ({ build, timing }) => {
      if (!this.complete.has(build)) throw stillWaiting('waiting: 1 of 3 pods', timing.buildMs);
    },
  };
}

interface Scene {
  readonly client: Client;
  readonly publisher: PublisherHandle;
  readonly builds: ScriptedBuilds;
  readonly deployer: ScriptedDeployer;
  /** Asks in the name of a journey that is gone. */
  readonly ask: (id: string) => Promise<void>;
}

let stages = 0;

/** Plays with the publisher of a stage of its own, whose history must replay wherever the test leaves it. */
async function play(
  mode: Deploy['mode'],
  act: (scene: Scene) => Promise<void>,
  input: Partial<PublisherInput> = {},
): Promise<void> {
  stages += 1;
  const stage = `rolled_${process.pid}_${stages}`;
  const builds = new ScriptedBuilds();
  const deployer = new ScriptedDeployer(mode === 'kubernetes' ? 'kubernetes' : 'webhook');
  await withWorker({ ...builds.activities, ...deployer.activities }, async ({ client, taskQueue }) => {
    const ask = (id: string): Promise<void> => {
      const request = { id, workflowId: `package/gone@1.0.${stages}`, layers: [] };
      const terms = { timing: TEST_TIMING, deploy: { mode, remindMs: 1_000 } };
      return signalRequest(client, taskQueue, request, { stage, ...terms, ...input });
    };
    const publisher = publisherOf(client, stage);
    await act({ client, publisher, builds, deployer, ask });
    await replayPublisher(client, stage);
    await publisher.terminate();
  });
}

function deployed(publisher: PublisherHandle, word: { actor: string; build: number; id?: string }) {
  return publisher.executeUpdate(deployedUpdate, { args: [word] });
}

describe('a webhook', () => {
  it('is told once of a build that 20 journeys share, and once of the next', async () => {
    await play('webhook', async ({ publisher, deployer, builds, ask }) => {
      await Promise.all(Array.from({ length: 20 }, (_, at) => ask(`journey ${at}`)));
      const state = await untilPublisher(
        publisher,
        ({ answers, rollOuts }) => answers.length === 20 && rollOuts.length > 0,
      );
      const shared = builds.builds.length;
      expect(shared).toBeLessThan(20);
      expect(state.rollOuts.at(-1)).toMatchObject({ how: 'webhook', complete: false });
      await untilPublisher(publisher, ({ rollOuts }) => rollOuts.at(-1)?.build === shared);
      await ask('another journey');
      await untilPublisher(publisher, ({ rollOuts }) => rollOuts.at(-1)?.build === shared + 1);
      expect(deployer.orders).toEqual([...new Set(deployer.orders)]);
      expect(deployer.orders.slice(-2)).toEqual([shared, shared + 1]);
    });
  });

  it('is not told of the builds of a stage that is deployed automatically', async () => {
    await play('automatic', async ({ publisher, deployer, ask }) => {
      await ask('a');
      await untilPublisher(publisher, ({ answers }) => answers.length === 1);
      await ask('b');
      const { rollOuts } = await untilPublisher(publisher, ({ answers }) => answers.length === 2);
      expect(rollOuts).toEqual([]);
      expect(deployer.orders).toEqual([]);
    });
  });

  it('that is away is tried on, and holds no build back', async () => {
    await play('webhook', async ({ publisher, deployer, ask }) => {
      deployer.failure = unavailable('no answer');
      await ask('a');
      await untilPublisher(publisher, ({ answers }) => answers.length === 1);
      await ask('b');
      const state = await untilPublisher(publisher, ({ answers }) => answers.length === 2);
      expect(state).toMatchObject({ rollOuts: [] });
      expect(state.rollOutAttention).toBeUndefined();
      deployer.failure = undefined;
      await untilPublisher(publisher, ({ rollOuts }) => rollOuts.at(-1)?.build === 2);
      expect(deployer.orders).toEqual([1, 2]);
    });
  });

  it('is told nothing while the line is stopped, then of the newest build', async () => {
    await play('webhook', async ({ publisher, deployer, ask }) => {
      deployer.stopped = 'held by the line: incident 4711';
      await ask('a');
      const held = await untilPublisher(publisher, ({ rollOutStop }) => rollOutStop !== undefined);
      expect(held).toMatchObject({ rollOutStop: 'held by the line: incident 4711', rollOuts: [] });
      expect(held.rollOutAttention).toBeUndefined();
      await ask('b');
      await untilPublisher(publisher, ({ answers }) => answers.length === 2);
      deployer.stopped = 'held by the line: incident 4712';
      await untilPublisher(publisher, ({ rollOutStop }) => rollOutStop === 'held by the line: incident 4712');
      expect(deployer.orders).toEqual([]);
      deployer.stopped = undefined;
      const { rollOutStop } = await untilPublisher(publisher, ({ rollOuts }) => rollOuts.length > 0);
      expect(rollOutStop).toBeUndefined();
      expect(deployer.orders).toEqual([2]);
    });
  });

  it('that is away holds no build back either when the history is full: the run goes on until it has heard', async () => {
    await play(
      'webhook',
      async ({ publisher, deployer, ask }) => {
        deployer.failure = unavailable('no answer');
        await ask('a');
        await untilPublisher(publisher, ({ answers }) => answers.length === 1);
        const { runId } = await publisher.describe();
        const ids = ['b', 'c', 'd'];
        for (const [position, id] of ids.entries()) {
          await ask(id);
          await untilPublisher(publisher, ({ answers }) => answers.length === position + 2);
        }
        expect(await publisher.describe()).toMatchObject({ runId });
        deployer.failure = undefined;
        await expect
          .poll(async () => (await publisher.describe()).runId, { timeout: 20_000 })
          .not.toBe(runId);
        await untilPublisher(publisher, ({ rollOuts }) => rollOuts.at(-1)?.build === 4);
        expect(deployer.orders).toEqual([1, 4]);
      },
      { mostEvents: 20 },
    );
  });

  it('that refuses asks a person once, holds no build back, and hears the newest build after a retry', async () => {
    await play('webhook', async ({ publisher, deployer, ask }) => {
      deployer.failure = askPerson(FailureType.notPermitted, '401: bad signature');
      await ask('a');
      const held = await untilPublisher(publisher, ({ rollOutAttention }) => rollOutAttention !== undefined);
      expect(held.rollOutAttention).toMatchObject({
        reason: 'not-permitted',
        sentence: '401: bad signature',
      });
      await ask('b');
      await untilPublisher(
        publisher,
        ({ answers, attention }) => answers.length === 2 && attention === undefined,
      );
      await untilPublisher(publisher, ({ rollOutAttention }) => rollOutAttention !== undefined);
      deployer.failure = undefined;
      await publisher.executeUpdate(retryUpdate, { args: [{ actor: 'ada' }] });
      const state = await untilPublisher(publisher, ({ rollOuts }) => rollOuts.length > 0);
      expect(state.rollOutAttention).toBeUndefined();
      expect(deployer.orders).toEqual([2]);
    });
  });

  it('that refuses is no longer waited for when a person has rolled the image out', async () => {
    await play('webhook', async ({ publisher, deployer, ask }) => {
      deployer.failure = askPerson(FailureType.notFound, '404: no such hook');
      await ask('a');
      await untilPublisher(publisher, ({ rollOutAttention }) => rollOutAttention !== undefined);
      await deployed(publisher, { actor: 'ada', build: 1 });
      const state = await untilPublisher(publisher, ({ rollOutAttention }) => rollOutAttention === undefined);
      expect(state.rollOuts).toMatchObject([{ build: 1, how: 'person', actor: 'ada', complete: true }]);
      expect(deployer.orders).toEqual([]);
    });
  });
});

describe('kubernetes', () => {
  it('is followed to the end, and only then is the image known to be out', async () => {
    await play('kubernetes', async ({ publisher, deployer, ask }) => {
      await ask('a');
      const ordered = await untilPublisher(publisher, ({ rollOuts }) => rollOuts.length === 1);
      expect(ordered.answers).toHaveLength(1);
      expect(ordered.rollOuts).toMatchObject([{ build: 1, how: 'kubernetes', complete: false }]);
      deployer.complete.add(1);
      const { rollOuts } = await untilPublisher(publisher, (state) => state.rollOuts[0]?.complete === true);
      expect(rollOuts).toMatchObject([{ build: 1, how: 'kubernetes', complete: true }]);
      expect(deployer.orders).toEqual([1]);
    });
  });

  it('that does not come to an end is left for the next build', async () => {
    await play('kubernetes', async ({ publisher, deployer, ask }) => {
      await ask('a');
      await untilPublisher(publisher, ({ rollOuts }) => rollOuts.length === 1);
      await ask('b');
      await untilPublisher(publisher, ({ rollOuts }) => rollOuts.length === 2);
      deployer.complete.add(2);
      const { rollOuts } = await untilPublisher(publisher, (state) => state.rollOuts[1]?.complete === true);
      expect(rollOuts).toMatchObject([
        { build: 1, complete: false },
        { build: 2, complete: true },
      ]);
    });
  });

  it('is followed on by the run that continues this one', async () => {
    await play(
      'kubernetes',
      async ({ publisher, deployer, ask }) => {
        await ask('a');
        await untilPublisher(publisher, ({ rollOuts }) => rollOuts.length === 1);
        const first = (await publisher.describe()).runId;
        await ask('b');
        await expect
          .poll(async () => (await publisher.describe()).runId, { timeout: 20_000 })
          .not.toBe(first);
        await untilPublisher(publisher, ({ rollOuts }) => rollOuts.at(-1)?.build === 2);
        deployer.complete.add(2);
        const state = await untilPublisher(publisher, ({ rollOuts }) => rollOuts.at(-1)?.complete === true);
        expect(state.rollOuts.map(({ build }) => build)).toEqual([1, 2]);
        expect(deployer.orders).toEqual([1, 2]);
      },
      { mostEvents: 30 },
    );
  });
});

describe("a person's word that a build is out", () => {
  it('is recorded, by an update as by a signal, once', async () => {
    await play('manual', async ({ publisher, ask }) => {
      await ask('a');
      await untilPublisher(publisher, ({ answers }) => answers.length === 1);
      const word = { actor: 'ada', build: 1, reason: 'restarted by hand', id: 'word 1' };
      expect(await deployed(publisher, word)).toMatchObject({ kind: 'deployed', build: 1, applied: true });
      expect(await deployed(publisher, word)).toMatchObject({ id: 'word 1', applied: true });
      await publisher.signal(deployedSignal, { actor: 'bob', build: 2 });
      const { rollOuts, decisions } = await untilPublisher(publisher, (state) => state.rollOuts.length === 2);
      expect(rollOuts).toMatchObject([
        { build: 1, how: 'person', actor: 'ada', complete: true },
        { build: 2, how: 'person', actor: 'bob', complete: true },
      ]);
      expect(decisions.map(({ actor, reason }) => [actor, reason])).toEqual([
        ['ada', 'restarted by hand'],
        ['bob', undefined],
      ]);
    });
  });

  it('that makes no sense is refused at once, and as a signal recorded with the cause', async () => {
    await play('manual', async ({ publisher, ask }) => {
      await ask('a');
      await untilPublisher(publisher, ({ answers }) => answers.length === 1);
      await expect(deployed(publisher, { actor: '', build: 1 })).rejects.toMatchObject({
        cause: { message: 'a decision needs an actor: say who decides' },
      });
      await expect(deployed(publisher, { actor: 'ada', build: 0 })).rejects.toMatchObject({
        cause: { type: 'DecisionRefused', message: expect.stringContaining('1 or more') },
      });
      await deployed(publisher, { actor: 'ada', build: 3 });
      await expect(deployed(publisher, { actor: 'bob', build: 2 })).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/^build 3 is known to be out since .*, by ada$/) },
      });
      await publisher.signal('deployed', 'nonsense');
      const { rollOuts, decisions } = await untilPublisher(
        publisher,
        (state) => state.decisions.length === 2,
      );
      expect(rollOuts).toHaveLength(1);
      expect(decisions[1]).toMatchObject({ kind: 'deployed', applied: false, why: expect.any(String) });
    });
  });
});
