import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { Pipeline, Route } from '../domain/pipeline.ts';
import type { JourneyState } from '../domain/journey-state.ts';
import { describeStop, mayStop, sortRivals, supersededBy, type Stop } from '../domain/supersede.ts';
import { DecisionRefused } from './errors/decision-refused.ts';
import { JourneyNotFound } from './errors/journey-not-found.ts';
import { NewerTravels } from './errors/newer-travels.ts';
import { OlderTravels } from './errors/older-travels.ts';
import type { Journeys } from './journeys.ts';

/** What of the journeys is needed to see and stop others. */
type OtherJourneys = Pick<Journeys, 'list' | 'state' | 'abort'>;

/** Who wants to start what, and who is asked before others are stopped. */
interface Newcomer {
  readonly packageVersion: PackageVersion;
  readonly route: Route;
  readonly requester: string;
  /** Absent: nobody can be asked, and so nobody agrees. */
  readonly agree?: (stops: readonly Stop[]) => Promise<boolean>;
}

/** What a start means for the other versions of its package. */
export interface Company {
  /** The journeys that are to be stopped, as it was agreed. */
  readonly stops: readonly { readonly packageVersion: PackageVersion; readonly stop: Stop }[];
  /** The versions that travel beside it. */
  readonly beside: readonly string[];
}

/**
 * Looks which other versions of a package are on their way, and has a person agree where the policy stops older
 * ones: anew when they went on meanwhile. Nothing is stopped yet. A journey that was started a moment ago may not be on the list: two starts at the
 * very same time do not see each other.
 *
 * @throws {@link NewerTravels}, or {@link OlderTravels} when nobody agrees.
 */
export async function findCompany(
  journeys: OtherJourneys,
  pipeline: Pipeline,
  newcomer: Newcomer,
): Promise<Company> {
  let company = await lookAtCompany(journeys, pipeline, newcomer);
  while (company.stops.length > 0) {
    const told = company.stops.map(({ stop }) => stop);
    if ((await newcomer.agree?.(told)) !== true) throw new OlderTravels(newcomer.packageVersion, told);
    // While somebody thought about it an older one may have merged: then that was not what they agreed to.
    const agreed = company;
    company = await lookAtCompany(journeys, pipeline, newcomer);
    if (JSON.stringify(company.stops) === JSON.stringify(agreed.stops)) break;
  }
  return company;
}

async function lookAtCompany(
  journeys: OtherJourneys,
  pipeline: Pipeline,
  { packageVersion, route }: Newcomer,
): Promise<Company> {
  const running = await journeys.list({ package: packageVersion.name });
  const others = running.filter((one) => one.packageVersion.version !== packageVersion.version);
  // Only a worker tells more than their names, and a start by itself needs none.
  if (!mayStop(pipeline))
    return { stops: [], beside: others.map((one) => formatPackageVersion(one.packageVersion)) };
  const looks = await Promise.all(others.map((one) => stateOf(journeys, one.packageVersion)));
  const states = looks.filter((state) => state !== undefined);
  const { toStop, inTheWay, beside } = sortRivals(pipeline, packageVersion, route, states);
  if (inTheWay.length > 0)
    throw new NewerTravels(
      packageVersion,
      inTheWay.map((state) => state.packageVersion),
    );
  const stops = toStop.map((state) => ({ packageVersion: state.packageVersion, stop: describeStop(state) }));
  return { stops, beside: beside.map((state) => formatPackageVersion(state.packageVersion)) };
}

/**
 * Aborts the journeys that a newcomer supersedes, as it was agreed, and waits for their ends. One that has ended
 * meanwhile is passed over; so it may run twice.
 */
export async function stopSuperseded(
  journeys: OtherJourneys,
  { stops }: Company,
  { packageVersion: newer, requester }: Newcomer,
  untilOver: (packageVersion: PackageVersion) => Promise<void>,
): Promise<void> {
  for (const { packageVersion } of stops) {
    try {
      await journeys.abort(packageVersion, { actor: requester, reason: supersededBy(newer, requester) });
    } catch (error) {
      if (!(error instanceof DecisionRefused || error instanceof JourneyNotFound)) throw error;
    }
    await untilOver(packageVersion);
  }
}

/** What is told of it with the journey that was started. */
export function tellCompany(company: Company | undefined): {
  superseded?: readonly Stop[];
  beside?: readonly string[];
} {
  const { stops = [], beside = [] } = company ?? {};
  return {
    ...(stops.length > 0 && { superseded: stops.map(({ stop }) => stop) }),
    ...(beside.length > 0 && { beside }),
  };
}

async function stateOf(
  journeys: OtherJourneys,
  packageVersion: PackageVersion,
): Promise<JourneyState | undefined> {
  try {
    return await journeys.state(packageVersion);
  } catch (error) {
    if (error instanceof JourneyNotFound) return undefined;
    throw error;
  }
}
