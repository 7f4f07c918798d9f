import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { depart, expectStar, picture } from '../support/star.ts';
import { World } from '../support/world.ts';

const ADOPTED = 'chorus@1.0.0';
const ALTERED = 'chorus@2.0.0';
const CROWDED = 'chorus@3.0.0';
const GIVEN_UP = 'chorus@4.0.0';
const LATE = 'chorus@5.0.0';
const LATE_ALTERED = 'chorus@6.0.0';
const SHORT = ['snapshot'];

describe("somebody else's pull request, adopted by number", () => {
  let world: World;
  let byHand: ByHand;

  beforeAll(async () => {
    // The scripted teammate approves the bot's pull requests only: these are the author's.
    world = await World.start();
    byHand = new ByHand(world);
  });
  afterAll(() => world?.close());

  const pullOf = (number: number) =>
    world.sandbox.github.pullRequests().find((candidate) => candidate.number === number);
  const pullsTo = (base: string, text: string) =>
    world.sandbox.github
      .pullRequests()
      .filter(({ baseRef, title }) => baseRef === base && title.includes(text));
  const treeAt = (ref: string, text: string) => world.treeOf(ref, parsePackageVersion(text));

  it('is merged and not made again, its branch stays, and the journey goes on to the star', async () => {
    const before = picture(world, ADOPTED);
    const number = await byHand.propose('snapshot', 'add-chorus', ADOPTED);
    const tree = treeAt('add-chorus', ADOPTED) ?? 'none';
    const result = await world.withWorker(async () => {
      await depart(world, ADOPTED, { kind: 'pull-request', number });
      await untilState(world.handle(ADOPTED), ({ waiting }) => waiting?.for === 'approval');
      await world.sandbox.github.review(number, 'teammate', 'APPROVED');
      return world.handle(ADOPTED).result();
    });
    await expectStar(world, ADOPTED, result, tree, before);
    expect(result.steps[0]?.result).toMatchObject({
      number,
      approvedBy: ['teammate'],
      mergedBy: 'limelight-bot',
    });
    expect(pullsTo('snapshot', ADOPTED).map(({ author, title }) => [author, title])).toEqual([
      ['author', `Add ${ADOPTED}`],
      ['limelight-bot', `[snapshot] Remove ${ADOPTED}`],
    ]);
    expect(treeAt('add-chorus', ADOPTED)).toBe(tree);
  });

  it('to a later stage than the one where it stands: taken over there, and every stage before is cleaned up', async () => {
    const before = picture(world, LATE);
    const tree = await byHand.push('snapshot', LATE);
    const number = await byHand.propose('staging', 'late-chorus', LATE);
    const result = await world.withWorker(async () => {
      await depart(world, LATE, { kind: 'pull-request', number });
      const { change } = await untilState(world.handle(LATE), ({ waiting }) => waiting?.for === 'approval');
      expect(change?.number).toBe(number);
      await world.sandbox.github.review(number, 'teammate', 'APPROVED');
      return world.handle(LATE).result();
    });
    await expectStar(world, LATE, result, tree, before);
    expect(result.steps.find(({ id }) => id === 'add-staging')?.result).toMatchObject({ number });
    expect(pullsTo('staging', LATE).map(({ author }) => author)).toEqual(['author', 'limelight-bot']);
    expect(pullsTo('snapshot', LATE).map(({ title }) => title)).toEqual([`[snapshot] Remove ${LATE}`]);
  });

  it('to a later stage, altered by its author: what stands before is not altered with it', async () => {
    await byHand.push('snapshot', LATE_ALTERED);
    const number = await byHand.propose('staging', 'alter-late-chorus', LATE_ALTERED);
    await world.withWorker(async () => {
      const handle = world.handle(LATE_ALTERED);
      const packageVersion = parsePackageVersion(LATE_ALTERED);
      await depart(world, LATE_ALTERED, { kind: 'pull-request', number });
      const { content } = await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      await byHand.push('alter-late-chorus', LATE_ALTERED, { 'docs/README.md': '# Second thoughts\n' });
      await untilState(handle, ({ attention }) => attention?.reason === 'change-altered');
      await world.journeys.retry(packageVersion, { actor: 'operator' });
      const state = await untilState(
        handle,
        ({ attention }) =>
          attention?.sentence.includes('must add packages/chorus/6.0.0 and nothing else') === true,
      );
      expect(state.content).toEqual(content);
      await world.journeys.abort(packageVersion, { actor: 'author' });
      await handle.result();
    });
    expect(treeAt('staging', LATE_ALTERED)).toBeUndefined();
  });

  it('altered by its author: approvals of the old content do not count, retry goes on with the new', async () => {
    const { github } = world.sandbox;
    const number = await byHand.propose('snapshot', 'alter-chorus', ALTERED);
    // Checks that run as long as the test wants: nothing is merged meanwhile.
    await github.setCheck(pullOf(number)?.headSha ?? '', 'slow', 'in_progress');
    const result = await world.withWorker(async () => {
      const handle = world.handle(ALTERED);
      const packageVersion = parsePackageVersion(ALTERED);
      await depart(world, ALTERED, { kind: 'pull-request', number }, SHORT);
      const first = await untilState(handle, ({ change }) => change?.number === number);
      const early = await world.journeys.approve(packageVersion, { actor: 'early-bird' });
      await github.review(number, 'teammate', 'APPROVED');
      expect(early).toMatchObject({ applied: true, change: { number, digest: first.content?.digest } });

      const tree = await byHand.push('alter-chorus', ALTERED, { 'docs/README.md': '# Second thoughts\n' });
      await untilState(handle, ({ attention }) => attention?.reason === 'change-altered');
      await world.journeys.retry(packageVersion, { actor: 'operator', reason: 'the author corrected it' });
      const waiting = await untilState(
        handle,
        ({ waiting, content }) => waiting?.for === 'approval' && content?.tree === tree,
      );
      expect(waiting.content?.digest).not.toBe(first.content?.digest);
      expect(waiting.waiting?.sentence).toMatch(/^0 of 1 approvals of/);
      expect(treeAt('snapshot', ALTERED)).toBeUndefined();

      await world.journeys.approve(packageVersion, { actor: 'early-bird' });
      const ended = await handle.result();
      expect(treeAt('snapshot', ALTERED)).toBe(tree);
      return ended;
    });
    expect(result.outcome).toBe('star');
    expect(result.steps[0]?.result).toMatchObject({ number, approvedBy: ['early-bird'] });
  });

  it('that changes more than the version is not merged before its author took the rest back', async () => {
    const { github } = world.sandbox;
    const number = await byHand.propose('snapshot', 'crowd-chorus', CROWDED);
    const readme = `${world.git('show', 'snapshot:README.md')}\n`;
    const more = { 'README.md': 'Something else altogether\n' };
    await github.pushCommit('crowd-chorus', more, 'author', 'By the way');
    await world.withWorker(async () => {
      const handle = world.handle(CROWDED);
      const packageVersion = parsePackageVersion(CROWDED);
      await depart(world, CROWDED, { kind: 'pull-request', number }, SHORT);
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'change-altered',
        sentence: expect.stringContaining('and nothing else: it changes 4 files, the version has 3'),
      });

      await github.pushCommit('crowd-chorus', { 'README.md': readme }, 'author', 'Take it back');
      await world.journeys.retry(packageVersion, { actor: 'author' });
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      await world.journeys.abort(packageVersion, { actor: 'author' });
      await handle.result();
    });
    expect(pullOf(number)).toMatchObject({ state: 'open' });
  });

  it('stays open, with its branch, when the journey is aborted', async () => {
    const number = await byHand.propose('snapshot', 'leave-chorus', GIVEN_UP);
    await world.withWorker(async () => {
      const handle = world.handle(GIVEN_UP);
      await depart(world, GIVEN_UP, { kind: 'pull-request', number }, SHORT);
      await untilState(handle, ({ waiting }) => waiting?.for === 'approval');
      await world.journeys.abort(parsePackageVersion(GIVEN_UP), { actor: 'author' });
      expect((await handle.result()).outcome).toBe('aborted');
    });
    expect(pullOf(number)).toMatchObject({ state: 'open', mergedAt: null });
    expect(treeAt('leave-chorus', GIVEN_UP)).toBeDefined();
  });
});
