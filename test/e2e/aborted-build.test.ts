import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describeStaying } from '../../domain/journey-text.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { buildsOf } from '../support/builds.ts';
import { publisherOf, untilPublisher } from '../support/publishers.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

describe('a journey that is aborted while its build waits in the queue of Jenkins', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.close());
  beforeEach(() => {
    world.sandbox.jenkins.faults.add({ kind: 'stuck' });
  });
  afterEach(() => world.sandbox.jenkins.faults.clear());

  const publisher = () => publisherOf(world.client, 'snapshot');
  const queue = () => world.sandbox.jenkins.state().queue.filter(({ state }) => state !== 'left');

  /** Starts a journey and waits until the publisher has so many requests and a build in the queue. */
  async function untilQueued(text: string, requests: number): Promise<void> {
    const packageVersion = parsePackageVersion(text);
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
    await untilPublisher(
      publisher(),
      (state) =>
        state.requests.length === requests && state.current?.some(({ kind }) => kind === 'queued') === true,
    );
    expect(queue()).toHaveLength(1);
  }

  const abort = async (text: string) => {
    await world.journeys.abort(parsePackageVersion(text), { actor: 'op', reason: 'wrong version' });
    return world.handle(text).result();
  };

  it('withdraws its request, and the build is cancelled', async () => {
    const text = 'alone@1.0.0';
    const before = buildsOf(world, 'snapshot').length;
    await world.withWorker(async () => {
      await untilQueued(text, 1);
      const result = await abort(text);
      expect(result.notes).toContain('withdrew its request at publisher/snapshot');
      expect(describeStaying(result)).toMatch(/^merged and staying: add to snapshot \(#\d+\)$/);
      await untilPublisher(publisher(), ({ doing }) => doing === 'nothing is asked of it');
      expect(queue()).toEqual([]);
    });
    expect(buildsOf(world, 'snapshot')).toHaveLength(before);
  });

  it('leaves the build to another journey that waits for it', async () => {
    const [leaver, stayer] = ['leaver@1.0.0', 'stayer@1.0.0'];
    await world.withWorker(async () => {
      await untilQueued(leaver, 1);
      await untilQueued(stayer, 2);
      expect((await abort(leaver)).outcome).toBe('aborted');
      await untilPublisher(publisher(), ({ requests }) => requests.length === 1);
      expect(queue()).toHaveLength(1);
      world.sandbox.jenkins.faults.clear('stuck');
      expect((await world.handle(stayer).result()).outcome).toBe('star');
    });
  });
});
