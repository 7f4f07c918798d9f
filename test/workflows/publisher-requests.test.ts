import { describe, expect, it } from 'vitest';
import type { Timing } from '../../domain/timing.ts';
import { nudgeSignal, retryUpdate } from '../../workflows/messages.ts';
import { TEST_TIMING } from '../support/journeys.ts';
import { historiesOf, publisherOf, untilPublisher } from '../support/publishers.ts';
import { receiveRequests as receive } from '../support/request-desk.ts';

function quiet(quietMs: number, quietMostMs: number): { readonly timing: Timing } {
  return { timing: { ...TEST_TIMING, quietMs, quietMostMs } };
}

describe('a quiet moment', () => {
  it('begins again with each request, and those that it gathered share one build', async () => {
    await receive(quiet(2_000, 60_000), async ({ client, stage, builds, ask }) => {
      const publisher = publisherOf(client, stage);
      for (const [position, id] of ['a', 'b', 'c'].entries()) {
        await ask(id);
        await untilPublisher(publisher, ({ requests }) => requests.length === position + 1);
      }
      await untilPublisher(publisher, ({ answers }) => answers.length === 3);
      expect(builds.builds.map(({ holds }) => [...holds])).toEqual([['a', 'b', 'c']]);
      const [history] = await historiesOf(client, stage);
      const count = (kind: 'timerCanceledEventAttributes' | 'timerFiredEventAttributes'): number =>
        (history?.events ?? []).filter((event) => event[kind]).length;
      expect([count('timerCanceledEventAttributes'), count('timerFiredEventAttributes')]).toEqual([2, 1]);
    });
  });

  it('is not waited for where nobody new asks: a nudge, and a retry after a red build, look at once', async () => {
    await receive(quiet(1_000, 60_000), async ({ client, stage, builds, publisher, ask }) => {
      builds.verdict = 'running';
      const looks = async (type: string): Promise<number> => {
        const [history] = await historiesOf(client, stage);
        return (history?.events ?? []).filter(
          ({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name === type,
        ).length;
      };
      await ask('a');
      await untilPublisher(publisher, ({ doing }) => doing === 'build #1 runs');
      // A nudge that comes between two looks wakes neither.
      const nudge = async () => publisher.signal(nudgeSignal).then(() => looks('requestBuilds'));
      await expect.poll(nudge, { timeout: 20_000 }).toBeGreaterThan(3);
      builds.end('red');
      await expect.poll(() => builds.builds.length, { timeout: 20_000 }).toBe(2);
      builds.end('green');
      await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      const [history] = await historiesOf(client, stage);
      const timers = (history?.events ?? []).filter((event) => event.timerStartedEventAttributes);
      expect(timers).toHaveLength(1);
    });
  });

  it('ends at its cap, however many come', async () => {
    await receive(quiet(600_000, 1_000), async ({ client, stage, builds, ask }) => {
      let asked = 0;
      await expect
        .poll(
          async () => {
            asked += 1;
            await ask(`restless ${asked}`);
            return builds.builds.length;
          },
          { timeout: 30_000, interval: 20 },
        )
        .toBeGreaterThan(0);
      expect(builds.builds[0]?.holds.size).toBeGreaterThan(1);
      await untilPublisher(publisherOf(client, stage), ({ requests }) => requests.length === 0);
    });
  });

  it('takes a request that comes twice, or comes again after its answer, for one', async () => {
    await receive({}, async ({ client, stage, builds, ask }) => {
      const publisher = publisherOf(client, stage);
      await Promise.all([ask('twin'), ask('twin')]);
      await untilPublisher(publisher, ({ answers }) => answers.length === 1);
      await ask('twin');
      await ask('other');
      await untilPublisher(publisher, ({ answers }) => answers.length === 2);
      // An answer is known to the publisher a moment before it is sent.
      await expect.poll(() => builds.answers.map(({ id }) => id)).toEqual(['twin', 'other']);
    });
  });
});

describe('requests that come one by one while a build runs', () => {
  it('wait for its end, share the next one, and need nobody', async () => {
    await receive({}, async ({ client, stage, builds, ask }) => {
      const publisher = publisherOf(client, stage);
      builds.verdict = 'running';
      const ids = Array.from({ length: 10 }, (_, number) => `merge ${number}`);
      for (const [position, id] of ids.entries()) {
        await ask(id);
        const { attention } = await untilPublisher(
          publisher,
          ({ requests, doing }) => requests.length === position + 1 && doing.startsWith('build #1 runs'),
        );
        expect(attention).toBeUndefined();
        expect(builds.builds.map(({ result }) => result)).toEqual(['running']);
      }
      builds.end('green');
      await expect.poll(() => builds.builds.length, { timeout: 20_000 }).toBe(2);
      builds.end('green');
      const { answers } = await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      const [first, ...others] = ids;
      expect(answers.map(({ id, build }) => [id, build.number])).toEqual([
        [first, 1],
        ...others.map((id) => [id, 2]),
      ]);
    });
  });
});

describe('a thousand requests, while the publisher continues as new', () => {
  it('are all answered, and none twice', async () => {
    await receive({ mostEvents: 200 }, async ({ client, stage, builds, ask }) => {
      const publisher = publisherOf(client, stage);
      const edges = async (): Promise<number> => (await historiesOf(client, stage)).length - 1;
      const ids = Array.from({ length: 1_000 }, (_, number) => `request ${number}`);
      builds.verdict = 'running';
      for (let wave = 1; wave <= 4; wave += 1) {
        for (let from = (wave - 1) * 250; from < wave * 250; from += 50) {
          const batch = ids.slice(from, from + 50);
          // Some are sent twice, as an activity does whose first answer was lost.
          await Promise.all([...batch, ...batch.slice(0, 5)].map((id) => ask(id)));
        }
        // What is asked is pending while the publisher goes over the edge.
        await expect
          .poll(async () => publisher.signal(nudgeSignal).then(edges), { timeout: 30_000 })
          .toBeGreaterThanOrEqual(wave);
        if (wave % 2 === 0) builds.end('green');
      }
      builds.verdict = 'green';
      await expect
        .poll(
          () => {
            builds.end('green');
            return builds.answers.length;
          },
          { timeout: 30_000 },
        )
        .toBeGreaterThanOrEqual(1_000);
      const { answers } = await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      const namesOf = (ones: readonly { readonly id: string }[]) => ones.map(({ id }) => id).sort();
      expect(namesOf(answers)).toEqual(ids.toSorted());
      expect(namesOf(builds.answers)).toEqual(ids.toSorted());
      console.log(`1,000 requests, ${builds.builds.length} builds, ${await edges()} edges`);
      expect(await edges()).toBeGreaterThanOrEqual(3);
    });
  }, 120_000);
});

describe('a publisher that is held', () => {
  it('continues as new, too, loses nobody who waits, and is held on', async () => {
    await receive({ mostEvents: 150 }, async ({ client, stage, builds, ask }) => {
      builds.verdict = 'red';
      await ask('a');
      const publisher = publisherOf(client, stage);
      await untilPublisher(publisher, ({ attention }) => attention !== undefined);
      const tried = builds.builds.length;
      const edges = async () => (await historiesOf(client, stage)).length - 1;
      await expect
        .poll(async () => publisher.signal(nudgeSignal).then(edges), { timeout: 30_000 })
        .toBeGreaterThan(0);
      const { attention } = await untilPublisher(publisher, (state) => state.attention !== undefined);
      expect(attention?.reason).toBe('build-red');
      expect(builds.builds).toHaveLength(tried);

      builds.verdict = 'green';
      await publisher.executeUpdate(retryUpdate, { args: [{ actor: 'grace' }] });
      const { answers } = await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      expect(answers.map(({ id }) => id)).toEqual(['a']);
    });
  });
});
