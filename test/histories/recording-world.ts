import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Journeys, StartedJourney } from '../../client/journeys.ts';
import type { RequestedSource } from '../../client/requested-source.ts';
import type { JourneyState } from '../../domain/journey-state.ts';
import type { PackageVersion } from '../../domain/package-version.ts';
import type { Pipeline } from '../../domain/pipeline.ts';
import type { GitHubStandIn } from '../../sandbox/github/github-stand-in.ts';
import type { Config } from '../../worker/config.ts';

/** The world in which journeys are recorded. */
export interface RecordingWorld {
  readonly client: Client;
  readonly taskQueue: string;
  readonly journeys: Journeys;
  /** Journeys by other policies. */
  readonly journeysBy: (pipeline: Pipeline) => Journeys;
  readonly github: GitHubStandIn;
  readonly config: Config;
  /** Where packages may be written that are to be born. */
  readonly dataDir: string;
}

/** A run whose history is recorded; without its id the last one. */
export interface RecordedRun {
  readonly workflowId: string;
  readonly runId?: string;
}

/** Runs by the name that the history of each gets. */
export type RecordedRuns = Record<string, RecordedRun>;

/** What a person decides in a recording. */
export const RECORDED = { actor: 'author', reason: 'recorded' };
export const IN_STORAGE: RequestedSource = { kind: 'storage' };
const PATIENCE_MS = 120_000;

/** Starts a journey that the author asks for. @returns its very run. */
export async function start(
  journeys: Journeys,
  packageVersion: PackageVersion,
  route: readonly string[],
  source: RequestedSource,
): Promise<RecordedRun> {
  return runOf(await journeys.start({ packageVersion, source, route, requester: 'author' }));
}

/** The run of a journey that was started. */
export function runOf({ workflowId, runId }: StartedJourney): RecordedRun {
  return { workflowId, runId };
}

/** Asks a journey for its state until it is as wanted. @throws an Error with the last one after two minutes. */
export async function until(
  journeys: Journeys,
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

/** Waits until a step of a journey is at work. */
export async function untilAt(
  journeys: Journeys,
  packageVersion: PackageVersion,
  step: string,
): Promise<void> {
  await until(journeys, packageVersion, ({ steps }) =>
    steps.some(({ id, status }) => id === step && status !== 'pending' && status !== 'done'),
  );
}
