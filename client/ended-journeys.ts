import { inTurns } from '../activities/in-turns.ts';
import { describeAbort } from '../domain/journey-text.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import type { JourneySummary } from './journey-list.ts';
import type { Journeys } from './journeys.ts';

/** So many results are read at a time. */
const AT_ONCE = 10;

/**
 * Of these versions those whose last journey was ended before its time, and by whom and why, in words: by
 * `NAME@VERSION`. One that was terminated, or broke, is none: nobody decided that. Needs no worker.
 *
 * @throws {@link TemporalUnreachable}
 */
export async function findEnded(
  journeys: Pick<Journeys, 'list' | 'result'>,
  versions: readonly PackageVersion[],
): Promise<Map<string, string>> {
  const names = new Set(versions.map(formatPackageVersion));
  if (names.size === 0) return new Map();
  const last = new Map<string, JourneySummary>();
  for (const summary of await journeys.list({ closed: true })) {
    const name = formatPackageVersion(summary.packageVersion);
    // The newest come first.
    if (names.has(name) && !last.has(name)) last.set(name, summary);
  }
  const aborted = [...last].filter(([, { status, step }]) => status === 'COMPLETED' && step === 'aborted');
  const ends = await inTurns(aborted, AT_ONCE, async ([name, { packageVersion, runId }]) => {
    const result = await journeys.result(packageVersion, runId);
    return [name, describeAbort(result) ?? 'cancelled from outside'] as const;
  });
  return new Map(ends);
}
