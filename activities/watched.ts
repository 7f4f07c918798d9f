import { Context, getClient } from '@temporalio/activity';
import { lookAtWatcher } from './watcher-health.ts';

const EVERY_MS = 60_000;

/** What was found out last, by namespace: hundreds of journeys ask the same. */
const known = new Map<string, { readonly at: number; readonly answer: Promise<boolean> }>();

/**
 * Whether the repository's watcher looks at all pull requests, so that a journey may look more seldom. Asks Temporal
 * at most once a minute, and GitHub never. When it cannot be found out the answer is no: then a journey looks for
 * itself.
 */
export function isWatched(): Promise<boolean> {
  const { namespace } = Context.current().info;
  const now = Date.now();
  const last = known.get(namespace);
  if (last !== undefined && now - last.at < EVERY_MS) return last.answer;
  const answer = findOut();
  known.set(namespace, { at: now, answer });
  return answer;
}

async function findOut(): Promise<boolean> {
  try {
    return (await lookAtWatcher(getClient())).state === 'watching';
  } catch {
    return false;
  }
}
