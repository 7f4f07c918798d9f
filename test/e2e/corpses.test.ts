import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headBranchName } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { startTeammate, type Teammate } from '../../sandbox/teammate.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const POLL = { timeout: 20_000 };

describe('what somebody else has left, or does at the same moment', () => {
  let world: World;
  let byHand: ByHand;
  let teammate: Teammate;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
    byHand = new ByHand(world);
    teammate = startTeammate(world.sandbox.github, 50);
  });
  afterAll(async () => {
    await teammate?.close();
    await world?.close();
  });

  const headOf = (text: string) =>
    headBranchName({ kind: 'add', packageVersion: parsePackageVersion(text), stage: 'snapshot', round: 1 });
  const pullsFrom = (text: string) =>
    world.sandbox.github.pullRequests().filter(({ headRef }) => headRef === headOf(text));
  const begin = async (text: string) =>
    depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);

  /** Lets a journey travel to its end. @returns the pull requests from its head: what was there, and its own. */
  async function travelPast(text: string) {
    const earlier = new Set(pullsFrom(text).map(({ number }) => number));
    await world.withWorker(async () => {
      await begin(text);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star', decisions: [] });
    });
    expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeDefined();
    return {
      before: pullsFrom(text).filter(({ number }) => earlier.has(number)),
      own: pullsFrom(text).filter(({ number }) => !earlier.has(number)),
    };
  }

  const OWN = [
    expect.objectContaining({ baseRef: 'snapshot', author: 'limelight-bot', mergedBy: 'limelight-bot' }),
  ];

  it.concurrent('[F6] a closed pull request from the same branch is no corpse to adopt', async () => {
    const text = 'corpse_closed@1.0.0';
    const number = await byHand.propose('snapshot', headOf(text), text, {
      'docs/README.md': '# An old try\n',
    });
    await world.sandbox.github.closePullRequest(number, 'author');
    const { before, own } = await travelPast(text);
    expect(own).toEqual(OWN);
    expect(before).toEqual([expect.objectContaining({ number, state: 'closed', mergedAt: null })]);
  });

  it.concurrent('[F6] nor is a merged one, of a version that was removed since', async () => {
    const text = 'corpse_merged@1.0.0';
    const number = await byHand.propose('snapshot', headOf(text), text);
    await world.sandbox.github.mergePullRequest(number, 'author');
    await byHand.remove('snapshot', text);
    const { before, own } = await travelPast(text);
    expect(own).toEqual(OWN);
    expect(before).toEqual([expect.objectContaining({ number, mergedBy: 'author' })]);
  });

  it.concurrent('[F6] nor is an open one from a branch of the same name in a fork', async () => {
    const text = 'corpse_fork@1.0.0';
    const { github } = world.sandbox;
    await byHand.push('for-the-fork', text, { 'docs/README.md': '# A stranger\n' }, 'snapshot');
    const theirs = world.git('rev-parse', 'for-the-fork');
    await github.pushToFork('stranger', headOf(text), theirs);
    const { number } = await github.openPullRequest({
      title: `Add ${text}`,
      head: `stranger:${headOf(text)}`,
      base: 'snapshot',
      login: 'stranger',
    });
    const { before, own } = await travelPast(text);
    expect(own).toEqual(OWN);
    expect(before).toEqual([
      expect.objectContaining({ number, headOwner: 'stranger', headSha: theirs, mergedAt: null, labels: [] }),
    ]);
  });

  it.concurrent('[F6] nor is an open one to another branch', async () => {
    const text = 'corpse_elsewhere@1.0.0';
    const { github } = world.sandbox;
    // It goes to a branch of somebody's own, from the head that is to be ours.
    await github.pushCommit('elsewhere', { 'notes.txt': 'mine\n' }, 'author', 'My branch', 'snapshot');
    await byHand.push(headOf(text), text, {}, 'snapshot');
    const { number } = await github.openPullRequest({
      title: 'Look at this',
      head: headOf(text),
      base: 'elsewhere',
      login: 'author',
    });
    const { before, own } = await travelPast(text);
    expect(own).toEqual(OWN);
    expect(before).toEqual([expect.objectContaining({ number, mergedAt: null, labels: [] })]);
    expect(world.treeOf('elsewhere', parsePackageVersion(text))).toBeUndefined();
  });

  it.concurrent(
    '[F6] an open one to our branch that is not ours is neither adopted nor doubled: a person is asked',
    async () => {
      const text = 'corpse_foreign@1.0.0';
      const { github } = world.sandbox;
      const number = await byHand.propose('snapshot', headOf(text), text);
      await world.withWorker(async () => {
        await begin(text);
        const { attention } = await untilState(world.handle(text), (state) => state.attention !== undefined);
        expect(attention).toMatchObject({
          reason: 'change-foreign',
          sentence: expect.stringContaining(`#${number}`),
        });
        expect(pullsFrom(text)).toHaveLength(1);
        expect(pullsFrom(text)).toMatchObject([{ state: 'open', labels: [] }]);
        await github.closePullRequest(number, 'author');
        await world.journeys.retry(parsePackageVersion(text), { actor: 'author' });
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      });
      expect(pullsFrom(text).filter(({ author }) => author === 'limelight-bot')).toEqual(OWN);
    },
  );

  it('[F9] merged and its branch deleted by a person in the same moment: it carries on', async () => {
    const text = 'already_merged@1.0.0';
    const { github } = world.sandbox;
    const merge = github.faults.hold({ method: 'PUT', path: /\/merge$/ });
    await world.withWorker(async () => {
      await begin(text);
      await merge.arrived;
      const [pull] = pullsFrom(text);
      await github.mergePullRequest(pull?.number ?? 0, 'author');
      await byHand.deleteBranch(headOf(text));
      merge.release();
      const { outcome, steps, decisions } = await world.handle(text).result();
      expect([outcome, decisions]).toEqual(['star', []]);
      expect(steps[0]?.result).toMatchObject({ number: pull?.number });
    });
    const refused = github.log.exchanges.filter(
      ({ method, path, status }) =>
        status >= 400 &&
        (path.endsWith('/merge') || (method === 'DELETE' && path.includes('already_merged'))),
    );
    expect(refused.map(({ method, status }) => [method, status])).toEqual([
      ['PUT', 405],
      ['DELETE', 422],
    ]);
  });

  it.each([
    ['closed', (number: number) => world.sandbox.github.closePullRequest(number, 'author')],
    ['merged', (number: number) => world.sandbox.github.mergePullRequest(number, 'author')],
  ])(
    '[F9] %s by a person while an abort is about to close it: it is taken back all the same',
    async (how, act) => {
      const text = `already_${how}_abort@1.0.0`;
      const { github } = world.sandbox;
      await teammate.close();
      await world.withWorker(async () => {
        await begin(text);
        await untilState(world.handle(text), ({ waiting }) => waiting?.for === 'approval');
        const close = github.faults.hold({ method: 'PATCH', path: /\/pulls\/\d+$/ });
        await world.journeys.abort(parsePackageVersion(text), { actor: 'operator' });
        await close.arrived;
        await act(pullsFrom(text)[0]?.number ?? 0);
        await byHand.deleteBranch(headOf(text));
        close.release();
        expect(await world.handle(text).result()).toMatchObject({ outcome: 'aborted' });
      });
      expect(pullsFrom(text)).toHaveLength(1);
      await expect.poll(() => world.git('for-each-ref', 'refs/limelight'), POLL).toBe('');
    },
  );
});
