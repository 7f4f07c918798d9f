import type { z } from 'zod';
import { HEAD_PREFIX } from '../../domain/names.ts';
import { LISTED_CHANGES_ANSWER } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { LIST_CHANGES } from './queries.ts';
import { listRefs } from './refs.ts';

/** Everything of ours that is open or kept in the storage. */
export interface OurTraces {
  /** Open pull requests from head branches of ours. */
  readonly changes: readonly { readonly number: number; readonly url: string; readonly branch: string }[];
  /** Head branches of ours, `limelight/...`. */
  readonly branches: readonly string[];
  /** Refs of ours that keep contents, in full. */
  readonly contentRefs: readonly string[];
}

type PageInfo = z.infer<typeof LISTED_CHANGES_ANSWER>['repository']['pullRequests']['pageInfo'];

/** See {@link GitHubStorage.listOurTraces}. */
export async function listOurTraces(connection: GitHubConnection): Promise<OurTraces> {
  const changes: { number: number; url: string; branch: string }[] = [];
  let page: PageInfo = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const variables = { after: page.endCursor };
    const { repository } = await connection.query(LIST_CHANGES, variables, LISTED_CHANGES_ANSWER);
    const { nodes, pageInfo } = repository.pullRequests;
    for (const { number, url, headRefName: branch, isCrossRepository } of nodes) {
      // A fork may have a branch of any name.
      if (branch.startsWith(HEAD_PREFIX) && !isCrossRepository) changes.push({ number, url, branch });
    }
    page = pageInfo;
  }
  const heads = await listRefs(connection, `heads/${HEAD_PREFIX}`);
  return {
    changes,
    branches: heads.map((ref) => ref.slice('refs/heads/'.length)),
    contentRefs: await listRefs(connection, 'limelight/content/'),
  };
}
