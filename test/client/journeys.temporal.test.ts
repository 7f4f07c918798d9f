import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { ContentDiffers } from '../../client/errors/content-differs.ts';
import { DecisionRefused } from '../../client/errors/decision-refused.ts';
import { JourneyNotFound } from '../../client/errors/journey-not-found.ts';
import { RouteDiffers } from '../../client/errors/route-differs.ts';
import { VersionNotFound } from '../../client/errors/version-not-found.ts';
import { InvalidPipeline } from '../../domain/pipeline.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import { runHere } from '../cli/run-here.ts';
import { World } from '../support/world.ts';

const SPOTLIGHT = { name: 'spotlight', version: '1.0.0' };
const FOLDER = { kind: 'folder', path: sampleFolder(SPOTLIGHT) } as const;
const ROUTE = ['snapshot', 'staging', 'production'];
const REQUEST = { packageVersion: SPOTLIGHT, source: FOLDER, route: ROUTE, requester: 'grace' };

let world: World;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-client-'));
  world = await World.start({ teammate: undefined });
});

afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** `limelight` as a person in this world runs it. */
function limelight(...args: string[]) {
  return runHere(args, {
    ...world.sandbox.env,
    TEMPORAL_ADDRESS: inject('temporal').address,
    TEMPORAL_NAMESPACE: world.client.options.namespace,
  });
}

/** Ends once the journey waits for an approval. */
async function untilApprovalIsAwaited(): Promise<void> {
  await vi.waitFor(
    async () => expect((await world.journeys.state(SPOTLIGHT)).waiting?.for).toBe('approval'),
    { timeout: 20_000, interval: 100 },
  );
}

