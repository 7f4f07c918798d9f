import type { Client, WorkflowHandle } from '@temporalio/client';
import { WATCHER_WORKFLOW_ID } from '../../domain/names.ts';
import type { WatcherState } from '../../domain/watcher-state.ts';
import type { repositoryWatcher } from '../../workflows/index.ts';
import { watcherQuery } from '../../workflows/messages.ts';

/** A handle of the watcher, whichever run it is at. */
export function watcherOf(client: Client): WorkflowHandle<typeof repositoryWatcher> {
  return client.workflow.getHandle<typeof repositoryWatcher>(WATCHER_WORKFLOW_ID);
}

/** Asks for the state until it is as wanted. @throws with the last state when it is not within 30 seconds. */
export async function untilWatcher(
  client: Client,
  wanted: (state: WatcherState) => boolean,
): Promise<WatcherState> {
  const end = Date.now() + 30_000;
  let last: WatcherState | undefined;
  while (Date.now() < end) {
    last = await watcherOf(client).query(watcherQuery);
    if (wanted(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the watcher is not as wanted: ${JSON.stringify(last, undefined, 2)}`);
}
