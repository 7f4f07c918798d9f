import { Context, getClient } from '@temporalio/activity';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { RUNNING_JOURNEYS } from '../domain/search-attributes.ts';
import { unavailable } from './failures.ts';

const PULL_REQUEST = defineSearchAttributeKey('LimelightPullRequest', SearchAttributeType.KEYWORD);
const PAGE = 1_000;

/**
 * The numbers of the pull requests that running journeys have open. By them somebody else's is known to be adopted (its
 * head branch says nothing of it), and one of ours to be gone that nobody ever saw. Some moments old.
 */
export async function findHeldChanges(): Promise<Set<number>> {
  const numbers = new Set<number>();
  for await (const { typedSearchAttributes } of list(
    `${RUNNING_JOURNEYS} AND LimelightPullRequest != "none"`,
  )) {
    const number = Number(typedSearchAttributes.get(PULL_REQUEST));
    if (Number.isInteger(number)) numbers.add(number);
  }
  return numbers;
}

/** The workflow ids of the running journeys that have this pull request open. */
export async function findJourneysOf(number: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of list(`${RUNNING_JOURNEYS} AND LimelightPullRequest = "${number}"`)) {
    ids.push(workflowId);
  }
  return ids;
}

async function* list(query: string) {
  try {
    yield* getClient().workflow.list({ query, pageSize: PAGE });
  } catch (error) {
    Context.current().cancellationSignal.throwIfAborted();
    throw error instanceof Error ? unavailable(`Temporal: ${error.message}`, error) : error;
  }
}