describe('one journey of a version', () => {
  it('is started once, answers for itself, takes decisions, and can travel again when it is over', async () => {
    const { journeys } = world;
    await world.withWorker(async () => {
      const started = await journeys.start(REQUEST);
      expect(started).toMatchObject({ kind: 'started', workflowId: 'package/spotlight@1.0.0' });

      // The same again, in every way to say it.
      const running = { ...started, kind: 'running' };
      expect(await journeys.start(REQUEST)).toEqual(running);
      expect(await journeys.start({ ...REQUEST, source: { kind: 'storage' } })).toEqual(running);
      const uploaded = world.git('for-each-ref', '--format=%(refname)', 'refs/limelight/content/');
      expect(uploaded.split('\n')).toHaveLength(1);

      // Something else is refused with what differs, and leaves nothing behind.
      const other = join(folder, 'other');
      await cp(FOLDER.path, other, { recursive: true });
      await writeFile(join(other, 'docs/README.md'), '# Another one\n');
      const differing = journeys.start({ ...REQUEST, source: { kind: 'folder', path: other } });
      await expect(differing).rejects.toThrow(ContentDiffers);
      await expect(differing).rejects.toMatchObject({
        difference: { changed: ['docs/README.md'], missing: [], added: [] },
      });
      await expect(journeys.start({ ...REQUEST, route: ['snapshot', 'production'] })).rejects.toThrow(
        RouteDiffers,
      );
      expect(world.git('for-each-ref', '--format=%(refname)', 'refs/limelight/content/')).toBe(uploaded);

      // Decisions that do not apply are refused with the cause.
      await untilApprovalIsAwaited();
      await expect(journeys.retry(SPOTLIGHT, { actor: 'ada' })).rejects.toThrow('nothing asks for a retry');
      const wrongHead = journeys.approve(SPOTLIGHT, { actor: 'ada', head: '0000000' });
      await expect(wrongHead).rejects.toThrow(DecisionRefused);
      await expect(wrongHead).rejects.toThrow('look at it again');

      // The finer detail of a wait, and what a list knows.
      await journeys.nudge(SPOTLIGHT);
      const look = await journeys.look(SPOTLIGHT);
      expect(look).toMatchObject({ status: 'RUNNING', state: { requester: 'grace', route: ROUTE } });
      expect(look.detail).toContain('2 of 2 checks green');
      await vi.waitFor(async () => {
        const list = await journeys.list({ package: 'spotlight', stage: 'snapshot' });
        expect(list).toMatchObject([
          { packageVersion: SPOTLIGHT, waitingFor: 'approval', attention: 'none', requester: 'grace' },
        ]);
      }, 20_000);
      expect(await journeys.list({ package: 'spotlight', attention: true })).toEqual([]);

      // One that is held is found as such at once. An id is that of one decision of one kind.
      const hold = { actor: 'ada', reason: 'let me look', id: 'decision-0' };
      await journeys.decide('hold', SPOTLIGHT, hold);
      await vi.waitFor(async () => {
        const [held] = await journeys.list({ waitingFor: 'hold' });
        expect(held).toMatchObject({ packageVersion: SPOTLIGHT, attention: 'none' });
      }, 20_000);
      await expect(journeys.decide('resume', SPOTLIGHT, hold)).rejects.toThrow('the decision hold by ada');
      await journeys.decide('resume', SPOTLIGHT, { actor: 'ada' });

      // One decision, sent twice, is decided once.
      const abort = { actor: 'ada', reason: 'enough', id: 'decision-1' };
      const [first, second] = await Promise.all([
        journeys.abort(SPOTLIGHT, abort),
        journeys.abort(SPOTLIGHT, abort),
      ]);
      expect(first).toMatchObject({ kind: 'abort', actor: 'ada', reason: 'enough', applied: true });
      expect(second).toEqual(first);
      expect(await journeys.result(SPOTLIGHT)).toMatchObject({ outcome: 'aborted' });
      await expect(journeys.approve(SPOTLIGHT, { actor: 'ada' })).rejects.toThrow(DecisionRefused);
      await vi.waitFor(async () => {
        expect(await journeys.list({ package: 'spotlight' })).toEqual([]);
        const [closed] = await journeys.list({ package: 'spotlight', closed: true });
        expect(closed).toMatchObject({ packageVersion: SPOTLIGHT, status: 'COMPLETED' });
      }, 20_000);

      const again = await journeys.start(REQUEST);
      expect(again.kind).toBe('started');
      expect(again.runId).not.toBe(started.runId);
    });
  });
});

