import { compareVersions } from './compare-versions.ts';
import { currentStep, nextStep, type JourneyState } from './journey-state.ts';
import { describeStaying, describeStep } from './journey-text.ts';
import { formatPackageVersion, type PackageVersion } from './package-version.ts';
import type { Pipeline, Route } from './pipeline.ts';

/** The running journeys of other versions of a package, seen from one that is about to start. */
export interface Rivals {
  /** The older ones that the policy of their stage stops. */
  readonly toStop: readonly JourneyState[];
  /** The newer ones because of which the policy of the first stage does not let this one start. */
  readonly inTheWay: readonly JourneyState[];
  /** Those that travel beside it. */
  readonly beside: readonly JourneyState[];
}

/** What a stop would end, drop and leave, of one journey. Plain JSON. */
export interface Stop {
  readonly packageVersion: string;
  /** What it does at this moment. */
  readonly at: string;
  /** What is taken back or not done any more, each in a few words. */
  readonly dropped: readonly string[];
  /** What is merged and stays; absent where that is nothing. */
  readonly staying?: string;
}

/** Whether any stage has older journeys stopped: without one nobody needs to be looked at. */
export function mayStop({ stages }: Pipeline): boolean {
  return stages.some(({ supersede }) => supersede === 'stop-older');
}

/**
 * Sorts the running journeys of a package. An older one is stopped where the stage that it is at says so. A newer
 * one is in the way where the first stage of the route says so: there an older one would be stopped, too. Journeys
 * that end, that put a version back or withdraw it, and those of other packages, are nobody's rivals.
 *
 * @param running - the states of the journeys that run.
 */
export function sortRivals(
  pipeline: Pipeline,
  { name, version }: PackageVersion,
  route: Route,
  running: readonly JourneyState[],
): Rivals {
  const stops = (stage: string | undefined): boolean =>
    pipeline.stages.some((candidate) => candidate.name === stage && candidate.supersede === 'stop-older');
  const rivals = running.filter((state) => isOnItsWay(state) && state.packageVersion.name === name);
  const order = ({ packageVersion }: JourneyState): number =>
    compareVersions(packageVersion.version, version);
  const toStop = rivals.filter((state) => order(state) < 0 && stops(stageOf(state)));
  const inTheWay = rivals.filter((state) => order(state) > 0 && stops(route[0]));
  const beside = rivals.filter(
    (state) =>
      state.packageVersion.version !== version && !toStop.includes(state) && !inTheWay.includes(state),
  );
  return { toStop, inTheWay, beside };
}

/** What the stop of a journey means, exactly as it stands. */
export function describeStop(state: JourneyState): Stop {
  const step = currentStep(state) ?? nextStep(state);
  const staying = describeStaying(state);
  const { change, steps } = state;
  const left = steps.filter(({ status }) => status !== 'done' && status !== 'skipped');
  const unreached = left.filter(({ kind }) => kind === 'add').map(({ stage }) => stage);
  const unremoved = left.filter(({ kind }) => kind === 'remove').map(({ stage }) => stage);
  return {
    packageVersion: formatPackageVersion(state.packageVersion),
    at: step === undefined ? 'take its bearings' : describeStep(step),
    dropped: [
      ...(change === undefined ? [] : [`pull request #${change.number} is closed (${change.url})`]),
      ...(step?.kind === 'publish' ? [`its request at publisher/${step.stage} is withdrawn`] : []),
      ...(unreached.length === 0 ? [] : [`it does not come to ${unreached.join(', ')}`]),
      ...(unremoved.length === 0 ? [] : [`it is not removed from ${unremoved.join(', ')}`]),
    ],
    ...(staying !== undefined && { staying }),
  };
}

/** A stop in lines. */
export function renderStop({ packageVersion, at, dropped, staying }: Stop): string[] {
  return [
    `${packageVersion}, at "${at}":`,
    ...dropped.map((what) => `  - ${what}`),
    `  - ${staying ?? 'nothing of it is merged'}`,
  ];
}

/** Why an older journey was aborted; kept with its decision, and written on its pull request. */
export function supersededBy(newer: PackageVersion, actor: string): string {
  return `superseded by ${formatPackageVersion(newer)}, asked for by ${actor}`;
}

function stageOf(state: JourneyState): string | undefined {
  return (currentStep(state) ?? nextStep(state))?.stage;
}

function isOnItsWay({ outcome, purpose, decisions }: JourneyState): boolean {
  const isEnding = decisions.some(({ kind, applied }) => kind === 'abort' && applied);
  return outcome === undefined && purpose === undefined && !isEnding;
}
