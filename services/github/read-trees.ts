import { TREES_ANSWER, type EntriesAnswer } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { readTreesQuery } from './queries.ts';

/** So many trees are read in one call. */
const AT_MOST = 100;

/** The folders directly in each of the trees, in a call per hundred of them; none of a tree that GitHub does not know. */
export async function readTrees(
  connection: GitHubConnection,
  trees: readonly string[],
): Promise<Map<string, EntriesAnswer>> {
  const found = new Map<string, EntriesAnswer>();
  for (let at = 0; at < trees.length; at += AT_MOST) {
    const asked = trees.slice(at, at + AT_MOST);
    const ids = Object.fromEntries(asked.map((tree, index) => [`tree${index}`, tree]));
    const { repository } = await connection.query(readTreesQuery(asked.length), ids, TREES_ANSWER);
    for (const [index, tree] of asked.entries()) {
      const answer = repository[`tree${index}`] ?? {};
      found.set(tree, 'entries' in answer ? foldersIn(answer.entries) : []);
    }
  }
  return found;
}

/** What of a tree's entries is a folder. */
export function foldersIn(entries: EntriesAnswer): EntriesAnswer {
  return entries.filter(({ type }) => type === 'tree');
}
