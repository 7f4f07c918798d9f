import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartRequest } from '../../client/journeys.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { SupersedePolicy } from '../../domain/pipeline.ts';
import type { Stop } from '../../domain/supersede.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

describe('a newer version that sets out while an older one travels', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
  });
  afterAll(() => world?.close());

  function setPolicy(supersede: SupersedePolicy): void {
    const stages = world.config.pipeline.stages.map((stage) => ({ ...stage, supersede }));
    world.config = { ...world.config, pipeline: { stages } };
  }

  async function requestOf(text: string, change: Partial<StartRequest> = {}): Promise<StartRequest> {
    const source = await smallPackage(world.sandbox.dataDir, text);
    return {
      packageVersion: parsePackageVersion(text),
      source,
      route: ['snapshot'],
      requester: 'ada',
      ...change,
    };
  }

  const untilGreen = (text: string) =>
    untilState(world.handle(text), ({ waiting }) => waiting?.for === 'approval');
  const approve = (text: string) => world.journeys.approve(parsePackageVersion(text), { actor: 'bob' });
  const pullOf = (number: number | undefined) =>
    world.sandbox.github.pullRequests().find((pull) => pull.number === number);

  it('stop-older: refused until somebody agrees, then the older one is aborted, and its siblings stay', async () => {
    setPolicy('stop-older');
    const [older, newer, sibling] = ['flood@1.0.0', 'flood@1.1.0', 'flood@0.9.0'];
    await world.withWorker(async () => {
      await new ByHand(world).push('snapshot', sibling);
      await world.journeys.start(await requestOf(older));
      const { change } = await untilGreen(older);

      await expect(world.journeys.start(await requestOf(newer))).rejects.toMatchObject({
        name: 'OlderTravels',
        message: expect.stringContaining(`pull request #${change?.number} is closed`),
        hint: expect.stringContaining(`limelight start ${newer} --supersede`),
      });
      await expect(world.handle(newer).describe()).rejects.toThrow(/not found/i);
      expect(pullOf(change?.number)?.state).toBe('open');

      const listed: Stop[] = [];
      const agree = async (stops: readonly Stop[]): Promise<boolean> => {
        listed.push(...stops);
        return true;
      };
      const started = await world.journeys.start(await requestOf(newer, { agree }));
      expect(listed).toMatchObject([{ packageVersion: older, at: 'add to snapshot' }]);
      expect(started).toMatchObject({ kind: 'started', superseded: listed });
      const reason = `superseded by ${newer}, asked for by ada`;
      const result = await world.handle(older).result();
      expect(result).toMatchObject({
        outcome: 'aborted',
        decisions: [{ kind: 'abort', actor: 'ada', reason }],
      });
      expect(pullOf(change?.number)?.state).toBe('closed');
      const comments = world.sandbox.github.comments(change?.number ?? 0).map(({ body }) => body);
      expect(comments).toContainEqual(
        expect.stringMatching(`^The journey was aborted by ada: ${reason}\\.\n`),
      );

      await untilGreen(newer);
      await expect(world.journeys.start(await requestOf(older))).rejects.toMatchObject({
        name: 'NewerTravels',
        message: expect.stringContaining(`${newer} is on its way, which is newer than ${older}`),
      });
      await approve(newer);
      expect((await world.handle(newer).result()).outcome).toBe('star');
      expect(world.treeOf('snapshot', parsePackageVersion(sibling))).toBeDefined();
    });
  });

  it('stop-older: asks again when the older one went on while somebody thought about it', async () => {
    setPolicy('stop-older');
    const [older, newer] = ['tide@1.0.0', 'tide@1.1.0'];
    await world.withWorker(async () => {
      await world.journeys.start(await requestOf(older, { route: ['snapshot', 'staging'] }));
      await untilGreen(older);
      const asked: string[] = [];
      const agree = async ([stop]: readonly Stop[]): Promise<boolean> => {
        asked.push(stop?.at ?? '');
        if (asked.length > 1) return false;
        await approve(older);
        await untilState(world.handle(older), ({ steps }) => steps[0]?.status === 'done');
        return true;
      };
      await expect(world.journeys.start(await requestOf(newer, { agree }))).rejects.toMatchObject({
        name: 'OlderTravels',
      });
      expect(asked).toEqual(['add to snapshot', expect.not.stringMatching(/^add to snapshot$/)]);
      expect((await world.journeys.state(parsePackageVersion(older))).decisions).toMatchObject([
        { kind: 'approve' },
      ]);
      await world.journeys.abort(parsePackageVersion(older), { actor: 'ada' });
    });
  });

  it('side by side: both become stars, and neither removes the other', async () => {
    setPolicy('side-by-side');
    const [older, newer] = ['parade@1.0.0', 'parade@1.1.0'];
    await world.withWorker(async () => {
      await world.journeys.start(await requestOf(older));
      await untilGreen(older);
      const started = await world.journeys.start(await requestOf(newer));
      expect(started).toMatchObject({ kind: 'started', beside: [older] });
      for (const text of [newer, older]) {
        await untilGreen(text);
        await approve(text);
      }
      for (const text of [older, newer]) {
        expect((await world.handle(text).result()).outcome).toBe('star');
        expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeDefined();
      }
    });
  });
});
