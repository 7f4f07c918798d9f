import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { startTeammate } from '../../sandbox/teammate.ts';
import { buildsOf } from '../support/builds.ts';
import { ByHand } from '../support/by-hand.ts';
import { untilState } from '../support/journeys.ts';
import { smallPackage } from '../support/small-package.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const POLL = { timeout: 20_000 };
/** What the publisher tries by itself: once, and twice more because it may be red for another's sake. */
const BUILDS_BY_ITSELF = 3;

describe('checks that stay red, or never come', () => {
  let world: World;
  let byHand: ByHand;
  beforeAll(async () => {
    world = await World.start({
      teammate: undefined,
      ci: {
        delayMs: 100,
        contexts: ['lint'],
        verdict: ({ title }) => (title.includes('always_red') ? 'failure' : 'success'),
      },
    });
    byHand = new ByHand(world);
  });
  afterEach(() => world.sandbox.jenkins.faults.clear());
  afterAll(() => world?.close());

  const until = (text: string, wanted: (state: JourneyState) => boolean) =>
    untilState(world.handle(text), wanted);
  const begin = async (text: string) =>
    depart(world, text, await smallPackage(world.sandbox.dataDir, text), ['snapshot']);
  const looks = () =>
    world.sandbox.github.log.exchanges.filter(({ note }) => note === 'LookAtPullRequest').length;
  /** What the journeys' account wrote that CI might take for an order, or people for a result of CI. */
  const meddling = () =>
    world.sandbox.github.log.exchanges.filter(
      ({ method, path, who }) =>
        method !== 'GET' &&
        who === 'limelight-bot' &&
        /\/(statuses|check-(runs|suites)|comments|dispatches)\b|rerun|rerequest/.test(path),
    );

  it('[F11] a pull request that conflicts gets no checks: it says so at once, and goes on when it is resolved', async () => {
    const text = 'conflicting@1.0.0';
    const { github } = world.sandbox;
    await world.withWorker(async () => {
      await begin(text);
      const { change } = await until(text, ({ waiting }) => waiting?.for === 'approval');
      await byHand.push('snapshot', text, { 'docs/README.md': '# Somebody was quicker\n' });
      await github.setCheck(change?.head ?? '', 'integration', 'queued');
      await world.journeys.nudge(parsePackageVersion(text));
      const { attention } = await until(text, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({ reason: 'change-conflicts' });
      expect(attention?.sentence).toContain('GitHub runs no checks on it until that is resolved');

      await byHand.remove('snapshot', text);
      await github.setCheck(change?.head ?? '', 'integration', 'success');
      await world.journeys.nudge(parsePackageVersion(text));
      await until(text, ({ waiting }) => waiting?.for === 'approval');
      await world.journeys.approve(parsePackageVersion(text), { actor: 'teammate' });
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
    expect(meddling()).toEqual([]);
  });

  it('[F11] a required check that never reports holds the merge, and is named', async () => {
    const text = 'renamed_check@1.0.0';
    const { pipeline } = world.config;
    const checks = { required: ['moved/elsewhere'], whenNone: 'wait' } as const;
    const before = world.config;
    world.config = {
      ...before,
      pipeline: { stages: pipeline.stages.map((stage) => ({ ...stage, checks })) },
      // For the thirty minutes of the default.
      timing: { ...before.timing, silenceMs: 2_000 },
    };
    await world.withWorker(async () => {
      await begin(text);
      const { change } = await until(text, (state) => state.change !== undefined);
      const number = change?.number ?? 0;
      await world.sandbox.github.review(number, 'teammate', 'APPROVED');
      const detail = async () => (await world.journeys.look(parsePackageVersion(text))).detail;
      await expect.poll(detail, POLL).toContain('2 of 3 checks green; not reported yet: moved/elsewhere');
      expect(await world.journeys.state(parsePackageVersion(text))).toMatchObject({
        waiting: { for: 'checks' },
      });
      const { waiting } = await until(text, (state) => state.change?.checks.silence !== undefined);
      expect(waiting).toMatchObject({
        for: 'checks',
        sentence: expect.stringMatching(
          /^moved\/elsewhere is required and has not reported since 2\S+Z, and nothing runs/,
        ),
      });
      expect(world.treeOf('snapshot', parsePackageVersion(text))).toBeUndefined();

      const head = world.sandbox.github.pullRequests().find((pull) => pull.number === number)?.headSha ?? '';
      await world.sandbox.github.setStatus(head, 'moved/elsewhere', 'success');
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
    world.config = before;
    expect(meddling()).toEqual([]);
  });

  it('[F12] an always-red check is never run again by itself: one pull request, no order to CI, a person is asked', async () => {
    const text = 'always_red@1.0.0';
    await world.withWorker(async () => {
      await begin(text);
      const { attention } = await until(text, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({ reason: 'checks-red', sentence: expect.stringContaining('lint') });
      const seen = looks();
      for (let nudges = 1; nudges <= 3; nudges += 1) {
        await world.journeys.nudge(parsePackageVersion(text));
        await expect.poll(looks, POLL).toBeGreaterThanOrEqual(seen + nudges);
      }
      expect(await world.journeys.state(parsePackageVersion(text))).toMatchObject({
        attention: { reason: 'checks-red', since: attention?.since },
      });
      expect(world.sandbox.github.pullRequests().filter(({ title }) => title.includes(text))).toHaveLength(1);
      expect(meddling()).toEqual([]);
      await world.journeys.abort(parsePackageVersion(text), { actor: 'operator' });
      await world.handle(text).result();
    });
  });

  it('[F12] an always-red build is tried three times, and not again until a person says so', async () => {
    const text = 'red_build@1.0.0';
    const { jenkins } = world.sandbox;
    const teammate = startTeammate(world.sandbox.github, 0);
    const before = buildsOf(world, 'snapshot').at(-1)?.number ?? 0;
    const builds = () => buildsOf(world, 'snapshot').filter(({ number }) => number > before).length;
    jenkins.faults.add({ kind: 'result', match: 'BUILD .*snapshot #', value: 'FAILURE' });
    await world.withWorker(async () => {
      await begin(text);
      await until(text, ({ waiting }) => waiting?.for === 'build');
      const held = async () => (await until(text, (state) => state.attention !== undefined)).attention;
      expect(await held()).toMatchObject({ reason: 'publisher-held' });
      expect(builds()).toBe(BUILDS_BY_ITSELF);
      const asked = () => jenkins.log.matching(/^GET .*snapshot/).length;
      const seen = asked();
      for (let nudges = 0; nudges < 5; nudges += 1) await world.journeys.nudge(parsePackageVersion(text));
      await expect.poll(asked, POLL).toBeGreaterThan(seen + 2);
      expect(builds()).toBe(BUILDS_BY_ITSELF);

      await world.journeys.retry(parsePackageVersion(text), { actor: 'operator', reason: 'once more' });
      await expect.poll(builds, POLL).toBeGreaterThan(BUILDS_BY_ITSELF);
      expect(await held()).toMatchObject({ reason: 'publisher-held' });
      expect(builds()).toBeLessThanOrEqual(2 * BUILDS_BY_ITSELF);
      jenkins.faults.clear();
      await world.journeys.retry(parsePackageVersion(text), { actor: 'operator', reason: 'mended' });
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
    await teammate.close();
  });
});

describe('without any CI', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({ teammate: undefined, ci: undefined });
    // For the thirty minutes of the default.
    world.config = { ...world.config, timing: { ...world.config.timing, silenceMs: 2_000 } };
  });
  afterAll(() => world?.close());

  it('[F11] a pull request on which nothing reports says so, and goes on when something does', async () => {
    const text = 'silent_ci@1.0.0';
    const { github, dataDir } = world.sandbox;
    await world.withWorker(async () => {
      await depart(world, text, await smallPackage(dataDir, text), ['snapshot']);
      // Whoever wakes it again and again does not make it forget since when it has waited.
      const { change, waiting } = await untilState(world.handle(text), (state) => {
        void world.journeys.nudge(parsePackageVersion(text));
        return state.change?.checks.silence !== undefined;
      });
      expect(waiting).toMatchObject({
        for: 'checks',
        sentence: expect.stringMatching(/^no check has reported at all since 2\S+Z: does CI run/),
      });
      const { why } = await world.journeys.look(parsePackageVersion(text));
      expect(why.text).toContain(waiting?.sentence);
      await github.review(change?.number ?? 0, 'teammate', 'APPROVED');
      await github.setCheck(change?.head ?? '', 'lint', 'success');
      expect(await world.handle(text).result()).toMatchObject({ outcome: 'star' });
    });
  });
});