describe('the command line over a journey', () => {
  it('shows, approves and refuses in words, and ends with the documented codes', async () => {
    await world.withWorker(async () => {
      await untilApprovalIsAwaited();
      const [status, json, list, plan] = await Promise.all([
        limelight('status', 'spotlight@1.0.0'),
        limelight('status', 'spotlight@1.0.0', '--json'),
        limelight('list', '--package', 'spotlight'),
        limelight('plan', 'orchestra@1.1.0'),
      ]);
      expect(status).toMatchObject({ code: 0, stderr: '' });
      expect(status.stdout).toContain('◷  add to snapshot');
      expect(status.stdout).toContain('limelight approve spotlight@1.0.0 --head ');
      expect(JSON.parse(json.stdout)).toMatchObject({ state: { waiting: { for: 'approval' } } });
      expect(list.stdout).toContain('spotlight@1.0.0  add-snapshot  waits for approval');
      expect(plan.stdout).toContain('Stands on staging (tree ');
      expect(plan.stdout).toMatch(/✓ {2}add to staging +there already\n/);
      expect(plan.stdout).toMatch(/✓ {2}remove from snapshot +gone already\n/);
      expect(plan.stdout).toContain('12 of 17 steps to do. Nothing was written.');

      const wrong = await limelight('approve', 'spotlight@1.0.0', '--as', 'ada', '--head', '0000000');
      expect(wrong).toMatchObject({ code: 3, stdout: '' });
      const right = await limelight('approve', 'spotlight@1.0.0', '--as', 'ada', '--reason', 'looked at it');
      expect(right).toMatchObject({ code: 0, stderr: '' });
      expect(right.stdout).toMatch(/^ada approved pull request #\d+ of spotlight@1\.0\.0\.\n$/);

      await vi.waitFor(async () => {
        const { steps } = await world.journeys.state(SPOTLIGHT);
        expect(steps.find(({ id }) => id === 'verify-snapshot')?.status).toBe('done');
      }, 30_000);
      const [served, notServed, nowhere, noStage] = await Promise.all([
        limelight('verify', 'spotlight@1.0.0', '--stage', 'snapshot'),
        limelight('verify', 'spotlight@1.0.0', '--stage', 'production', '--json'),
        limelight('verify', 'spotlight@9.9.9', '--stage', 'snapshot'),
        limelight('verify', 'spotlight@1.0.0', '--stage', 'moon'),
      ]);
      expect(served.code).toBe(0);
      expect(served.stdout).toContain('with exactly this content (6 files)');
      expect(notServed.code).toBe(1);
      expect(JSON.parse(notServed.stdout)).toMatchObject({ verdict: 'not-served', expectedFrom: 'snapshot' });
      expect(nowhere.code).toBe(4);
      expect(noStage.code).toBe(2);

      const aborted = await limelight('abort', 'spotlight@1.0.0', '--as', 'ada');
      expect(aborted.code).toBe(0);
      expect(aborted.stdout).toMatch(/Merged and staying: add to snapshot \(#\d+\)\.$/m);
      expect(aborted.stdout).toContain('`limelight withdraw spotlight@1.0.0 --reason WHY` takes it out.');
      const watched = await limelight('watch', 'spotlight@1.0.0');
      expect(watched.code).toBe(1);
      expect(watched.stdout).toContain('spotlight@1.0.0: the journey was aborted');
      expect((await limelight('status', 'spotlight@1.0.0')).code).toBe(1);
    });
  });

  it('says that there is no such journey, and what to do', async () => {
    const run = await limelight('status', 'spotlight@9.9.9');
    expect(run).toEqual({
      code: 4,
      stdout: '',
      stderr:
        'There is no journey of spotlight@9.9.9.\nSee what runs with `limelight list`, or start it with `limelight start spotlight@9.9.9`.\n',
    });
  });
});

describe('a start that cannot be', () => {
  const request = { ...REQUEST, packageVersion: { name: 'spotlight', version: '7.0.0' } };

  it.each([
    [{ kind: 'storage' }, 'on none of the branches snapshot, staging, production'],
    [{ kind: 'ref', ref: 'nowhere', path: 'packages/spotlight/7.0.0' }, 'there is no ref "nowhere"'],
    [
      { kind: 'ref', ref: 'staging', path: 'packages/spotlight/7.0.0' },
      'not at staging:packages/spotlight/7.0.0',
    ],
    [{ kind: 'pull-request', number: 999 }, 'in no pull request #999'],
  ] as const)('from %j: %s', async (source, words) => {
    const start = world.journeys.start({ ...request, source });
    await expect(start).rejects.toThrow(VersionNotFound);
    await expect(start).rejects.toThrow(words);
  });

  it('from a folder of another version', async () => {
    await expect(world.journeys.start(request)).rejects.toThrow('manifest.yml names spotlight@1.0.0');
  });

  it('on a route that the pipeline does not have', async () => {
    await expect(world.journeys.start({ ...request, route: ['moon'] })).rejects.toThrow(InvalidPipeline);
  });

  it('leaves no journey behind', async () => {
    await expect(world.journeys.state(request.packageVersion)).rejects.toThrow(JourneyNotFound);
    await expect(world.journeys.abort(request.packageVersion, { actor: 'ada' })).rejects.toThrow(
      JourneyNotFound,
    );
    await expect(world.journeys.nudge(request.packageVersion)).rejects.toThrow(JourneyNotFound);
    await expect(world.journeys.result(request.packageVersion)).rejects.toThrow(JourneyNotFound);
  });
});
