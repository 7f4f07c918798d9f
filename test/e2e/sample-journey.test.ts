import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import { eventsPerStep } from '../support/history-cost.ts';
import { replay } from '../support/replay.ts';
import { expectStar, picture, travel } from '../support/star.ts';
import { World } from '../support/world.ts';

const VERSION = 'spotlight@1.0.0';

describe('a sample package, from a folder to the star', () => {
  const packageVersion = parsePackageVersion(VERSION);
  let world: World;
  let before: Record<string, string[]>;
  let result: JourneyResult;

  beforeAll(async () => {
    // CI and teammate answer at once: how many looks lie between the two is the machine's business, each of 6 events.
    world = await World.start({
      ci: { delayMs: 1, verdict: () => 'success', contexts: ['lint'] },
      teammate: { delayMs: 1 },
    });
    before = picture(world, VERSION);
    result = await travel(world, VERSION, { kind: 'folder', path: sampleFolder(packageVersion) });
  });
  afterAll(() => world?.close());

  it('ends as a star, and leaves everything else as it was', async () => {
    const tree = result.content?.tree ?? 'none';
    await expectStar(world, VERSION, result, tree, before);
  });

  it('took every step, each approved by the teammate and merged by the bot', () => {
    expect(result.steps.every(({ status }) => status === 'done')).toBe(true);
    const changes = result.steps.flatMap(({ result: of }) => (of?.kind === 'change' ? [of] : []));
    expect(changes.map(({ approvedBy, mergedBy }) => [approvedBy, mergedBy])).toEqual(
      Array.from({ length: 5 }, () => [['teammate'], 'limelight-bot']),
    );
  });

  it('built each image on top of the layers that it needs', () => {
    const builds = result.steps.flatMap((step) =>
      step.result?.kind === 'build' ? [{ stage: step.stage, ...step.result.build }] : [],
    );
    expect(builds.map(({ stage }) => stage)).toEqual([
      'snapshot',
      'staging',
      'snapshot',
      'production',
      'staging',
      'snapshot',
    ]);
    const [, staging, snapshot, production, lastStaging, lastSnapshot] = builds;
    expect(snapshot?.startedAt).toBeGreaterThanOrEqual(staging?.finishedAt ?? Infinity);
    expect(lastStaging?.startedAt).toBeGreaterThanOrEqual(production?.finishedAt ?? Infinity);
    expect(lastSnapshot?.startedAt).toBeGreaterThanOrEqual(lastStaging?.finishedAt ?? Infinity);
  });

  it('opened labelled pull requests that tell the reviewer what they do', () => {
    const [first] = world.sandbox.github.pullRequests();
    expect(first).toMatchObject({
      title: '[snapshot] Add spotlight@1.0.0',
      labels: ['limelight', 'limelight:add', 'stage:snapshot'],
    });
    expect(first?.body).toContain('adds `packages/spotlight/1.0.0` to `snapshot`');
  });

  it('cost at most 300 events of history, and replays', async () => {
    const handle = world.handle(VERSION);
    const { events } = await handle.fetchHistory();
    const cost = eventsPerStep(events ?? [], result);
    console.log(cost.map(([step, count]) => `${String(count).padStart(4)}  ${step}`).join('\n'));
    console.log(`${String(events?.length).padStart(4)}  events in all`);
    expect(events?.length).toBeLessThanOrEqual(300);
    await replay(handle);
  });
});
