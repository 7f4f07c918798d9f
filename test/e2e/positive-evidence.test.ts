import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const POLL = { timeout: 20_000 };
/** So many looks in vain are no accident. */
const LOOKS = 3;

describe('answers that are none', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined });
  });
  afterEach(() => {
    world.sandbox.github.faults.clear();
    for (const { faults } of Object.values(world.sandbox.registries)) faults.clear();
  });
  afterAll(() => world?.close());

  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const merges = (number: number) =>
    world.sandbox.github.log.matching(new RegExp(`^PUT .*/pulls/${number}/merge$`));
  const detailOf = async (text: string) => (await world.journeys.look(parsePackageVersion(text))).detail;

  /** Starts a journey and waits until its pull request waits for approval. @returns its number. */
  async function untilApprovalIsAwaited(text: string): Promise<number> {
    await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
    const { change } = await until(text, ({ waiting }) => waiting?.for === 'approval');
    return change?.number ?? 0;
  }

  it('[F7] pages and empty answers at every wait: none is passed without positive evidence', async () => {
    const text = 'believed@1.0.0';
    const packageVersion = parsePackageVersion(text);
    const { github, jenkins } = world.sandbox;
    const snapshot = world.registry('snapshot');
    const state = () => world.journeys.state(packageVersion);
    await world.withWorker(async () => {
      // Approved, but the journey can see neither that nor anything else.
      const number = await untilApprovalIsAwaited(text);
      const faults = [{ html: true }, { status: 200 }].map((fault) =>
        github.faults.inject({ operation: 'LookAtPullRequest', ...fault, count: LOOKS }),
      );
      await github.review(number, 'teammate', 'APPROVED');
      await world.journeys.nudge(packageVersion);
      for (const fault of faults) {
        await expect.poll(() => fault.hits, POLL).toBeGreaterThanOrEqual(1);
        await expect.poll(() => detailOf(text), POLL).toContain('LookAtPullRequest');
        expect(await state()).toMatchObject({ waiting: { for: 'approval' } });
        expect((await state()).attention).toBeUndefined();
        expect(merges(number)).toEqual([]);
      }

      // Merged, but the answer is a page: the journey looks what has become of it.
      github.faults.inject({ method: 'PUT', path: /\/merge$/, html: true, count: 1 });
      jenkins.faults.add({ kind: 'htmlLogin200' });
      const held = await until(text, (current) => current.attention !== undefined);
      expect(merges(number)).toHaveLength(2);
      const [merged] = github.pullRequests().filter((pull) => pull.number === number);
      expect(held.steps[0]).toMatchObject({
        status: 'done',
        result: { number, commit: merged?.mergeCommit },
      });

      // A login page is no build, and no retry signs in.
      expect(held.attention?.sentence).toMatch(/^held by publisher\/snapshot/);
      expect(held.steps.map(({ status }) => status)).toEqual(['done', 'attention', 'pending']);
      jenkins.faults.clear();
      const looks = () => snapshot.log.matching(/GET \/package\/believed\//).length;
      snapshot.faults.add({ kind: 'htmlErrorPage', match: 'GET /package/believed/', times: 2 });
      // It strikes pages, too: two answers are left for it alone.
      snapshot.faults.add({ kind: 'truncatedJson', match: 'GET /package/believed/', times: 4 });
      await world.journeys.retry(packageVersion, { actor: 'operator', reason: 'signed in' });

      // Neither is half of an answer of the registry that it serves the version.
      await expect.poll(looks, POLL).toBeGreaterThanOrEqual(1);
      await expect.poll(() => detailOf(text), POLL).toContain('it is no JSON');
      expect(await state()).toMatchObject({ waiting: { for: 'registry' } });
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(looks()).toBeGreaterThanOrEqual(4 + 2);
    });
  });

  it('[F8] GitHub is down while a journey waits: it neither passes nor fails, and says so once', async () => {
    const text = 'gate_down@1.0.0';
    const { github } = world.sandbox;
    await world.withWorker(async () => {
      const number = await untilApprovalIsAwaited(text);
      const events = async () => (await world.handle(text).describe()).historyLength;
      const down = github.faults.inject({ path: /./, status: 503, message: 'Service Unavailable' });
      await expect.poll(() => down.hits, POLL).toBeGreaterThan(0);
      const before = await events();
      await expect.poll(() => down.hits, POLL).toBeGreaterThanOrEqual(LOOKS + 1);
      // However often it looks in vain, the history has no more than the one wait.
      expect(await events()).toBe(before);
      const state = await world.journeys.state(parsePackageVersion(text));
      expect(state).toMatchObject({ waiting: { for: 'approval' } });
      expect(state.attention).toBeUndefined();
      expect(await detailOf(text)).toContain('503');

      // What happens meanwhile counts afterwards, for better or for worse.
      await github.review(number, 'teammate', 'APPROVED');
      const head = github.pullRequests().find((pull) => pull.number === number)?.headSha ?? '';
      await github.setCheck(head, 'lint', 'failure');
      expect(merges(number)).toEqual([]);
      down.remove();
      const { attention } = await until(text, (current) => current.attention !== undefined);
      expect(attention).toMatchObject({ reason: 'checks-red' });
      expect(merges(number)).toEqual([]);
      await github.setCheck(head, 'lint', 'success');
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star', decisions: [] });
    });
  });

  it('[F8] GitHub does not know whether it would merge: unknown is neither no nor yes', async () => {
    const text = 'gate_unknown@1.0.0';
    const { github } = world.sandbox;
    github.faults.lag = { mergeability: 4_000 };
    const looks = () => github.log.exchanges.filter(({ note }) => note === 'LookAtPullRequest').length;
    await world.withWorker(async () => {
      await depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
      const { change } = await until(text, (state) => state.change?.checks.state === 'green');
      const number = change?.number ?? 0;
      await world.journeys.approve(parsePackageVersion(text), { actor: 'operator' });
      const seen = looks();
      const { waiting, attention } = await until(text, (state) => state.waiting?.for === 'github');
      expect(waiting?.sentence).toContain('still working out');
      expect(attention).toBeUndefined();
      await expect.poll(looks, POLL).toBeGreaterThan(seen);
      expect(merges(number)).toEqual([]);
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
      expect(merges(number)).toHaveLength(1);
    });
  });
});
