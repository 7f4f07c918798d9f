import { isGrpcServiceError } from '@temporalio/client';

/** https://grpc.io/docs/guides/status-codes/ */
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

/** True when Temporal says that there is no such thing. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === NOT_FOUND;
}

/** True when Temporal does not let these credentials do it, or lets nobody do it this way, as in its Cloud. */
export function isRefused(error: unknown): boolean {
  return [PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED].includes(statusOf(error) ?? -1);
}

function statusOf(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}
