import { readAuditFacts, type AuditSources, type JourneyReader } from '../activities/read-audit.ts';
import type { AuditFacts } from '../domain/audit.ts';
import { summarise, type AuditSummary } from '../domain/audit-summary.ts';
import { findIrregularities } from '../domain/irregularities.ts';
import type { JourneyState } from '../domain/journey-state.ts';
import { JourneyNotFound } from './errors/journey-not-found.ts';
import { WorkerSilent } from './errors/worker-silent.ts';
import type { Journeys } from './journeys.ts';

/** What an audit found, and all that it looked at. */
export interface Audit {
  readonly facts: AuditFacts;
  readonly summary: AuditSummary;
}

/** What an audit of a client's reads from. */
export type ClientAuditSources = Omit<AuditSources, 'journeys'> & {
  readonly journeys: Pick<Journeys, 'list' | 'state'>;
};

/**
 * Looks now whether the storage, the journeys and the registries fit together, as `readAuditFacts` does. Needs no
 * worker; without one it is not known what the journeys have done, and the summary says so. Writes nothing.
 *
 * @throws what GitHub's client throws; {@link TemporalUnreachable}.
 */
export async function auditNow({ journeys, ...sources }: ClientAuditSources): Promise<Audit> {
  const at = new Date().toISOString();
  const reader = createJourneyReader(journeys, sources.packageName);
  const facts = await readAuditFacts({ ...sources, journeys: reader });
  return { facts, summary: summarise(facts, findIrregularities(facts), { at }) };
}

function createJourneyReader(
  journeys: ClientAuditSources['journeys'],
  packageName: string | undefined,
): JourneyReader {
  return {
    list: async () => {
      const summaries = await journeys.list({ package: packageName });
      return summaries.map(({ packageVersion }) => packageVersion);
    },
    read: async (packageVersion): Promise<JourneyState | undefined> => {
      try {
        return await journeys.state(packageVersion);
      } catch (error) {
        if (error instanceof JourneyNotFound || error instanceof WorkerSilent) return undefined;
        throw error;
      }
    },
  };
}
