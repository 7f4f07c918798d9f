import { Context, getClient } from '@temporalio/activity';
import {
  isGrpcServiceError,
  QueryNotRegisteredError,
  WorkflowNotFoundError,
  type Client,
} from '@temporalio/client';
import { summarise, type AuditSummary } from '../domain/audit-summary.ts';
import { findIrregularities } from '../domain/irregularities.ts';
import type { JourneyState } from '../domain/journey-state.ts';
import { journeyWorkflowId, parseJourneyWorkflowId } from '../domain/names.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import { RUNNING_JOURNEYS } from '../domain/search-attributes.ts';
import { unavailable } from './failures.ts';
import { readAuditFacts, type JourneyReader } from './read-audit.ts';
import type { Services } from './services.ts';

export interface AuditStorageInput {
  readonly pipeline: Pipeline;
  /** How many findings of each kind the answer lists: it stays in the history. */
  readonly mostOfEach: number;
}

/** A worker answers a query within a second; one that replays a long journey for it takes some more. */
const PATIENCE_MS = 10_000;

/**
 * Looks whether the storage, the journeys and the registries fit together. Reads only, so it may run twice; what a
 * registry does not answer is told in the summary.
 *
 * @throws as all activities that look at GitHub do, and `Unavailable` while Temporal does not list journeys.
 */
export async function auditStorage(
  services: Services,
  { pipeline, mostOfEach }: AuditStorageInput,
): Promise<AuditSummary> {
  const at = new Date().toISOString();
  const journeys = createJourneyReader(getClient(), Context.current().cancellationSignal);
  const facts = await readAuditFacts({
    storage: services.storage,
    registryOf: (stage) => services.registryOf(stage),
    pipeline,
    journeys,
  });
  return summarise(facts, findIrregularities(facts), { at, mostOfEach });
}

function createJourneyReader(client: Client, signal: AbortSignal): JourneyReader {
  // Only a worker answers a query: the last one that shuts down would wait for itself.
  const ask = <T>(work: () => Promise<T>): Promise<T> =>
    client.withAbortSignal(signal, () => client.withDeadline(Date.now() + PATIENCE_MS, work));
  return {
    list: async () => {
      try {
        return await client.withAbortSignal(signal, () => listRunning(client));
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof Error ? unavailable(`Temporal: ${error.message}`, error) : error;
      }
    },
    read: async (packageVersion) => {
      try {
        const handle = client.workflow.getHandle(journeyWorkflowId(packageVersion));
        return await ask(() => handle.query<JourneyState>('state'));
      } catch (error) {
        signal.throwIfAborted();
        if (isNoAnswer(error)) return undefined;
        throw error;
      }
    },
  };
}

async function listRunning(client: Client): Promise<PackageVersion[]> {
  const versions: PackageVersion[] = [];
  const running = client.workflow.list({ query: RUNNING_JOURNEYS, pageSize: 1_000 });
  for await (const { workflowId } of running) {
    const packageVersion = parseJourneyWorkflowId(workflowId);
    if (packageVersion !== undefined) versions.push(packageVersion);
  }
  return versions;
}

/** It is gone, or nobody answers for it. */
function isNoAnswer(error: unknown): boolean {
  return (
    error instanceof WorkflowNotFoundError ||
    error instanceof QueryNotRegisteredError ||
    isGrpcServiceError(error) ||
    (error instanceof Error && isGrpcServiceError(error.cause))
  );
}
