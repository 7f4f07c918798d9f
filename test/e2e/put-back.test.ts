import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { headline } from '../../domain/journey-text.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { acceptRemovalUpdate, repairUpdate, retryUpdate, stateQuery } from '../../workflows/messages.ts';
import { buildByHand, buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const ROUTE = ['snapshot', 'staging'];
const OP = { actor: 'op', reason: 'tried in a test' };

describe('a version that a branch let go of', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world?.close());

  async function depart(text: string): Promise<JourneyHandle> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    const packageVersion = parsePackageVersion(text);
    await world.journeys.start({ packageVersion, source, route: ROUTE, requester: 'author' });
    return world.handle(text);
  }

  const statusOf = ({ steps }: JourneyState, step: string) => steps.find(({ id }) => id === step)?.status;
  const treesOf = (text: string) => ROUTE.map((branch) => world.treeOf(branch, parsePackageVersion(text)));
  const jobsBuilt = () =>
    world.sandbox.jenkins.log
      .matching(/^POST .*\/build/)
      .map(({ path }) => (path.includes('staging') ? 'staging' : 'snapshot'));

  /** Has the registry of snapshot lose what staging got since a commit. */
  async function lose(stagingBefore: string): Promise<void> {
    const registry = world.registry('snapshot');
    const { published } = registry.state();
    if (published === undefined) throw new TypeError('No image of snapshot was published.');
    const layers = published.layers.map((layer) =>
      layer.branch === 'staging' ? { ...layer, commit: stagingBefore } : layer,
    );
    await registry.rollOut({ ...published, layers });
  }

  describe('and that its registry lost then', () => {
    /** Takes a version to where snapshot let go of it, and has its registry lose it. */
    async function untilVanished(text: string): Promise<JourneyHandle> {
      world.setProof({ windowMs: 2_500 });
      const stagingBefore = world.git('rev-parse', 'staging');
      const handle = await depart(text);
      await untilState(handle, (state) => statusOf(state, 'verify-snapshot-2') === 'waiting');
      await lose(stagingBefore);
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention?.reason).toBe('vanished');
      return handle;
    }

    it('comes back by its branch, is proved there, and leaves it again', async () => {
      await world.withWorker(async () => {
        const text = 'returned@1.0.0';
        const handle = await untilVanished(text);
        await handle.executeUpdate(repairUpdate, { args: [{ ...OP, way: 'put-back' }] });
        const { outcome, steps, decisions } = await handle.result();
        expect(outcome).toBe('star');
        const ids = steps.map(({ id }) => id);
        expect(ids.slice(ids.indexOf('publish-snapshot-2') + 1)).toEqual([
          'add-snapshot-2',
          'publish-snapshot-3',
          'verify-snapshot-3',
          'remove-snapshot-2',
          'publish-snapshot-4',
          'verify-snapshot-2',
        ]);
        expect(steps.every(({ status }) => status === 'done')).toBe(true);
        expect(steps.find(({ id }) => id === 'verify-snapshot-3')?.result).toMatchObject({
          gapSeconds: expect.any(Number),
        });
        expect(treesOf(text)).toEqual([undefined, expect.any(String)]);
        expect(decisions.at(-1)).toMatchObject({ kind: 'repair', way: 'put-back', stage: 'snapshot' });
      });
    });

    it('comes back by its branch after a build that did not help', async () => {
      await world.withWorker(async () => {
        const text = 'returned@1.0.1';
        world.setProof({ windowMs: 60_000 });
        const handle = await depart(text);
        await untilState(handle, (state) => statusOf(state, 'verify-snapshot-2') === 'waiting');
        const byHand = new ByHand(world);
        const merged = world.git('rev-parse', 'staging');
        await byHand.remove('staging', text);
        const endOfBuild = async (stage: string): Promise<void> => {
          const number = await buildByHand(world, stage);
          const isOver = () =>
            buildsOf(world, stage).some((build) => build.number === number && !build.building);
          await expect.poll(isOver, { timeout: 20_000 }).toBe(true);
        };
        await endOfBuild('staging');
        await endOfBuild('snapshot');
        const first = await untilState(handle, (state) => state.attention?.reason === 'vanished');
        expect(first.attention?.sentence).toMatch(
          /lacks it, and no branch of staging and production holds it/,
        );

        await handle.executeUpdate(repairUpdate, { args: [OP] });
        const again = await untilState(
          handle,
          (state) => state.attention?.sentence.includes('and lacks it still: ') === true,
        );
        expect(again.attention?.reason).toBe('vanished');
        expect(again.lost).toEqual(first.lost);
        expect(again.notes).toEqual(first.notes);
        // The next stage must hold it once more before snapshot may let go of it again.
        await byHand.putBack('staging', text, merged);
        await endOfBuild('staging');
        await handle.executeUpdate(repairUpdate, { args: [{ ...OP, way: 'put-back' }] });
        await untilState(handle, (state) => statusOf(state, 'publish-snapshot-4') === 'done');
        const { steps } = await handle.query(stateQuery);
        const built = steps.find(({ id }) => id === 'publish-snapshot-4')?.result;
        const build = built?.kind === 'build' ? built.build.number : 0;
        await world.client.workflow.getHandle('publisher/snapshot').signal('deployed', { ...OP, build });
        expect((await handle.result()).outcome).toBe('star');
        expect(treesOf(text)).toEqual([undefined, expect.any(String)]);
      });
    });

    it('is built again in the right order: the layer first, where its own image was overwritten', async () => {
      await world.withWorker(async () => {
        const text = 'rebuilt@1.0.0';
        const handle = await untilVanished(text);
        // Somebody builds staging, and Jenkins gives that build a tip from before the version came.
        world.sandbox.jenkins.faults.add({ kind: 'staleTip', match: 'staging', times: 1 });
        const stale = await buildByHand(world, 'staging');
        await expect
          .poll(() => buildsOf(world, 'staging').at(-1), { timeout: 10_000 })
          .toMatchObject({
            number: stale,
            result: 'SUCCESS',
          });
        const before = jobsBuilt().length;
        await handle.executeUpdate(repairUpdate, { args: [OP] });
        const { outcome } = await handle.result();
        expect(outcome).toBe('star');
        expect(jobsBuilt().slice(before)).toEqual(['staging', 'snapshot']);
      });
    });
  });

  describe('by hand, before staging was shown to serve it', () => {
    /** Takes a version to where staging holds it and its registry does not, and removes it from snapshot by hand. */
    async function untilRemovedEarly(text: string): Promise<JourneyHandle> {
      world.setProof({ windowMs: 400 });
      world.registry('staging').faults.add({ kind: 'rolloutNeverHappens' });
      const handle = await depart(text);
      await untilState(handle, (state) => statusOf(state, 'publish-staging') === 'done');
      await new ByHand(world).remove('snapshot', text);
      const { attention } = await untilState(handle, (state) => state.attention?.reason === 'removed-early');
      expect(attention?.sentence).toContain(
        `snapshot let go of ${text} before the registry of staging was shown to serve it`,
      );
      return handle;
    }

    async function rollOutStaging(): Promise<void> {
      const registry = world.registry('staging');
      registry.faults.clear();
      await registry.rollOut();
    }

    it('goes back there when told, and leaves it again after the proof', async () => {
      await world.withWorker(async () => {
        const text = 'hasty@1.0.0';
        const handle = await untilRemovedEarly(text);
        await handle.executeUpdate(repairUpdate, { args: [OP] });
        await untilState(handle, (state) => statusOf(state, 'verify-snapshot-3') === 'done');
        expect(treesOf(text)[0]).toBe(treesOf(text)[1]);
        await rollOutStaging();
        const { outcome, notes } = await handle.result();
        expect(outcome).toBe('star');
        expect(treesOf(text)).toEqual([undefined, expect.any(String)]);
        expect(notes).toEqual([expect.stringContaining('snapshot let go of hasty@1.0.0 before')]);
      });
    });

    it('stays away when that is accepted, and the journey still waits for the proof', async () => {
      await world.withWorker(async () => {
        const text = 'hasty@1.0.1';
        const handle = await untilRemovedEarly(text);
        await expect(
          handle.executeUpdate(acceptRemovalUpdate, { args: [{ actor: 'op' }] }),
        ).rejects.toMatchObject({ cause: { message: 'this decision needs a reason: say why' } });
        await handle.executeUpdate(acceptRemovalUpdate, { args: [OP] });
        const { waiting } = await untilState(handle, (state) => state.waiting?.for === 'registry');
        expect(waiting?.sentence).toBe(`for the registry of staging to serve ${text}`);
        await rollOutStaging();
        const { outcome, steps } = await handle.result();
        expect(outcome).toBe('star');
        const removal = steps.find(({ id }) => id === 'remove-snapshot')?.result;
        expect(removal).toEqual({ kind: 'change', commit: expect.any(String), approvedBy: [] });
      });
    });
  });

  describe('in a clean-up that somebody reverts on the branch', () => {
    /** Takes a version to where snapshot has let go of it, and merges it there again by hand. */
    async function untilReverted(text: string): Promise<JourneyHandle> {
      world.setProof({ windowMs: 3_000 });
      const handle = await depart(text);
      await untilState(handle, (state) => statusOf(state, 'verify-snapshot-2') === 'waiting');
      await new ByHand(world).putBack('snapshot', text, 'staging');
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'removal-undone',
        sentence: expect.stringContaining(`snapshot holds ${text} again: somebody undid its removal`),
      });
      return handle;
    }

    it('is no star before it is taken out once more, as told', async () => {
      await world.withWorker(async () => {
        const text = 'reverted@1.0.0';
        const handle = await untilReverted(text);
        await handle.executeUpdate(retryUpdate, { args: [OP] });
        const { outcome, steps } = await handle.result();
        expect(outcome).toBe('star');
        expect(steps.slice(-3).map(({ id, result }) => [id, result?.kind])).toEqual([
          ['remove-snapshot-2', 'change'],
          ['publish-snapshot-3', 'build'],
          ['verify-snapshot-2', 'proof'],
        ]);
        expect(treesOf(text)).toEqual([undefined, expect.any(String)]);
      });
    });

    it('stays there when told, and is proved there', async () => {
      await world.withWorker(async () => {
        const text = 'reverted@1.0.1';
        const handle = await untilReverted(text);
        await world.journeys.undoCleanup(parsePackageVersion(text), { ...OP, stage: 'snapshot' });
        const { outcome, steps } = await handle.result();
        expect(outcome).toBe('star');
        expect(steps.find(({ id }) => id === 'verify-snapshot-3')?.result?.kind).toBe('proof');
        expect(treesOf(text)[0]).toBe(treesOf(text)[1]);
      });
    });
  });

  describe('in a clean-up that is undone', () => {
    it('goes back by the journey that runs, which then goes on', async () => {
      await world.withWorker(async () => {
        const text = 'undone@1.0.0';
        world.setProof({ windowMs: 3_600_000 });
        const handle = await depart(text);
        await untilState(handle, (state) => statusOf(state, 'verify-snapshot-2') === 'waiting');
        const undone = world.journeys.undoCleanup(parsePackageVersion(text), { ...OP, stage: 'staging' });
        await expect(undone).rejects.toMatchObject({
          why: 'this journey has not cleaned staging up: there is nothing to undo',
        });
        await world.journeys.undoCleanup(parsePackageVersion(text), { ...OP, stage: 'snapshot' });
        // The image from before serves it, too, from staging: only the new one proves that it is back.
        const { steps: published } = await untilState(
          handle,
          (state) => statusOf(state, 'verify-snapshot-3') === 'waiting',
        );
        const built = published.find(({ id }) => id === 'publish-snapshot-3')?.result;
        const build = built?.kind === 'build' ? built.build.number : 0;
        await world.client.workflow.getHandle('publisher/snapshot').signal('deployed', { ...OP, build });
        const { steps } = await untilState(
          handle,
          (state) => statusOf(state, 'verify-snapshot-3') === 'done',
        );
        expect(treesOf(text)[0]).toBe(treesOf(text)[1]);
        expect(steps.find(({ id }) => id === 'verify-snapshot-3')?.result).toMatchObject({
          sentence: expect.stringContaining('with exactly this content (2 files)'),
        });
        await handle.terminate();
      });
    });

    it('goes back after the star where its registry lost it since: that is no alarm, and no gap', async () => {
      await world.withWorker(async () => {
        const text = 'undone@1.0.2';
        world.setProof({ windowMs: 400 });
        const stagingBefore = world.git('rev-parse', 'staging');
        await (await depart(text)).result();
        await lose(stagingBefore);
        const registry = world.registry('snapshot');
        registry.faults.add({ kind: 'rolloutNeverHappens' });
        await world.journeys.undoCleanup(parsePackageVersion(text), { ...OP, stage: 'snapshot' });
        const handle = world.handle(text);
        const state = await untilState(
          handle,
          ({ waiting, attention }) => waiting?.for === 'registry' || attention !== undefined,
        );
        expect(state.waiting?.sentence).toBe(`for the registry of snapshot to serve ${text}`);
        const pages = () => registry.log.matching(/^GET \/package\/undone\/1\.0\.2\/$/).length;
        const seen = pages();
        await expect.poll(pages, { timeout: 20_000 }).toBeGreaterThan(seen + 2);
        registry.faults.clear();
        await registry.rollOut();
        const { outcome, notes, steps } = await handle.result();
        expect({ outcome, notes }).toEqual({ outcome: 'restored', notes: ['also found on staging'] });
        expect(steps.at(-1)?.result).not.toHaveProperty('gapSeconds');
      });
    });

    it('[F4] goes back after the star, by a journey of its own: byte-identical, and shown to be served', async () => {
      await world.withWorker(async () => {
        const text = 'undone@1.0.1';
        const packageVersion = parsePackageVersion(text);
        world.setProof({ windowMs: 400 });
        await (await depart(text)).result();
        expect(treesOf(text)[0]).toBeUndefined();
        await world.journeys.undoCleanup(packageVersion, { ...OP, stage: 'snapshot' });
        const state = await world.handle(text).result();
        expect(state).toMatchObject({ outcome: 'restored', purpose: 'undo-cleanup' });
        expect(headline(state)).toBe(`${text} is back on snapshot`);
        expect(treesOf(text)[0]).toBe(treesOf(text)[1]);
        expect(state.steps.map(({ id }) => id)).toEqual([
          'add-snapshot',
          'publish-snapshot',
          'verify-snapshot',
        ]);
        await expect(
          world.journeys.undoCleanup(packageVersion, { ...OP, stage: 'snapshot' }),
        ).rejects.toThrow(`There is no clean-up of ${text} to undo: snapshot holds it.`);
      });
    });
  });
});
