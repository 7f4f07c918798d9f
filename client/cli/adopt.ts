import { formatPackageVersion } from '../../domain/package-version.ts';
import type { Adoptable } from '../adoptions.ts';
import { ClientError } from '../errors/client-error.ts';
import { TemporalUnreachable } from '../errors/temporal-unreachable.ts';
import type { Journeys, StartedJourney } from '../journeys.ts';
import type { Prospect } from '../prospect.ts';
import type { Paint } from './paint.ts';
import { alignRows } from './views/table.ts';

/** A version for which no journey could be started, and why. */
export interface FailedAdoption {
  readonly packageVersion: Prospect['packageVersion'];
  readonly why: string;
}

/** What became of an adoption. */
export interface AdoptionResult {
  readonly started: readonly StartedJourney[];
  readonly failed: readonly FailedAdoption[];
}

/**
 * Starts a journey for each, one after the other. May run twice: a journey that runs meanwhile is given back.
 *
 * @throws {@link TemporalUnreachable}, and what GitHub's client throws; those that were started go on.
 */
export async function startAdopted(
  journeys: Pick<Journeys, 'start'>,
  prospects: readonly Prospect[],
  requester: string,
): Promise<AdoptionResult> {
  const started: StartedJourney[] = [];
  const failed: FailedAdoption[] = [];
  for (const { packageVersion, route } of prospects) {
    try {
      started.push(await journeys.start({ packageVersion, route, requester, source: { kind: 'storage' } }));
    } catch (error) {
      if (!(error instanceof ClientError) || error instanceof TemporalUnreachable) throw error;
      failed.push({ packageVersion, why: error.message });
    }
  }
  return { started, failed };
}

/** The list of what would be started, for the person who is asked. */
export function renderAdoptable(
  { prospects, leftOut }: Adoptable,
  chosen: readonly Prospect[],
  paint: Paint,
): string[] {
  const rows = chosen.map(({ packageVersion, foundOn, route, steps }) => {
    const toDo = steps.filter(({ outlook }) => outlook === 'to-do');
    return [
      { text: formatPackageVersion(packageVersion), paint: paint.bold },
      { text: `on ${foundOn.map(({ stage }) => stage).join(' and ')}` },
      { text: route.join(' → ') },
      { text: `${toDo.length} of ${steps.length} steps to do, from ${toDo[0]?.id ?? 'nowhere'}` },
    ];
  });
  const more = prospects.length - chosen.length;
  return [
    chosen.length === 0 ? 'No journey to start.' : 'Journeys that would be started:',
    ...alignRows(rows).map((line) => `  ${line}`),
    ...(more > 0 ? [paint.dim(`  and ${more} more: raise --limit, or narrow with --package`)] : []),
    ...leftOut.map(({ packageVersion, why }) =>
      paint.alarm(`Left out: ${formatPackageVersion(packageVersion)}: ${why}.`),
    ),
  ];
}

/** What was started, and what was not. */
export function renderAdopted({ started, failed }: AdoptionResult): string[] {
  return [
    ...started.map(({ kind, packageVersion }) =>
      kind === 'started'
        ? `${formatPackageVersion(packageVersion)} is on its way.`
        : `${formatPackageVersion(packageVersion)} was on its way already.`,
    ),
    ...failed.map(
      ({ packageVersion, why }) => `${formatPackageVersion(packageVersion)} was not started: ${why}`,
    ),
  ];
}
