import type { WorkflowExecutionInfo } from '@temporalio/client';
import { parseJourneyWorkflowId } from '../domain/names.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import { shortReason } from '../domain/why-attention.ts';
import { readAttribute, type AttributeName } from './journey-attributes.ts';

/** Which journeys a list is to show; each part narrows it. */
export interface JourneyFilter {
  readonly package?: string | undefined;
  readonly stage?: string | undefined;
  readonly requester?: string | undefined;
  /** Only those that wait for the pull request of this number. */
  readonly pullRequest?: number | undefined;
  /** Only those at the step of this id. */
  readonly step?: string | undefined;
  /** Only those that wait for this, in one word. */
  readonly waitingFor?: string | undefined;
  /** Only those that need a person or are parked; or that need one for this reason. */
  readonly attention?: boolean | string | undefined;
  /** Only those that began so many milliseconds ago, or earlier. */
  readonly olderThan?: number | undefined;
  /** Only those that began less than so many milliseconds ago. */
  readonly newerThan?: number | undefined;
  /** Only those of which a list shows this text somewhere, in whatever case. */
  readonly text?: string | undefined;
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
  /** The step it is at; at the end its outcome: `star`, `restored`, `withdrawn` or `aborted`. */
  readonly step?: string;
  readonly waitingFor?: string;
  readonly attention?: string;
  readonly requester?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt?: string;
}

/**
 * The list filter in Temporal's words; the text is looked for in what it finds. https://docs.temporal.io/list-filter
 *
 * @param now - epoch milliseconds: ages are counted back from here.
 */
export function toListQuery(filter: JourneyFilter, now: number): string {
  const parts = ['WorkflowType = "packageLifecycle"'];
  const equals = (name: AttributeName, value: string | undefined): void => {
    if (value !== undefined) parts.push(`${name} = ${quote(value)}`);
  };
  if (filter.closed !== true) parts.push('ExecutionStatus = "Running"');
  equals('LimelightPackage', filter.package);
  equals('LimelightStage', filter.stage);
  equals('LimelightStep', filter.step);
  equals('LimelightWaitingFor', filter.waitingFor);
  equals('LimelightRequester', filter.requester);
  equals('LimelightPullRequest', filter.pullRequest?.toString());
  if (filter.attention === true)
    parts.push('(LimelightAttention != "none" OR LimelightWaitingFor = "parked")');
  else if (typeof filter.attention === 'string') equals('LimelightAttention', filter.attention);
  const { olderThan, newerThan } = filter;
  if (olderThan !== undefined) parts.push(`StartTime <= ${quote(new Date(now - olderThan).toISOString())}`);
  if (newerThan !== undefined) parts.push(`StartTime > ${quote(new Date(now - newerThan).toISOString())}`);
  return parts.join(' AND ');
}

/** True when a list shows the text somewhere in the journey's line. */
export function shows(summary: JourneySummary, text: string): boolean {
  const { packageVersion, stage, step, waitingFor, attention, requester } = summary;
  const reason = attention === undefined ? undefined : shortReason(attention);
  const shown = [formatPackageVersion(packageVersion), stage, step, waitingFor, attention, reason, requester];
  return shown.some((part) => part?.toLowerCase().includes(text.toLowerCase()));
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
