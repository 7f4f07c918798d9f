import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client';
import type { ContentSource, JourneyInput, JourneyPurpose } from '../domain/journey-input.ts';
import type { JourneyResult } from '../domain/journey-state.ts';
import { journeyWorkflowId } from '../domain/names.ts';
import { formatPackageVersion } from '../domain/package-version.ts';
import type { Route } from '../domain/pipeline.ts';
import { firstAttributes } from './journey-attributes.ts';
import type { JourneysOptions, StartRequest } from './journeys.ts';
import { describeSource } from './source-text.ts';

/** The workflow of a journey, as a client sees it. */
export type Lifecycle = (input: JourneyInput) => Promise<JourneyResult>;

/**
 * Starts the workflow of a journey.
 *
 * @throws `WorkflowExecutionAlreadyStartedError` while one of this version runs.
 */
export async function beginJourney(
  { client, taskQueue, pipeline, timing }: JourneysOptions,
  { packageVersion, route, requester, purpose, reason }: StartRequest,
  source: ContentSource,
) {
  const input: JourneyInput = {
    packageVersion,
    source,
    route,
    pipeline,
    requester,
    timing,
    ...(purpose !== undefined && { purpose }),
    ...(reason !== undefined && { reason }),
  };
  return client.workflow.start<Lifecycle>('packageLifecycle', {
    workflowId: journeyWorkflowId(packageVersion),
    taskQueue,
    args: [input],
    // A version may travel again once its journey is over; while one runs there is no second.
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    typedSearchAttributes: firstAttributes(packageVersion, route, requester),
    staticSummary: `${formatPackageVersion(packageVersion)}: ${describeWay(purpose, route)}`,
    staticDetails: `Requested by ${requester}. Content: ${describeSource(source)}.`,
  });
}

function describeWay(purpose: JourneyPurpose | undefined, route: Route): string {
  switch (purpose) {
    case undefined:
      return route.join(' → ');
    case 'undo-cleanup':
      return `back to ${route.join(', ')}`;
    case 'withdraw':
      return 'withdrawn';
  }
}
