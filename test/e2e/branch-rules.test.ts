import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import type { Protection } from '../../sandbox/github/github-stand-in.ts';
import { startTeammate } from '../../sandbox/teammate.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

/** A branch with these rules, and no teammate. */
async function startWorld(snapshot: Protection): Promise<World> {
  return World.start({ teammate: undefined, protection: { snapshot } });
}

async function start(world: World, text: string): Promise<void> {
  const packageVersion = parsePackageVersion(text);
  const source = await smallPackage(world.sandbox.dataDir, text);
  await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
}

const until = (world: World, text: string, wanted: (state: JourneyState) => boolean) =>
  untilState(world.handle(text), wanted);
const approve = (world: World, text: string) =>
  world.journeys.approve(parsePackageVersion(text), { actor: 'operator' });
const looks = ({ sandbox }: World) =>
  sandbox.github.log.exchanges.filter(({ note }) => note === 'LookAtPullRequest').length;

describe('a branch that asks for reviews', () => {
  let world: World;
  beforeAll(async () => (world = await startWorld({ requiredApprovals: 1 })));
  afterAll(() => world?.close());

  it('is waited for, although the journey has its approval', async () => {
    const text = 'needs_review@1.0.0';
    await world.withWorker(async () => {
      await start(world, text);
      await until(world, text, ({ waiting }) => waiting?.for === 'approval');
      await approve(world, text);
      const { change } = await until(
        world,
        text,
        ({ waiting }) => waiting?.sentence.includes('protection of the branch') === true,
      );
      await world.sandbox.github.review(change?.number ?? 0, 'teammate', 'APPROVED');
      const { steps } = await world.handle(text).result();
      expect(steps[0]?.result).toMatchObject({ approvedBy: ['operator', 'teammate'] });
      expect(world.sandbox.github.log.matching(/^PUT .*\/merge$/)).toHaveLength(1);
    });
  });

  it('that refuses a merge is told to people; retry merges when it lets us', async () => {
    const text = 'merge_refused@1.0.0';
    const { github } = world.sandbox;
    const message = 'Repository rule violations found: merging is restricted';
    const rule = github.faults.inject({ method: 'PUT', path: /\/merge$/, status: 405, message });
    await world.withWorker(async () => {
      await start(world, text);
      const { change } = await until(world, text, ({ waiting }) => waiting?.for === 'approval');
      await github.review(change?.number ?? 0, 'teammate', 'APPROVED');
      const { attention } = await until(world, text, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'merge-refused',
        sentence: expect.stringContaining(message),
      });
      const seen = looks(world);
      await expect.poll(() => looks(world), { timeout: 10_000 }).toBeGreaterThan(seen + 1);
      expect(rule.hits).toBe(1);
      rule.remove();
      await world.journeys.retry(parsePackageVersion(text), { actor: 'operator' });
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
  });
});

describe('a branch that wants heads up to date', () => {
  let world: World;
  beforeAll(async () => (world = await startWorld({ strict: true, requiredContexts: ['lint'] })));
  afterAll(() => world?.close());
  const updates = () => world.sandbox.github.log.matching(/^PUT .*\/update-branch$/).length;

  it('has them brought up to date only when all else is there, and the approval is kept', async () => {
    const text = 'behind@1.0.0';
    await world.withWorker(async () => {
      await start(world, text);
      const { change } = await until(world, text, ({ waiting }) => waiting?.for === 'approval');
      await world.sandbox.github.pushCommit('snapshot', { 'news.txt': 'news\n' }, 'author', 'News');
      await until(world, text, (state) => state.change?.mergeability === 'behind');
      const seen = looks(world);
      await expect.poll(() => looks(world), { timeout: 10_000 }).toBeGreaterThan(seen + 1);
      expect(updates()).toBe(0);

      await approve(world, text);
      const { steps, decisions } = await world.handle(text).result();
      expect(updates()).toBe(1);
      expect(decisions.map(({ applied }) => applied)).toEqual([true]);
      expect(steps[0]?.result).toMatchObject({ number: change?.number, approvedBy: ['operator'] });
      expect(world.git('show', 'snapshot:news.txt')).toBe('news');
    });
  });

  it('takes two journeys at the same time', async () => {
    await expectBothMerged(world, ['strict_one@1.0.0', 'strict_two@1.0.0']);
  });
});

describe('two journeys that merge into the same branch at the same time', () => {
  let world: World;
  beforeAll(async () => (world = await startWorld({})));
  afterAll(() => world?.close());

  it('are both merged, once', async () => {
    await expectBothMerged(world, ['at_once_one@1.0.0', 'at_once_two@1.0.0']);
  });
});

async function expectBothMerged(world: World, texts: readonly string[]): Promise<void> {
  const { github } = world.sandbox;
  const hold = github.faults.hold({ method: 'PUT', path: /\/merge$/ });
  const teammate = startTeammate(github, 0);
  await world.withWorker(async () => {
    for (const text of texts) await start(world, text);
    await hold.arrived;
    const approved = () => github.pullRequests().filter(({ state }) => state === 'open').length;
    await expect.poll(approved).toBe(2);
    hold.release();
    for (const text of texts) expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
  });
  await teammate.close();
  const ours = github.pullRequests().filter(({ title }) => texts.some((text) => title.includes(text)));
  expect(ours.map(({ mergedBy }) => mergedBy)).toEqual(['limelight-bot', 'limelight-bot']);
  for (const text of texts)
    expect(world.treeOf('snapshot', parsePackageVersion(text))).toMatch(/^[0-9a-f]{40}$/);
}
