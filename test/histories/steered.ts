import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { Pipeline, Stage } from '../../domain/pipeline.ts';
import { smallPackage } from '../support/small-package.ts';
import {
  RECORDED,
  runOf,
  start,
  until,
  untilAt,
  type RecordedRun,
  type RecordingWorld,
} from './recording-world.ts';

const ROUTE = ['snapshot', 'staging'];
const SOAK_MS = 1_000;

/** A journey that is held and resumed, soaks, is promoted, and of which a person leaves the last proof out. */
export async function travelSteered(world: RecordingWorld): Promise<RecordedRun> {
  const packageVersion = parsePackageVersion('steered@1.0.0');
  const journeys = world.journeysBy(
    withPolicy(world, {
      promotion: { mode: 'manual', soakMs: SOAK_MS },
      skippable: ['verify'],
    }),
  );
  const run = await start(journeys, packageVersion, ROUTE, await bear(world, packageVersion));
  await untilAt(journeys, packageVersion, 'add-snapshot');
  await journeys.decide('hold', packageVersion, RECORDED);
  await until(journeys, packageVersion, ({ waiting }) => waiting?.for === 'hold');
  await journeys.decide('resume', packageVersion, RECORDED);
  await until(journeys, packageVersion, ({ waiting }) => waiting?.for === 'soak');
  await until(journeys, packageVersion, ({ waiting }) => waiting?.for === 'promotion');
  await journeys.decide('promote', packageVersion, RECORDED);
  await untilAt(journeys, packageVersion, 'verify-snapshot-2');
  await journeys.decide('skip', packageVersion, RECORDED);
  await journeys.result(packageVersion);
  return run;
}

/** A journey whose clean-up is undone while it runs. */
export async function travelUndone(world: RecordingWorld): Promise<RecordedRun> {
  const { journeys } = world;
  const packageVersion = parsePackageVersion('undone@1.0.0');
  const run = await start(journeys, packageVersion, ROUTE, await bear(world, packageVersion));
  await untilAt(journeys, packageVersion, 'verify-snapshot-2');
  await journeys.undoCleanup(packageVersion, { ...RECORDED, stage: 'snapshot' });
  await journeys.result(packageVersion);
  return run;
}

/** A journey of its own that undoes the clean-up of a star. */
export async function restore(
  { journeys }: RecordingWorld,
  packageVersion: PackageVersion,
): Promise<RecordedRun> {
  const begun = await journeys.undoCleanup(packageVersion, { ...RECORDED, stage: 'staging' });
  if (!('workflowId' in begun)) throw new TypeError('the journey to restore is not over');
  await journeys.result(packageVersion);
  return runOf(begun);
}

/** A journey that a newer version of its package stops; that one is ended, too. */
export async function travelSuperseded(world: RecordingWorld): Promise<RecordedRun> {
  const [older, newer] = [parsePackageVersion('flood@1.0.0'), parsePackageVersion('flood@1.1.0')];
  const journeys = world.journeysBy(withPolicy(world, { supersede: 'stop-older' }));
  const run = await start(journeys, older, ROUTE, await bear(world, older));
  await until(journeys, older, ({ waiting }) => waiting?.for === 'approval');
  const source = await bear(world, newer);
  const agree = async (): Promise<boolean> => true;
  await journeys.start({ packageVersion: newer, source, route: ROUTE, requester: 'author', agree });
  await until(journeys, newer, ({ waiting }) => waiting?.for === 'approval');
  await journeys.abort(newer, RECORDED);
  await journeys.result(newer);
  return run;
}

/** The pipeline, whose stages have this policy besides. */
function withPolicy({ config }: RecordingWorld, policy: Partial<Stage>): Pipeline {
  return { stages: config.pipeline.stages.map((stage) => ({ ...stage, ...policy })) };
}

function bear({ dataDir }: RecordingWorld, { name, version }: PackageVersion) {
  return smallPackage(dataDir, `${name}@${version}`);
}
