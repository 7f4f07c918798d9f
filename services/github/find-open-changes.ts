import type { PackageVersion } from '../../domain/package-version.ts';
import { OPEN_CHANGES_ANSWER } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { findOpenChangesQuery } from './queries.ts';
import { findBranches } from './refs.ts';

/** An open pull request from a head branch of ours. */
export interface OpenChange {
  readonly number: number;
  readonly url: string;
  readonly head: string;
  readonly body: string;
}

/** See {@link GitHubStorage.findOpenChanges}. */
export async function findOpenChanges(
  connection: GitHubConnection,
  packageVersion: PackageVersion,
): Promise<OpenChange[]> {
  // GitHub finds pull requests by whole head names only, and closes one whose branch is deleted.
  const branches = await findBranches(connection, packageVersion);
  if (branches.length === 0) return [];
  const heads = Object.fromEntries(branches.map((branch, index) => [`head${index}`, branch]));
  const { repository } = await connection.query(
    findOpenChangesQuery(branches.length),
    heads,
    OPEN_CHANGES_ANSWER,
  );
  return Object.values(repository)
    .flatMap(({ nodes }) => nodes)
    .filter(({ isCrossRepository }) => !isCrossRepository)
    .map(({ number, url, headRefName, body }) => ({ number, url, head: headRefName, body }));
}
