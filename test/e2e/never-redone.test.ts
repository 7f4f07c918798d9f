import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { publisherQuery } from '../../workflows/messages.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { publisherOf } from '../support/publishers.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

/** As often as the worst bot of the storage's history merged the same version. */
const STARTS = 100;

describe('the bot that could not stop', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
  });
  afterAll(() => world?.close());

  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const pullsOf = (text: string) =>
    world.sandbox.github.pullRequests().filter(({ title }) => title.includes(text));
  const looks = () =>
    world.sandbox.github.log.exchanges.filter(({ note }) => note === 'LookAtPullRequest').length;
  const approve = (text: string) => world.journeys.approve(parsePackageVersion(text), { actor: 'teammate' });

  it(`[F2] a version started ${STARTS} times, beside a higher one: one pull request, no empty commit`, async () => {
    const text = 'again@1.0.0';
    await new ByHand(world).push('snapshot', 'again@2.0.0');
    const before = world.git('rev-parse', 'snapshot');
    const source = await smallPackage(world.sandbox.dataDir, text);
    await world.withWorker(async () => {
      const started = [await depart(world, text, source, ['snapshot'])];
      const more = Array.from({ length: STARTS / 2 }, () => depart(world, text, source, ['snapshot']));
      started.push(...(await Promise.all(more)));
      await until(text, ({ waiting }) => waiting?.for === 'approval');
      for (let serial = started.length; serial < STARTS; serial += 1)
        started.push(await depart(world, text, source, ['snapshot']));
      expect(started.map(({ kind }) => kind)).toEqual(
        started.map((_, serial) => (serial === 0 ? 'started' : 'running')),
      );
      expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
      expect(pullsOf(text)).toHaveLength(1);

      await approve(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      // Started again when all is done, it finds all done.
      await depart(world, text, source, ['snapshot']);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
    expect(pullsOf(text)).toHaveLength(1);
    const trees = world.git('log', '--format=%T', `${before}~1..snapshot`).split('\n');
    expect(trees).toHaveLength(2);
    expect(new Set(trees).size).toBe(2);
  });

  it('[F2] a person deletes our branch: the journey asks, and opens nothing until it is told', async () => {
    const text = 'branch_gone@1.0.0';
    await world.withWorker(async () => {
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      const { change } = await until(text, ({ waiting }) => waiting?.for === 'approval');
      const [pull] = pullsOf(text);
      await new ByHand(world).deleteBranch(pull?.headRef ?? '');
      expect(pullsOf(text).map(({ state }) => state)).toEqual(['closed']);
      const { attention } = await until(text, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'change-closed',
        sentence: expect.stringContaining(`#${change?.number}`),
      });
      const seen = looks();
      for (let nudges = 1; nudges <= 3; nudges += 1) {
        await world.journeys.nudge(parsePackageVersion(text));
        await expect.poll(looks, { timeout: 10_000 }).toBeGreaterThanOrEqual(seen + nudges);
      }
      expect(pullsOf(text)).toHaveLength(1);
      expect(world.git('for-each-ref', 'refs/heads/limelight')).toBe('');

      await world.journeys.retry(parsePackageVersion(text), { actor: 'operator', reason: 'it was a slip' });
      await until(text, ({ waiting }) => waiting?.for === 'approval');
      await approve(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(pullsOf(text)).toHaveLength(2);
    });
  });

  it('[F2] a person reverts our merge before it is published: the version is not put back', async () => {
    const text = 'taken_out@1.0.0';
    const { github, jenkins } = world.sandbox;
    const served = () => world.registry('snapshot').log.matching(/GET \/package\/taken_out\//);
    jenkins.faults.add({ kind: 'stuck' });
    await world.withWorker(async () => {
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot', 'staging']);
      await until(text, ({ waiting }) => waiting?.for === 'approval');
      await approve(text);
      await until(text, ({ waiting }) => waiting?.for === 'build');
      const reverted = await github.revert(pullsOf(text)[0]?.number ?? 0, 'author');
      jenkins.faults.clear();
      // The build contains the merge commit, and its image has not the version.
      const { attention, steps } = await until(text, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'content-missing',
        sentence: expect.stringMatching(/^taken_out@1.0.0 is on no branch any more .*somebody took it out/),
      });
      expect(steps.slice(0, 4).map(({ status }) => status)).toEqual(['done', 'done', 'attention', 'pending']);
      await world.journeys.nudge(parsePackageVersion(text));
      const seen = served().length;
      await expect.poll(() => served().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(seen + 2);
      expect(new Set(served().map(({ status }) => status))).toEqual(new Set([404]));
      expect(world.git('rev-parse', 'snapshot')).toBe(reverted);
      expect(pullsOf(text)).toHaveLength(1);
      await world.journeys.abort(parsePackageVersion(text), { actor: 'author' });
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'aborted' });
      expect(world.git('rev-parse', 'snapshot')).toBe(reverted);
    });
  });

  it('what a person took out and puts back is built anew, and the journey goes on by itself', async () => {
    const text = 'came_back@1.0.0';
    const { github, jenkins } = world.sandbox;
    jenkins.faults.add({ kind: 'stuck' });
    await world.withWorker(async () => {
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      await until(text, ({ waiting }) => waiting?.for === 'approval');
      await approve(text);
      const { steps: before } = await until(text, ({ waiting }) => waiting?.for === 'build');
      const merged = before[0]?.result?.kind === 'change' ? before[0].result.commit : '';
      await github.revert(pullsOf(text)[0]?.number ?? 0, 'author');
      jenkins.faults.clear();
      await until(text, ({ attention }) => attention?.reason === 'content-missing');
      await new ByHand(world).putBack('snapshot', text, merged);
      const putBack = world.git('rev-parse', 'snapshot');
      const { outcome, notes } = await world.handle(text).result();
      expect(outcome).toBe('star');
      expect(notes).toContain(`${text} is put back on snapshot`);
      const { answers } = await publisherOf(world.client, 'snapshot').query(publisherQuery);
      expect(answers.map(({ build }) => build)).toContainEqual(expect.objectContaining({ commit: putBack }));
      expect(pullsOf(text)).toHaveLength(1);
    });
  });
});
