import { describe, expect, it } from 'vitest';
import { retryUpdate, withdrawRequestSignal } from '../../workflows/messages.ts';
import { untilPublisher, type PublisherHandle } from '../support/publishers.ts';
import { receiveRequests, type RequestDesk } from '../support/request-desk.ts';

/** How often a publisher went into attention for this reason, as Temporal's index was told. */
async function attentions(publisher: PublisherHandle, reason: string): Promise<number> {
  const { events = [] } = await publisher.fetchHistory();
  const told = Buffer.from(JSON.stringify(reason)).toString('base64');
  return (events ?? []).filter(({ upsertWorkflowSearchAttributesEventAttributes: upsert }) =>
    JSON.stringify(upsert?.searchAttributes?.indexedFields ?? {}).includes(told),
  ).length;
}

const held = (publisher: PublisherHandle, sentence: RegExp) =>
  untilPublisher(publisher, ({ attention }) => sentence.test(attention?.sentence ?? ''));

describe('a branch that is red, while more is merged', () => {
  /** Lets the build that runs end red, once another request has come in meanwhile. */
  async function mergeAndFail({ builds, publisher, ask }: RequestDesk, build: number, id: string) {
    await expect.poll(() => builds.builds.length, { timeout: 20_000 }).toBe(build);
    await ask(id);
    await untilPublisher(publisher, ({ requests }) => requests.some((request) => request.id === id));
    builds.end('red');
  }

  it('has its red builds counted, one after the other, and a person is told of the last', async () => {
    await receiveRequests({}, async (desk) => {
      const { builds, publisher, ask } = desk;
      builds.verdict = 'running';
      await ask('a');
      for (const [position, id] of ['b', 'c', 'd'].entries()) await mergeAndFail(desk, position + 1, id);
      // The last to come has a build yet: it may be the one that mends the branch.
      await expect.poll(() => builds.builds.length, { timeout: 20_000 }).toBe(4);
      builds.end('red');
      const { attention } = await held(publisher, /^build 4 is red: FAILURE/);
      expect(attention).toMatchObject({ reason: 'build-red' });
      expect(attention?.sentence).toContain('mage check failed');
      expect(builds.builds.map(({ holds }) => [...holds].join(''))).toEqual(['a', 'ab', 'abc', 'abcd']);
    });
  });

  it('is told once for all who wait; one more who comes has one more build, and then it is told of that', async () => {
    await receiveRequests({}, async ({ builds, publisher, ask }) => {
      builds.verdict = 'red';
      await Promise.all(['a', 'b', 'c'].map((id) => ask(id)));
      const { attention, requests } = await held(publisher, /^build \d+ is red/);
      expect(requests).toHaveLength(3);
      const tried = builds.builds.length;
      const told = await attentions(publisher, 'build-red');
      expect(attention?.sentence).toContain(`build ${tried} is red`);

      await ask('newcomer');
      await held(publisher, new RegExp(`^build ${tried + 1} is red`));
      expect(builds.builds).toHaveLength(tried + 1);
      expect(await attentions(publisher, 'build-red')).toBe(told + 1);

      builds.verdict = 'green';
      await publisher.executeUpdate(retryUpdate, { args: [{ actor: 'grace' }] });
      const { answers } = await untilPublisher(publisher, (state) => state.requests.length === 0);
      expect(answers.map(({ build }) => build.number)).toEqual(Array(4).fill(tried + 2));
    });
  });
});

describe('a request that no build ever holds', () => {
  const COMMIT = 'bad'.padEnd(40, '0');

  it('needs a person, who is told which; holds nobody else up; and holds nothing once it is withdrawn', async () => {
    await receiveRequests({}, async ({ builds, publisher, ask }) => {
      builds.impossible.add('lost');
      await ask('lost', COMMIT);
      const { attention } = await held(publisher, /gone@0\.0\.\d+ asks for an image that holds bad0000;/);
      expect(attention?.reason).toBe('build-missing');
      expect(builds.builds).toHaveLength(5);

      for (const [position, id] of ['good', 'better'].entries()) {
        await ask(id);
        const { answers } = await untilPublisher(publisher, (state) => state.answers.length === position + 1);
        expect(answers.at(-1)).toMatchObject({ id, build: { number: 6 + position } });
        await held(publisher, /asks for an image that holds bad0000;/);
      }
      expect(builds.builds).toHaveLength(7);

      await publisher.signal(withdrawRequestSignal, { id: 'lost' });
      const state = await untilPublisher(publisher, ({ doing }) => doing === 'nothing is asked of it');
      expect(state).toMatchObject({ requests: [] });
      expect(state.attention).toBeUndefined();
    });
  });

  it('is tried again when a person says so, and freed by any build that holds it', async () => {
    await receiveRequests({}, async ({ builds, publisher, ask }) => {
      builds.impossible.add('lost');
      await ask('lost', COMMIT);
      await held(publisher, /holds bad0000;/);
      await publisher.executeUpdate(retryUpdate, { args: [{ actor: 'grace' }] });
      await expect.poll(() => builds.builds.length, { timeout: 20_000 }).toBe(10);
      await held(publisher, /holds bad0000;/);
      builds.impossible.clear();
      const { number } = builds.add('green', [{ id: 'lost' }]);
      const { answers } = await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      expect(answers.map(({ build }) => build.number)).toEqual([number]);
    });
  });
});

describe('Jenkins that is out of order for long', () => {
  it('needs a person, and frees those who wait when it answers again', async () => {
    await receiveRequests({}, async ({ builds, publisher, ask }) => {
      builds.isOut = true;
      await ask('a');
      const { attention } = await held(publisher, /^503: Jenkins is out of order/);
      expect(attention?.reason).toBe('unavailable');
      // One more who comes changes nothing.
      await ask('b');
      await held(publisher, /^503: Jenkins is out of order/);
      builds.isOut = false;
      const { answers, decisions } = await untilPublisher(publisher, ({ requests }) => requests.length === 0);
      expect(answers.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(decisions).toEqual([]);
    });
  });

  it('holds nothing once nobody asks any more', async () => {
    await receiveRequests({}, async ({ builds, publisher, ask }) => {
      builds.isOut = true;
      await ask('a');
      await held(publisher, /^503: Jenkins is out of order/);
      await publisher.signal(withdrawRequestSignal, { id: 'a' });
      const state = await untilPublisher(publisher, ({ doing }) => doing === 'nothing is asked of it');
      expect(state.attention).toBeUndefined();
    });
  });
});
