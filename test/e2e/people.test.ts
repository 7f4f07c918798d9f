import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { World } from '../support/world.ts';

const OPERATOR = { actor: 'operator' };

describe('what people do meanwhile', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    // What happens is seen when a message wakes the journey, not by chance a moment before.
    world.config = { ...world.config, timing: { ...world.config.timing, changeMs: 600_000 } };
  });
  afterAll(() => world?.close());

  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const attentionOf = async (text: string) =>
    (await until(text, ({ attention }) => attention !== undefined)).attention;
  const approve = (text: string) => world.journeys.approve(parsePackageVersion(text), { actor: 'teammate' });
  const nudge = (text: string) => world.journeys.nudge(parsePackageVersion(text));
  const merges = (number: number) =>
    world.sandbox.github.log.matching(new RegExp(`^PUT .*/pulls/${number}/merge$`));

  /** Starts a journey and waits until its pull request is green and waits for approval. */
  async function startUntilGreen(text: string): Promise<{ number: number; head: string }> {
    const packageVersion = parsePackageVersion(text);
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.journeys.start({ packageVersion, source, route: ['snapshot'], requester: 'author' });
    const { change } = await until(text, ({ waiting }) => waiting?.for === 'approval');
    return { number: change?.number ?? 0, head: change?.head ?? '' };
  }

  it('a check that turns red between the last look and the approval: nothing is merged', async () => {
    const text = 'turned_red@1.0.0';
    await world.withWorker(async () => {
      const { number, head } = await startUntilGreen(text);
      await world.sandbox.github.setCheck(head, 'lint', 'failure');
      expect(await approve(text)).toMatchObject({ applied: true, change: { number, head } });
      expect(await attentionOf(text)).toMatchObject({
        reason: 'checks-red',
        sentence: expect.stringContaining('lint'),
      });
      expect(merges(number)).toEqual([]);
      expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeUndefined();

      await world.sandbox.github.setCheck(head, 'lint', 'success');
      await nudge(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(merges(number)).toHaveLength(1);
    });
  });

  it("[F2] a person's push between the last look and the approval: nothing is merged", async () => {
    const text = 'pushed@1.0.0';
    await world.withWorker(async () => {
      const { number, head } = await startUntilGreen(text);
      const { github } = world.sandbox;
      const branch = github.pullRequests().at(-1)?.headRef ?? '';
      const pushed = await github.pushCommit(branch, { 'more.txt': 'more\n' }, 'author', 'And this');
      await approve(text);
      expect(await attentionOf(text)).toMatchObject({ reason: 'change-altered' });
      expect(merges(number)).toEqual([]);
      await expect(
        world.journeys.approve(parsePackageVersion(text), { actor: 'teammate', head }),
      ).rejects.toThrow(new RegExp(`${pushed.slice(0, 7)}.*not at ${head.slice(0, 7)}`));

      await github.pushCommit(branch, { 'more.txt': null }, 'author', 'Not this');
      await nudge(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(world.git('ls-tree', 'snapshot', 'more.txt')).toBe('');
    });
  });

  it('[F2] a pull request that a person closed is never redone without a decision', async () => {
    const text = 'closed@1.0.0';
    await world.withWorker(async () => {
      const { number } = await startUntilGreen(text);
      const { github } = world.sandbox;
      const changes = () => github.pullRequests().filter(({ title }) => title.includes(text));
      const looks = () => github.log.exchanges.filter(({ note }) => note === 'LookAtPullRequest').length;
      await github.closePullRequest(number, 'author');
      await nudge(text);
      expect(await attentionOf(text)).toMatchObject({ reason: 'change-closed' });
      for (let nudges = 0; nudges < 3; nudges += 1) {
        const before = looks();
        await nudge(text);
        await expect.poll(looks).toBeGreaterThan(before);
      }
      expect(changes()).toHaveLength(1);

      await world.journeys.retry(parsePackageVersion(text), OPERATOR);
      const { change } = await until(text, ({ waiting }) => waiting?.for === 'approval');
      expect(change?.number).toBeGreaterThan(number);
      await approve(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(changes().map(({ state, mergedBy }) => [state, mergedBy])).toEqual([
        ['closed', null],
        ['closed', 'limelight-bot'],
      ]);
    });
  });

  it('a pull request that a person merged is taken as it is', async () => {
    const text = 'merged_by_hand@1.0.0';
    await world.withWorker(async () => {
      const { number } = await startUntilGreen(text);
      await world.sandbox.github.mergePullRequest(number, 'author');
      await nudge(text);
      const { outcome, steps } = await world.handle(text).result();
      expect(outcome).toBe('star');
      expect(steps[0]?.result).toMatchObject({ number, mergedBy: 'author', approvedBy: [] });
      expect(merges(number)).toEqual([]);
    });
  });

  it('[F13] a stale approval is refused: of a head that moved, and of a change that is past', async () => {
    const text = 'stale_approval@1.0.0';
    const packageVersion = parsePackageVersion(text);
    const { github } = world.sandbox;
    await world.withWorker(async () => {
      const { number, head: headSha } = await startUntilGreen(text);
      const headRef = github.pullRequests().at(-1)?.headRef ?? '';
      const approveAt = (head: string) => world.journeys.approve(packageVersion, { actor: 'teammate', head });
      // A check that runs as long as the test wants: an approval is taken, and nothing is merged.
      await github.setCheck(headSha, 'slow', 'in_progress');
      expect(await approveAt(headSha)).toMatchObject({ applied: true, change: { number, head: headSha } });

      await github.pushCommit(headRef, { 'more.txt': 'more\n' }, 'author', 'And this');
      await world.journeys.nudge(packageVersion);
      await until(text, ({ attention }) => attention?.reason === 'change-altered');
      await expect(approveAt(headSha)).rejects.toThrow(/stands at .* and not at .*: look at it again/);
      await world.handle(text).signal('approve', { actor: 'other', head: headSha });
      const told = await until(text, ({ decisions }) => decisions.length === 2);
      expect(told.decisions.map(({ actor, applied }) => [actor, applied])).toEqual([
        ['teammate', true],
        ['other', false],
      ]);

      // A new round is another pull request: what was said of the last one does not count for it.
      await github.closePullRequest(number, 'author');
      await world.journeys.nudge(packageVersion);
      await until(text, ({ attention }) => attention?.reason === 'change-closed');
      await world.journeys.retry(packageVersion, { actor: 'author' });
      const next = await until(text, ({ change }) => (change?.number ?? 0) > number);
      await github.setCheck(next.change?.head ?? '', 'slow', 'success');
      await world.journeys.nudge(packageVersion);
      const { waiting, change } = await until(text, ({ waiting }) => waiting?.for === 'approval');
      expect(waiting?.sentence).toMatch(/^0 of 1 approvals/);
      expect(world.treeOf('snapshot', packageVersion)).toBeUndefined();
      await approveAt(change?.head ?? '');
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
  });
});
