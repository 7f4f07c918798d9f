import { Context, getClient } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { JourneyState } from '../domain/journey-state.ts';
import { journeyWorkflowId, parseHeadBranch } from '../domain/names.ts';
import { MOST_NUDGES_KEPT, type ChangeNudge, type PictureNews } from '../domain/watcher-state.ts';
import { unavailable } from './failures.ts';
import { findJourneysOf } from './find-journeys.ts';
import { recall, remember } from './pulse.ts';
import type { Services } from './services.ts';

export interface NudgeJourneysInput {
  readonly news: readonly PictureNews[];
}

/** A watcher that begins wakes everybody: their looks at GitHub are spread, 600 over half a minute. */
const PAUSE_MS = 50;
/** After so many attempts, a quarter of a minute, those that cannot be told are left to their own looks. */
export const MOST_ATTEMPTS_OF_NUDGES = 5;

/**
 * Tells the journeys whose pull requests are not as they were to look. It never starts one: a journey that is gone is
 * passed over, and so is one that knows already that its pull request is open no more. One that cannot be told holds
 * up no other: it is tried again some times, alone. Told twice a journey looks twice, so it may run twice.
 *
 * @returns the last nudges.
 */
export async function nudgeJourneys(
  { storage }: Services,
  { news }: NudgeJourneysInput,
): Promise<ChangeNudge[]> {
  const gone = news.filter(({ why }) => why === 'gone').map(({ number }) => number);
  const pictures = await storage.pictureChangesByNumber(gone);
  const found = new Map(pictures.map((picture) => [picture.number, picture]));
  const { info, cancellationSignal, log } = Context.current();
  const nudges = [...((recall() as ChangeNudge[] | undefined) ?? [])];
  const failures: unknown[] = [];
  for (const { number, why, branch = found.get(number)?.branch } of news) {
    if (why === 'let-go') continue;
    // GitHub's lists lag: one that was opened a moment ago may not stand in them yet.
    if (why === 'gone' && found.get(number)?.state === 'open') continue;
    try {
      for (const workflowId of await journeysOf(number, branch)) {
        if (nudges.some((nudged) => nudged.number === number && nudged.workflowId === workflowId)) continue;
        if (why === 'gone' && (await knowsItsEnd(workflowId, number))) continue;
        if (nudges.length > 0) await Context.current().sleep(PAUSE_MS);
        if (await nudge(workflowId)) nudges.push({ number, why, workflowId });
        remember(nudges);
      }
    } catch (error) {
      cancellationSignal.throwIfAborted();
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first !== undefined) {
    const count = `${failures.length} pull request${failures.length === 1 ? '' : 's'}`;
    const why = first instanceof Error ? first.message : 'no cause was given';
    const sentence = `the journeys of ${count} were not told: ${why}`;
    if (info.attempt < MOST_ATTEMPTS_OF_NUDGES) throw unavailable(sentence, first);
    log.warn(sentence);
  }
  return nudges.slice(-MOST_NUDGES_KEPT);
}

/** A head branch of ours names its journey; whose somebody else's is, the journeys say. */
async function journeysOf(number: number, branch: string | undefined): Promise<readonly string[]> {
  const ours = branch === undefined ? undefined : parseHeadBranch(branch);
  return ours === undefined ? findJourneysOf(number) : [journeyWorkflowId(ours.packageVersion)];
}

/** True when the journey does not look at this pull request any more: it merged it itself, most often. */
async function knowsItsEnd(workflowId: string, number: number): Promise<boolean> {
  const client = getClient();
  try {
    // Only a worker answers a query: the last one that shuts down would wait for itself.
    return await client.withAbortSignal(Context.current().cancellationSignal, async () => {
      const handle = client.workflow.getHandle(workflowId);
      if ((await handle.describe()).status.name !== 'RUNNING') return true;
      const { change } = await handle.query<Pick<JourneyState, 'change'>>('state');
      return change?.number !== number;
    });
  } catch (error) {
    Context.current().cancellationSignal.throwIfAborted();
    // Whatever keeps it from answering: one look too many does no harm.
    return error instanceof WorkflowNotFoundError;
  }
}

async function nudge(workflowId: string): Promise<boolean> {
  try {
    await getClient().workflow.getHandle(workflowId).signal('nudge');
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
