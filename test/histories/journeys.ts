import { ProductionLine } from '../../client/production-line.ts';
import { journeyWorkflowId, LINE_WORKFLOW_ID, publisherWorkflowId } from '../../domain/names.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import { startTeammate } from '../../sandbox/teammate.ts';
import { audit, runAfter, startShortPublisher, watchMeanwhile } from './attendants.ts';
import {
  IN_STORAGE,
  RECORDED,
  runOf,
  start,
  until,
  type RecordedRun,
  type RecordedRuns,
  type RecordingWorld,
} from './recording-world.ts';
import { restore, travelSteered, travelSuperseded, travelUndone } from './steered.ts';

const ALL = ['snapshot', 'staging', 'production'];

/**
 * Lets one journey of each kind go as far as it shall, and those who attend to journeys with them. At the end some
 * still run: they are recorded as they are.
 *
 * @returns the runs by the name that each history gets.
 */
export async function travelAll(world: RecordingWorld): Promise<RecordedRuns> {
  const continued = await startShortPublisher(world, 'staging');
  const stopped = { 'in-attention': await travelIntoAttention(world), aborted: await travelAborted(world) };

  const teammate = startTeammate(world.github, 100);
  const approved = await travelApproved(world);
  await teammate.close();

  const watched = await watchMeanwhile(world, async () => ({ superseded: await travelSuperseded(world) }));
  await stopTheLine(world);
  return {
    ...stopped,
    ...approved,
    ...watched,
    line: { workflowId: LINE_WORKFLOW_ID },
    'waiting-for-approval': await travelToApproval(world),
    failed: await fail(world),
    publisher: { workflowId: publisherWorkflowId('snapshot') },
    'publisher-that-continues': continued,
    'publisher-that-went-on': await runAfter(world, continued),
    audit: await audit(world),
  };
}

/** Those that nobody keeps waiting. */
async function travelApproved(world: RecordingWorld): Promise<RecordedRuns> {
  const { journeys } = world;
  const packageVersion = parsePackageVersion('spotlight@1.0.0');
  const source = { kind: 'folder', path: sampleFolder(packageVersion) } as const;
  const star = await start(journeys, packageVersion, world.config.route, source);
  await journeys.result(packageVersion);

  const orchestra = parsePackageVersion('orchestra@1.0.0');
  const withdrawn = runOf(await journeys.withdraw(orchestra, RECORDED));
  await journeys.result(orchestra);
  return {
    star,
    withdrawn,
    steered: await travelSteered(world),
    undone: await travelUndone(world),
    restored: await restore(world, packageVersion),
  };
}

async function travelIntoAttention({ journeys, github }: RecordingWorld): Promise<RecordedRun> {
  const packageVersion = parsePackageVersion('orchestra@1.2.0-preview1');
  const run = await start(journeys, packageVersion, ALL, IN_STORAGE);
  const { change } = await until(journeys, packageVersion, ({ waiting }) => waiting?.for === 'approval');
  await github.closePullRequest(change?.number ?? 0, 'author');
  await until(journeys, packageVersion, ({ attention }) => attention?.reason === 'change-closed');
  return run;
}

async function travelAborted({ journeys }: RecordingWorld): Promise<RecordedRun> {
  const packageVersion = parsePackageVersion('orchestra@1.1.0');
  const run = await start(journeys, packageVersion, ['staging', 'production'], IN_STORAGE);
  await until(journeys, packageVersion, ({ waiting }) => waiting?.for === 'approval');
  await journeys.abort(packageVersion, RECORDED);
  await journeys.result(packageVersion);
  return run;
}

async function travelToApproval({ journeys }: RecordingWorld): Promise<RecordedRun> {
  const packageVersion = parsePackageVersion('curtain@0.2.0');
  const run = await start(journeys, packageVersion, ['snapshot', 'production'], IN_STORAGE);
  await until(journeys, packageVersion, ({ waiting }) => waiting?.for === 'approval');
  return run;
}

async function stopTheLine(world: RecordingWorld): Promise<void> {
  const scope = { kind: 'package', name: 'footlights' } as const;
  await new ProductionLine(world).stop({ ...RECORDED, scope });
}

/** A journey whose route is out of order: no client of ours would start it. */
async function fail({ client, taskQueue, config }: RecordingWorld): Promise<RecordedRun> {
  const packageVersion = parsePackageVersion('footlights@2.1.0');
  const workflowId = journeyWorkflowId(packageVersion);
  const { pipeline, timing } = config;
  const route = ['production', 'snapshot'];
  const input = { packageVersion, source: IN_STORAGE, route, pipeline, requester: 'author', timing };
  const handle = await client.workflow.start('packageLifecycle', { workflowId, taskQueue, args: [input] });
  const ended = await handle.result().then(
    () => 'ended well',
    () => 'failed',
  );
  if (ended !== 'failed') throw new Error(`a journey that goes backwards ${ended}`);
  return { workflowId };
}
