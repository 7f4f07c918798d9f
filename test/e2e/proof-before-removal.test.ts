import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { abortUpdate, approveUpdate, retryUpdate } from '../../workflows/messages.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const ROUTE = ['snapshot', 'staging'];

/** Approves the change of a step as soon as the journey asks for it. @returns the number of its pull request. */
async function approveStep(handle: JourneyHandle, step: string): Promise<number> {
  const state = await untilState(
    handle,
    ({ steps, waiting }) =>
      waiting?.for === 'approval' && steps.some(({ id, status }) => id === step && status === 'waiting'),
  );
  await handle.executeUpdate(approveUpdate, { args: [{ actor: 'teammate' }] });
  return state.change?.number ?? 0;
}

describe('a removal is merged only after its proof was taken again', () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start({ teammate: undefined });
  });
  afterEach(() => world?.close());

  /** Takes a version to the point where its removal from snapshot waits for approval. */
  async function untilRemovalWaits(text: string): Promise<{ handle: JourneyHandle; addition: number }> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.journeys.start({
      packageVersion: parsePackageVersion(text),
      source,
      route: ROUTE,
      requester: 'author',
    });
    const handle = world.handle(text);
    await approveStep(handle, 'add-snapshot');
    const addition = await approveStep(handle, 'add-staging');
    await untilState(
      handle,
      ({ steps, waiting }) => steps[6]?.status === 'waiting' && waiting?.for === 'approval',
    );
    return { handle, addition };
  }

  const merges = () => world.sandbox.github.pullRequests().filter(({ mergedAt }) => mergedAt !== null).length;

  it('[F2] the merge into staging is reverted while the removal waits: snapshot keeps the version', async () => {
    const text = 'reverted@1.0.0';
    await world.withWorker(async () => {
      const { handle, addition } = await untilRemovalWaits(text);
      const before = merges();
      await world.sandbox.github.revert(addition, 'author');
      await handle.executeUpdate(approveUpdate, { args: [{ actor: 'teammate' }] });
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'content-missing',
        sentence: expect.stringContaining('staging no longer holds reverted@1.0.0, so snapshot keeps it'),
      });

      await handle.executeUpdate(retryUpdate, { args: [{ actor: 'author' }] });
      await untilState(handle, (state) => state.attention !== undefined);
      expect(merges()).toBe(before);
      await handle.executeUpdate(abortUpdate, { args: [{ actor: 'author' }] });
      expect((await handle.result()).outcome).toBe('aborted');
      expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeDefined();
    });
  });

  describe('[F2] somebody merges the removal by hand after the merge into staging was reverted', () => {
    const OP = { actor: 'op', reason: 'tried in a test' };

    /** Takes a version to where a person must say whether its removal may be so. */
    async function untilRemovedByHand(text: string): Promise<JourneyHandle> {
      const { handle, addition } = await untilRemovalWaits(text);
      const { github } = world.sandbox;
      await github.revert(addition, 'author');
      await handle.executeUpdate(approveUpdate, { args: [{ actor: 'teammate' }] });
      const { change } = await untilState(handle, ({ attention }) => attention?.reason === 'content-missing');
      await github.mergePullRequest(change?.number ?? 0, 'author');
      await world.journeys.nudge(parsePackageVersion(text));
      const { attention } = await untilState(handle, (state) => state.attention?.reason === 'removed-early');
      expect(attention?.sentence).toBe(
        `${text} was taken from snapshot by author though the proof was lost: staging no longer holds ${text}`,
      );
      await handle.executeUpdate(retryUpdate, { args: [OP] });
      await untilState(handle, (state) => state.attention?.reason === 'removed-early');
      return handle;
    }

    it('repair puts it back, and it is removed by another pull request, which waits for the proof', async () => {
      const text = 'taken@1.0.0';
      await world.withWorker(async () => {
        const handle = await untilRemovedByHand(text);
        await world.journeys.decide('repair', parsePackageVersion(text), OP);
        await approveStep(handle, 'add-snapshot-2');
        const again = await approveStep(handle, 'remove-snapshot');
        const { attention } = await untilState(handle, (state) => state.attention !== undefined);
        expect(attention?.reason).toBe('content-missing');
        const pull = world.sandbox.github.pullRequests().find(({ number }) => number === again);
        expect(pull).toMatchObject({ state: 'open', title: `[snapshot] Remove ${text}` });
        expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeDefined();
        await handle.executeUpdate(abortUpdate, { args: [OP] });
        await handle.result();
      });
    });

    it('accept-removal lets it be: the journey goes on, and its result says so', async () => {
      const text = 'taken@2.0.0';
      await world.withWorker(async () => {
        const handle = await untilRemovedByHand(text);
        await world.journeys.decide('accept-removal', parsePackageVersion(text), OP);
        const { outcome, steps } = await handle.result();
        // Its registry still has the image from before the revert.
        expect(outcome).toBe('star');
        expect(steps.find(({ id }) => id === 'remove-snapshot')?.result).toMatchObject({
          mergedBy: 'author',
          note: `merged by author though the proof was lost: staging no longer holds ${text}`,
        });
      });
    });
  });

  it('the registry of staging lost the version meanwhile: nothing is merged until it serves it again', async () => {
    const text = 'lost@1.0.0';
    await world.withWorker(async () => {
      const { handle } = await untilRemovalWaits(text);
      const before = merges();
      const { faults } = world.registry('staging');
      faults.add({ kind: 'missingFileInZip', value: `${text}/docs/README.md` });
      await handle.executeUpdate(approveUpdate, { args: [{ actor: 'teammate' }] });
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'proof-lost',
        sentence: expect.stringContaining('docs/README.md'),
      });
      expect(merges()).toBe(before);
      faults.clear();
      await handle.executeUpdate(retryUpdate, { args: [{ actor: 'author' }] });
      expect((await handle.result()).outcome).toBe('star');
    });
  });
});
