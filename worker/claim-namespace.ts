import type { ConnectionLike } from '@temporalio/client';
import { isRefused } from './grpc-status.ts';

/** The key of the namespace's own data under which the storage stands. */
const KEY = 'limelight.storage';

/** Why a worker does not start: workflow ids name no storage, so journeys of two storages would be taken for one. */
export class NamespaceOfOtherStorage extends Error {
  override name = 'NamespaceOfOtherStorage' as const;

  constructor(namespace: string, owner: string, repository: string) {
    super(
      `The Temporal namespace "${namespace}" belongs to the storage ${owner}, not to ${repository}. Give each ` +
        'storage a namespace of its own: set TEMPORAL_NAMESPACE or temporal.namespace, and run "limelight setup".',
    );
  }
}

/**
 * Makes sure that a namespace belongs to this storage; the first who asks gets it. Works over a client's
 * connection and over a worker's.
 *
 * May run twice, and at once: who comes second sees the first one's name.
 *
 * @returns false when the cluster does not let us write it down: nothing is known then.
 * @throws {@link NamespaceOfOtherStorage} when it is another storage's.
 */
export async function claimNamespace(
  connection: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
  repository: string,
): Promise<boolean> {
  if ((await readOwner(connection, namespace)) === undefined) {
    try {
      await connection.workflowService.updateNamespace({
        namespace,
        updateInfo: { data: { [KEY]: repository } },
      });
    } catch (error) {
      if (isRefused(error)) return false;
      throw error;
    }
  }
  const owner = await readOwner(connection, namespace);
  if (owner !== undefined && owner !== repository)
    throw new NamespaceOfOtherStorage(namespace, owner, repository);
  return owner === repository;
}

async function readOwner(
  { workflowService }: Pick<ConnectionLike, 'workflowService'>,
  namespace: string,
): Promise<string | undefined> {
  const { namespaceInfo } = await workflowService.describeNamespace({ namespace });
  return namespaceInfo?.data?.[KEY];
}
