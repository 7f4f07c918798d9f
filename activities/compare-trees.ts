import { compareContent, describeDifference, isSameContent } from '../domain/content.ts';
import type { GitHubStorage } from '../services/github/github-storage.ts';

/** What differs between two trees, in a sentence; undefined when the same files have the same bytes. */
export async function compareTrees(
  storage: GitHubStorage,
  expected: string,
  actual: string,
): Promise<string | undefined> {
  if (expected === actual) return undefined;
  const [one, other] = await Promise.all([storage.readContent(expected), storage.readContent(actual)]);
  const difference = compareContent(one.files, other.files);
  return isSameContent(difference) ? undefined : describeDifference(difference);
}
