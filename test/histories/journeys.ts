import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Journeys } from '../../client/journeys.ts';
import { ProductionLine } from '../../client/production-line.ts';
import type { RequestedSource } from '../../client/requested-source.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import { journeyWorkflowId, LINE_WORKFLOW_ID, publisherWorkflowId } from '../../domain/names.ts';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { GitHubStandIn } from '../../sandbox/github/github-stand-in.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import { startTeammate } from '../../sandbox/teammate.ts';
import type { Config } from '../../worker/config.ts';

/** The world in which journeys are recorded. */
export interface RecordingWorld {
  readonly client: Client;
  readonly taskQueue: string;
  readonly journeys: Journeys;
  readonly github: GitHubStandIn;
  readonly config: Config;
}

const IN_STORAGE: RequestedSource = { kind: 'storage' };
const PATIENCE_MS = 120_000;

/**
 * Lets one journey of each kind go as far as it shall. At the end some still run: they are recorded as they are.
 *
 * @returns workflow ids by the name that each history gets.
 */
export async function travelAll(world: RecordingWorld): Promise<Record<string, string>> {
  const waiting = parsePackageVersion('curtain@0.2.0');
  const held = parsePackageVersion('orchestra@1.2.0-preview1');
  const aborted = parsePackageVersion('orchestra@1.1.0');
  const star = parsePackageVersion('spotlight@1.0.0');
  const withdrawn = parsePackageVersion('orchestra@1.0.0');
  const { journeys, github } = world;

  await start(world, held, ['snapshot', 'staging', 'production'], IN_STORAGE);
  const { change } = await until(world, held, ({ waiting }) => waiting?.for === 'approval');
  await github.closePullRequest(change?.number ?? 0, 'author');
  await until(world, held, ({ attention }) => attention?.reason === 'change-closed');

  await start(world, aborted, ['staging', 'production'], IN_STORAGE);
  await until(world, aborted, ({ waiting }) => waiting?.for === 'approval');
  await journeys.abort(aborted, { actor: 'author', reason: 'recorded' });
  await journeys.result(aborted);

  const teammate = startTeammate(github, 100);
  await start(world, star, world.config.route, { kind: 'folder', path: sampleFolder(star) });
  await journeys.result(star);
  await journeys.withdraw(withdrawn, { actor: 'author', reason: 'recorded' });
  await journeys.result(withdrawn);
  await teammate.close();

  const line = new ProductionLine(world);
  const scope = { kind: 'package', name: 'footlights' } as const;
  await line.stop({ actor: 'author', scope, reason: 'recorded' });

  await start(world, waiting, ['snapshot', 'production'], IN_STORAGE);
  await until(world, waiting, ({ waiting }) => waiting?.for === 'approval');

  return {
    star: journeyWorkflowId(star),
    withdrawn: journeyWorkflowId(withdrawn),
    line: LINE_WORKFLOW_ID,
    'waiting-for-approval': journeyWorkflowId(waiting),
    'in-attention': journeyWorkflowId(held),
    aborted: journeyWorkflowId(aborted),
    failed: await fail(world),
    publisher: publisherWorkflowId('snapshot'),
  };
}

async function start(
  { journeys }: RecordingWorld,
  packageVersion: PackageVersion,
  route: readonly string[],
  source: RequestedSource,
): Promise<void> {
  await journeys.start({ packageVersion, source, route, requester: 'author' });
}

/** A journey whose route is out of order: no client of ours would start it. @returns its workflow id. */
async function fail({ client, taskQueue, config }: RecordingWorld): Promise<string> {
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
  return workflowId;
}

async function until(
  { journeys }: RecordingWorld,
  packageVersion: PackageVersion,
  wanted: (state: JourneyState) => boolean,
): Promise<JourneyState> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const state = await journeys.state(packageVersion);
    if (wanted(state)) return state;
    if (Date.now() > end) throw new Error(`not as wanted: ${JSON.stringify(state, undefined, 2)}`);
    await delay(100);
  }
}
