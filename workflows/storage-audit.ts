import { setCurrentDetails } from '@temporalio/workflow';
import type { AuditSummary } from '../domain/audit-summary.ts';
import { describeAudit } from '../domain/audit-text.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Timing } from '../domain/timing.ts';
import { reads } from './proxies.ts';

/** What an audit is asked for. Plain JSON, pinned in the schedule. */
export interface StorageAuditInput {
  readonly pipeline: Pipeline;
  readonly timing: Timing;
}

/** So many findings of each kind stay in the history: some 50 KB at most. */
const MOST_OF_EACH = 20;

/**
 * Looks once whether the storage, the journeys and the registries fit together, and ends with what it found. It changes
 * nothing, and a service that is out of order is waited for.
 */
export async function storageAudit({ pipeline, timing }: StorageAuditInput): Promise<AuditSummary> {
  setCurrentDetails('Reads the branches, the journeys and the registries.');
  const summary = await reads(timing, 'Audit the storage').auditStorage({
    pipeline,
    mostOfEach: MOST_OF_EACH,
  });
  setCurrentDetails(describeAudit(summary));
  return summary;
}
