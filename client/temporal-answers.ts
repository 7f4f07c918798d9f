import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { DecisionKind } from '../domain/journey-state.ts';
import { formatPackageVersion, type PackageVersion } from '../domain/package-version.ts';
import { DecisionRefused } from './errors/decision-refused.ts';
import { JourneyBroken } from './errors/journey-broken.ts';
import { JourneyNotFound } from './errors/journey-not-found.ts';
import { TemporalUnreachable } from './errors/temporal-unreachable.ts';
import { WorkerSilent } from './errors/worker-silent.ts';

/** What a person may tell a journey. */
export type JourneyDecision = Exclude<DecisionKind, 'deployed' | 'stop'>;

/** What a call to Temporal is about: an error must be able to say it. */
export interface JourneyCall {
  readonly taskQueue: string;
  readonly packageVersion?: PackageVersion;
  readonly decision?: JourneyDecision;
  /** Who must answer: a worker by way of the server, unless it is said to be the server alone. */
  readonly answeredBy?: 'server';
}

/** A worker answers within a second; a server that looks for one gives up after some. */
const PATIENCE = 20_000;

/** https://grpc.io/docs/guides/status-codes/ */
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;

/** Does what asks Temporal for an answer, within a bound. @throws as {@link explainFailure} has it. */
export async function askTemporal<T>(client: Client, call: JourneyCall, work: () => Promise<T>): Promise<T> {
  try {
    return await client.withDeadline(Date.now() + PATIENCE, work);
  } catch (error) {
    throw explainFailure(error, call);
  }
}

/** Turns what the SDK throws into what a person can act on; what it does not know it gives back as it is. */
export function explainFailure(
  error: unknown,
  { taskQueue, packageVersion, decision, answeredBy }: JourneyCall,
): unknown {
  const cause = { cause: error };
  if (packageVersion !== undefined) {
    if (error instanceof WorkflowNotFoundError) {
      // A closed workflow takes no updates; Temporal says so in words only.
      const isOver = decision !== undefined && error.message.includes('already completed');
      if (!isOver) return new JourneyNotFound(packageVersion, cause);
      const why = `the journey of ${formatPackageVersion(packageVersion)} is over`;
      return new DecisionRefused(packageVersion, decision, why, cause);
    }
    if (error instanceof WorkflowUpdateFailedError && decision !== undefined) {
      return new DecisionRefused(packageVersion, decision, error.cause?.message ?? error.message, cause);
    }
    if (error instanceof WorkflowFailedError) return new JourneyBroken(packageVersion, endOf(error), cause);
  }
  // The SDK tries a server that is away again until the deadline.
  if (answeredBy === 'server' && isGrpcDeadlineError(error)) return new TemporalUnreachable(undefined, cause);
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(error)) {
    return new WorkerSilent(taskQueue, cause);
  }
  const code = grpcCodeOf(error);
  // What a query gets when no worker has asked for work for some time.
  if (code === FAILED_PRECONDITION) return new WorkerSilent(taskQueue, cause);
  if (code === UNAVAILABLE) return new TemporalUnreachable(undefined, cause);
  return error;
}

function endOf({ cause }: WorkflowFailedError): string {
  return cause === undefined ? 'failed' : `${cause.name} (${cause.message})`;
}

function grpcCodeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? grpcCodeOf(error.cause) : undefined;
}
