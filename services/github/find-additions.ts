import type { z } from 'zod';
import { HEAD_PREFIX } from '../../domain/names.ts';
import { packagePath, type PackageVersion } from '../../domain/package-version.ts';
import { ADDITIONS_ANSWER, FILES_OF_ANSWER, type AdditionAnswer } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { loginOf } from './login.ts';
import { folderOf } from './look-at-branches.ts';
import { FIND_ADDITIONS, filesOfQuery } from './queries.ts';

/** An open pull request that adds a package version. */
export interface Addition {
  readonly number: number;
  readonly url: string;
  readonly author: string;
  /** The head branch. */
  readonly head: string;
  /** The branch that it goes to. */
  readonly base: string;
  /** The version's tree id at the head. */
  readonly tree: string;
  /** From a head branch of ours. */
  readonly isOurs: boolean;
}

/** Of so many pull requests, the newest, it is asked what they change. */
const MOST_CANDIDATES = 20;

type PageInfo = z.infer<typeof ADDITIONS_ANSWER>['repository']['pullRequests']['pageInfo'];

/** See {@link GitHubStorage.findAdditions}. */
export async function findAdditions(
  connection: GitHubConnection,
  packageVersion: PackageVersion,
): Promise<Addition[]> {
  const path = packagePath(packageVersion);
  const candidates: Addition[] = [];
  let page: PageInfo = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const variables = { after: page.endCursor, path };
    const { repository } = await connection.query(FIND_ADDITIONS, variables, ADDITIONS_ANSWER);
    candidates.push(...repository.pullRequests.nodes.flatMap(toAddition));
    page = repository.pullRequests.pageInfo;
  }
  const newest = candidates.slice(-MOST_CANDIDATES);
  if (newest.length === 0) return [];
  // A head that began before its base let go of the version has it, too, and does nothing about it.
  const { repository } = await connection.query(
    filesOfQuery(newest.length),
    Object.fromEntries(newest.map(({ number }, index) => [`number${index}`, number])),
    FILES_OF_ANSWER,
  );
  const adding = new Set(
    Object.values(repository).flatMap((change) =>
      change?.files?.nodes.some((file) => file.path.startsWith(`${path}/`) && ADDING.has(file.changeType)) ===
      true
        ? [change.number]
        : [],
    ),
  );
  return newest.filter(({ number }) => adding.has(number));
}

const ADDING = new Set(['ADDED', 'COPIED', 'RENAMED']);

function toAddition(answer: AdditionAnswer): Addition[] {
  const { number, url, author, headRefName: head, baseRefName: base, isCrossRepository } = answer;
  const tree = folderOf(answer.headRef?.target.version ?? null);
  if (tree === null || folderOf(answer.baseRef?.target.version ?? null) !== null) return [];
  const isOurs = head.startsWith(HEAD_PREFIX) && !isCrossRepository;
  return [{ number, url, author: loginOf(author), head, base, tree, isOurs }];
}
