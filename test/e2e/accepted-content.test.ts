import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { acceptContentUpdate, approveUpdate } from '../../workflows/messages.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const ROUTE = ['snapshot', 'staging'];
const OP = { actor: 'op', reason: 'the licence header was corrected on staging' };

describe('other content that is found on the way', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
  });
  afterAll(() => world?.close());

  async function depart(text: string): Promise<JourneyHandle> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    const packageVersion = parsePackageVersion(text);
    await world.journeys.start({ packageVersion, source, route: ROUTE, requester: 'author' });
    return world.handle(text);
  }

  const approve = async (handle: JourneyHandle): Promise<void> => {
    await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
    await handle.executeUpdate(approveUpdate, { args: [{ actor: 'teammate' }] });
  };
  const untilDiffers = async (handle: JourneyHandle) =>
    (await untilState(handle, ({ attention }) => attention?.reason === 'content-differs')).attention;

  it('is carried on, or let go of, once it is accepted; approvals of the other count no more', async () => {
    await world.withWorker(async () => {
      const text = 'accepted@1.0.0';
      const handle = await depart(text);
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      const theirs = await new ByHand(world).push('staging', text, {
        [`packages/accepted/1.0.0/docs/README.md`]: '# corrected\n',
      });
      await approve(handle);

      const differs = await untilDiffers(handle);
      expect(differs).toMatchObject({
        sentence: expect.stringContaining('staging holds other content of packages/accepted/1.0.0'),
        found: { stage: 'staging', branch: 'staging', tree: theirs },
      });
      expect(differs?.sentence).toContain('docs/README.md');
      await expect(
        handle.executeUpdate(acceptContentUpdate, { args: [{ actor: 'op', reason: ' ' }] }),
      ).rejects.toMatchObject({ cause: { message: 'this decision needs a reason: say why' } });
      await handle.executeUpdate(acceptContentUpdate, { args: [OP] });

      // Snapshot still has what the journey began with: it is let go of, and staging keeps what was accepted.
      const { content } = await untilState(handle, (state) => state.content?.tree === theirs);
      const left = await untilDiffers(handle);
      expect(left).toMatchObject({ found: { stage: 'snapshot' } });
      await handle.executeUpdate(acceptContentUpdate, { args: [{ ...OP, reason: 'the old one goes' }] });
      await approve(handle);
      const result = await handle.result();
      expect(result).toMatchObject({ outcome: 'star', content });
      expect(ROUTE.map((branch) => world.treeOf(branch, parsePackageVersion(text)))).toEqual([
        undefined,
        theirs,
      ]);
      expect(result.decisions.filter(({ kind }) => kind === 'accept-content')).toMatchObject([
        { actor: 'op', reason: OP.reason, found: { stage: 'staging', tree: theirs } },
        { actor: 'op', reason: 'the old one goes', found: { stage: 'snapshot' } },
      ]);
    });
  });

  it('cannot be accepted where no branch holds it', async () => {
    await world.withWorker(async () => {
      const text = 'garbled@1.0.0';
      world
        .registry('snapshot')
        .faults.add({ kind: 'wrongContentSameVersion', value: `${text}/docs/README.md` });
      const handle = await depart(text);
      await approve(handle);
      expect((await untilDiffers(handle))?.sentence).toContain('docs/README.md');
      await expect(handle.executeUpdate(acceptContentUpdate, { args: [OP] })).rejects.toMatchObject({
        cause: { message: expect.stringContaining('what was found is on no branch of the route') },
      });
      await handle.terminate();
    });
  });
});
