import { CONTAINED_ANSWER } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { GitHubError } from './github-error.ts';
import { containedInQuery } from './queries.ts';

/** So many commits are asked about in one call. */
const AT_MOST = 300;

export interface ContainedQuestion {
  readonly commits: readonly string[];
  readonly inCommit: string;
}

/** See {@link GitHubStorage.containedIn}. */
export async function containedIn(
  connection: GitHubConnection,
  { commits, inCommit }: ContainedQuestion,
): Promise<ReadonlySet<string>> {
  const contained = new Set(commits.filter((commit) => commit === inCommit));
  const others = [...new Set(commits)].filter((commit) => commit !== inCommit);
  for (let at = 0; at < others.length; at += AT_MOST) {
    const asked = others.slice(at, at + AT_MOST);
    for (const commit of await ask(connection, asked, inCommit)) contained.add(commit);
  }
  return contained;
}

async function ask(
  connection: GitHubConnection,
  commits: readonly string[],
  inCommit: string,
): Promise<string[]> {
  const ids = commits.map((commit, index) => [`commit${index}`, commit]);
  const { repository } = await connection.query(
    containedInQuery(commits.length),
    { ...Object.fromEntries(ids), inCommit },
    CONTAINED_ANSWER,
  );
  const tip = repository.inCommit;
  if (tip === null || !('history' in tip)) return [];
  const newest = new Set(tip.history.nodes.map(({ oid }) => oid));
  const tipDate = Date.parse(tip.committedDate);
  const contained: string[] = [];
  for (const [index, commit] of commits.entries()) {
    const found = repository[`commit${index}`] ?? null;
    if (newest.has(commit)) contained.push(commit);
    else if (found === null || !('committedDate' in found)) continue;
    // Git knows seconds: of the same second says nothing.
    else if (Date.parse(found.committedDate) > tipDate || !tip.history.pageInfo.hasNextPage) continue;
    else if (await containsKnown(connection, commit, inCommit)) contained.push(commit);
  }
  return contained;
}

/** Like {@link contains}, and false while the REST API does not see a commit yet. */
async function containsKnown(
  connection: GitHubConnection,
  commit: string,
  inCommit: string,
): Promise<boolean> {
  try {
    return await contains(connection, { commit, inCommit });
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false;
    throw error;
  }
}

/** See {@link GitHubStorage.contains}. */
export async function contains(
  { rest, at }: GitHubConnection,
  { commit, inCommit }: { readonly commit: string; readonly inCommit: string },
): Promise<boolean> {
  try {
    const basehead = `${commit}...${inCommit}`;
    const { data } = await rest.repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1 });
    return data.status === 'ahead' || data.status === 'identical';
  } catch (error) {
    // The storage's branches share no history.
    if (error instanceof GitHubError && error.says(/no common ancestor/i)) return false;
    throw error;
  }
}
