import type { WorkflowExecutionInfo } from '@temporalio/client';
import { parseJourneyWorkflowId } from '../domain/names.ts';
import type { PackageVersion } from '../domain/package-version.ts';
import { readAttribute, type AttributeName } from './journey-attributes.ts';

/** Which journeys a list is to show; each part narrows it. */
export interface JourneyFilter {
  readonly package?: string | undefined;
  readonly stage?: string | undefined;
  readonly requester?: string | undefined;
  /** Only those that wait for the pull request of this number. */
  readonly pullRequest?: number | undefined;
  /** Only those that need a person. */
  readonly attention?: boolean | undefined;
  /** Also those that are over. */
  readonly closed?: boolean | undefined;
}

/** A journey as a list shows it: no worker is asked for it. */
export interface JourneySummary {
  readonly packageVersion: PackageVersion;
  readonly workflowId: string;
  readonly runId: string;
  /** Temporal's word: `RUNNING`, `COMPLETED`, `TERMINATED`, ... */
  readonly status: string;
  readonly stage?: string;
  /** The step it is at; at the end `star` or `aborted`. */
  readonly step?: string;
  readonly waitingFor?: string;
  readonly attention?: string;
  readonly requester?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/** The list filter in Temporal's words. https://docs.temporal.io/list-filter */
export function toListQuery(filter: JourneyFilter): string {
  const parts = ['WorkflowType = "packageLifecycle"'];
  const equals = (name: AttributeName, value: string | undefined): void => {
    if (value !== undefined) parts.push(`${name} = ${quote(value)}`);
  };
  if (filter.closed !== true) parts.push('ExecutionStatus = "Running"');
  equals('LimelightPackage', filter.package);
  equals('LimelightStage', filter.stage);
  equals('LimelightRequester', filter.requester);
  equals('LimelightPullRequest', filter.pullRequest?.toString());
  if (filter.attention === true) parts.push('LimelightAttention != "none"');
  return parts.join(' AND ');
}

/** @returns undefined for a workflow that is no journey. */
export function toSummary(execution: WorkflowExecutionInfo): JourneySummary | undefined {
  const packageVersion = parseJourneyWorkflowId(execution.workflowId);
  if (packageVersion === undefined) return undefined;
  const read = (name: AttributeName): string | undefined =>
    readAttribute(execution.typedSearchAttributes, name);
  const optional = {
    stage: read('LimelightStage'),
    step: read('LimelightStep'),
    waitingFor: read('LimelightWaitingFor'),
    attention: read('LimelightAttention'),
    requester: read('LimelightRequester'),
    finishedAt: execution.closeTime?.toISOString(),
  };
  return {
    packageVersion,
    workflowId: execution.workflowId,
    runId: execution.runId,
    status: execution.status.name,
    startedAt: execution.startTime.toISOString(),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
