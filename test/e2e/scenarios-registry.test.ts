import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { retryUpdate } from '../../workflows/messages.ts';
import { buildsOf } from '../support/builds.ts';
import { ByHand, filesOf } from '../support/by-hand.ts';
import { untilState, type JourneyHandle } from '../support/journeys.ts';
import { depart } from '../support/star.ts';
import { World } from '../support/world.ts';

const BIRTH = 'written-elsewhere';
const POLL = { timeout: 30_000 };

describe('registries, when they do what they do in real life', () => {
  let world: World;
  let byHand: ByHand;
  beforeAll(async () => {
    world = await World.start({ registry: { pods: 3, podSwitchMs: 400, cdn: true } });
    world.setProof({ windowMs: 3_000 });
    byHand = new ByHand(world);
  });
  afterEach(() => {
    for (const { faults } of Object.values(world.sandbox.registries)) faults.clear();
    world.sandbox.jenkins.faults.clear();
  });
  afterAll(() => world?.close());

  /** Starts the journey of a version that somebody wrote on a branch beside the pipeline. */
  async function arrive(text: string, route: readonly string[]): Promise<JourneyHandle> {
    const { name, version } = parsePackageVersion(text);
    await byHand.push(BIRTH, text, {}, 'production');
    await depart(world, text, { kind: 'ref', ref: BIRTH, path: `packages/${name}/${version}` }, route);
    return world.handle(text);
  }

  const snapshot = () => world.sandbox.registries['snapshot'] ?? expect.unreachable();

  it('[scenario h] versions that are not the newest, and pre-releases, are proved like any other', async () => {
    await byHand.push('snapshot', 'scenario_h@2.0.0');
    await world.withWorker(async () => {
      const older = await arrive('scenario_h@1.0.0', ['snapshot']);
      const preview = await arrive('scenario_h@3.0.0-preview1', ['snapshot']);
      for (const handle of [older, preview]) {
        const { outcome, steps } = await handle.result();
        expect(outcome).toBe('star');
        expect(steps.at(-1)?.result).toMatchObject({
          kind: 'proof',
          sentence: expect.stringContaining('with exactly this content'),
        });
      }
    });
    const newest = await fetch(`${snapshot().url}/search?package=scenario_h`);
    expect(await newest.json()).toMatchObject([{ version: '2.0.0' }]);
  });

  it('[scenario i] pods that change over one by one behind a stale cache: proved only when all are new', async () => {
    const text = 'scenario_i@1.0.0';
    const search = `${snapshot().url}/search?package=scenario_i&all=true&prerelease=true`;
    const met = (pattern: RegExp) =>
      snapshot()
        .log.matching(pattern)
        .map(({ status }) => status);
    snapshot().faults.add({ kind: 'flap', match: 'scenario_i' });
    snapshot().faults.add({ kind: 'staleCdn', match: 'search\\?package=scenario_i', ms: 600_000 });
    await world.withWorker(async () => {
      const handle = await arrive(text, ['snapshot']);
      // Somebody asks while it is not there yet, and the cache keeps the answer.
      expect(await (await fetch(search)).json()).toEqual([]);
      // One pod has its page, the next has not its files.
      await expect.poll(() => met(/GET \/package\/scenario_i\//), POLL).toContain(200);
      await expect.poll(() => met(/GET \/epr\/scenario_i\//), POLL).toContain(404);
      snapshot().faults.clear('flap');
      await expect.poll(() => met(/GET \/search\?package=scenario_i&/).length, POLL).toBeGreaterThan(2);
      const { steps } = await world.journeys.state(parsePackageVersion(text));
      expect(steps.at(-1)).toMatchObject({ kind: 'verify', status: 'waiting' });

      snapshot().faults.clear();
      expect((await handle.result()).outcome).toBe('star');
      const { pods, published } = snapshot().state();
      expect(pods.map((image) => image?.build)).toEqual([1, 2, 3].map(() => published?.build));
    });
  });

  it('[scenario l] the content is overwritten on the way: the journey stops, says which file, and asks', async () => {
    const text = 'scenario_l@1.0.0';
    world.sandbox.jenkins.faults.add({ kind: 'stuck' });
    await world.withWorker(async () => {
      const handle = await arrive(text, ['snapshot', 'staging']);
      await untilState(handle, ({ steps }) => steps[0]?.status === 'done');
      await byHand.push('snapshot', text, { 'docs/README.md': '# Other words\n' });
      world.sandbox.jenkins.faults.clear();
      const { attention, steps } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({
        reason: 'content-differs',
        sentence: expect.stringContaining('docs/README.md'),
      });
      expect(steps.find(({ id }) => id === 'add-staging')?.status).toBe('pending');
      await world.journeys.abort(parsePackageVersion(text), { actor: 'author' });
      await handle.result();
    });
    expect(world.sandbox.github.pullRequests().filter(({ baseRef }) => baseRef === 'staging')).toEqual([]);
  });

  it('[scenario m] other file modes and the same bytes: it goes on, and says so', async () => {
    const text = 'scenario_m@1.0.0';
    commitWithModes(world.sandbox.gitDir, 'staging', filesOf(text), '100755');
    await world.withWorker(async () => {
      await byHand.push('snapshot', text);
      const handle = await arrive(text, ['snapshot', 'staging']);
      const { outcome, notes, steps } = await handle.result();
      expect(outcome).toBe('star');
      expect(JSON.stringify([notes, steps])).toContain('modes');
    });
    const tree = world.git('ls-tree', '-r', 'staging', 'packages/scenario_m/1.0.0/');
    expect(tree).toContain('100755');
  });

  it('[scenario j] a clean-up image on an old staging layer: the alarm, and built again on the right one', async () => {
    const text = 'scenario_j@1.0.0';
    const stagingBefore = world.git('rev-parse', 'staging');
    await world.withWorker(async () => {
      const handle = await arrive(text, ['snapshot', 'staging']);
      await untilState(handle, ({ steps }) => steps.at(-1)?.status === 'waiting');
      const { published } = snapshot().state();
      if (published === undefined) throw new Error('snapshot has no image');
      const layers = published.layers.map((layer) =>
        layer.branch === 'staging' ? { ...layer, commit: stagingBefore } : layer,
      );
      await snapshot().rollOut({ ...published, layers });
      const { attention } = await untilState(handle, (state) => state.attention !== undefined);
      expect(attention).toMatchObject({ reason: 'vanished' });
      const builds = buildsOf(world, 'snapshot').length;
      await handle.executeUpdate(retryUpdate, { args: [{ actor: 'teammate', reason: 'build it again' }] });
      const { outcome, steps } = await handle.result();
      expect(outcome).toBe('star');
      expect(steps.at(-1)?.result).toMatchObject({ gapSeconds: expect.any(Number) });
      expect(buildsOf(world, 'snapshot')).toHaveLength(builds + 1);
    });
  });
});

/** Commits files with a mode of their own, which the stand-in's own commits cannot have. */
function commitWithModes(
  gitDir: string,
  branch: string,
  files: Readonly<Record<string, string>>,
  mode: string,
): void {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const changes = Object.entries(files).map(([path, text]) => `M ${mode} inline ${path}\n${data(text)}`);
  const ref = `refs/heads/${branch}`;
  const head = `commit ${ref}\ncommitter Author <author@example.org> 1600000000 +0000\n${data('modes')}`;
  const input = `${head}from ${ref}^0\n${changes.join('')}`;
  execFileSync('git', ['--git-dir', gitDir, 'fast-import', '--quiet'], { input });
}
