import type { z } from 'zod';
import { HEAD_PREFIX, parseHeadBranch } from '../../domain/names.ts';
import { formatPackageVersion, packagePath, type PackageVersion } from '../../domain/package-version.ts';
import {
  ADDITIONS_ANSWER,
  FILES_OF_ANSWER,
  MORE_FILES_ANSWER,
  type AdditionAnswer,
  type FilesOfAnswer,
} from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { loginOf } from './login.ts';
import { folderOf } from './look-at-branches.ts';
import { FIND_ADDITIONS, MORE_FILES, filesOfQuery } from './queries.ts';

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

/** Of so many pull requests at once it is asked what they change. */
const MOST_AT_ONCE = 20;

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
  const asked = candidates.filter((candidate) => !isForAnother(candidate, packageVersion));
  // A head that began before its base let go of the version has it, too, and does nothing about it.
  const adding = new Set<number>();
  for (let start = 0; start < asked.length; start += MOST_AT_ONCE)
    for (const number of await findAdding(connection, asked.slice(start, start + MOST_AT_ONCE), path))
      adding.add(number);
  return asked.filter(({ number }) => adding.has(number));
}

/** One of ours is about the version that its head branch names, and no other. */
function isForAnother({ head, isOurs }: Addition, packageVersion: PackageVersion): boolean {
  const ours = isOurs ? parseHeadBranch(head)?.packageVersion : undefined;
  return ours !== undefined && formatPackageVersion(ours) !== formatPackageVersion(packageVersion);
}

/** The numbers of those pull requests that add files below a path. */
async function findAdding(
  connection: GitHubConnection,
  asked: readonly Addition[],
  path: string,
): Promise<number[]> {
  const { repository } = await connection.query(
    filesOfQuery(asked.length),
    Object.fromEntries(asked.map(({ number }, index) => [`number${index}`, number])),
    FILES_OF_ANSWER,
  );
  const adding: number[] = [];
  for (const change of Object.values(repository)) {
    if (change !== null && (await addsBelow(connection, change, path))) adding.push(change.number);
  }
  return adding;
}

/** Reads on where the first hundred files do not tell: one call per hundred more. */
async function addsBelow(
  connection: GitHubConnection,
  { number, files: first }: NonNullable<FilesOfAnswer>,
  path: string,
): Promise<boolean> {
  let files = first;
  while (files !== null) {
    const isAdding = files.nodes.some(
      (file) => file.path.startsWith(`${path}/`) && ADDING.has(file.changeType),
    );
    if (isAdding) return true;
    if (!files.pageInfo.hasNextPage) return false;
    const after = files.pageInfo.endCursor;
    const { repository } = await connection.query(MORE_FILES, { number, after }, MORE_FILES_ANSWER);
    files = repository.pullRequest.files;
  }
  return false;
}

const ADDING = new Set(['ADDED', 'COPIED', 'RENAMED']);

function toAddition(answer: AdditionAnswer): Addition[] {
  const { number, url, author, headRefName: head, baseRefName: base, isCrossRepository } = answer;
  const tree = folderOf(answer.headRef?.target.version ?? null);
  if (tree === null || folderOf(answer.baseRef?.target.version ?? null) !== null) return [];
  const isOurs = head.startsWith(HEAD_PREFIX) && !isCrossRepository;
  return [{ number, url, author: loginOf(author), head, base, tree, isOurs }];
}
