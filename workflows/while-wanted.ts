import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/** Works as long as that is wanted; what it began is cancelled then. @returns undefined when it was given up. */
export async function whileWanted<T>(
  isWanted: () => boolean,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const working = new CancellationScope();
  const watching = new CancellationScope();
  const watched = watching
    .run(async () => {
      await condition(() => !isWanted());
      working.cancel();
    })
    // Only ever ended by being cancelled; heard at once, because a rejection that nobody hears fails the task.
    .catch(() => undefined);
  try {
    return await working.run(work);
  } catch (error) {
    if (isCancellation(error) && !CancellationScope.current().consideredCancelled) return undefined;
    throw error;
  } finally {
    watching.cancel();
    await watched;
  }
}
