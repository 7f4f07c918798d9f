import type { z } from 'zod';
import type { ChangePicture } from '../../domain/change-picture.ts';
import { forkBranch, HEAD_PREFIX } from '../../domain/names.ts';
import { PICTURES_ANSWER, PICTURES_BY_NUMBER_ANSWER, type PictureAnswer } from './answers.ts';
import type { GitHubConnection } from './github-connection.ts';
import { loginOf } from './login.ts';
import { PICTURE_CHANGES, pictureChangesQuery } from './queries.ts';

type PageInfo = z.infer<typeof PICTURES_ANSWER>['repository']['pullRequests']['pageInfo'];

/** How many pull requests one query asks for by number. */
const MOST_AT_ONCE = 100;

/** See {@link GitHubStorage.pictureChanges}. */
export async function pictureChanges(
  connection: GitHubConnection,
  also: ReadonlySet<number>,
): Promise<ChangePicture[]> {
  const found = new Map<number, ChangePicture>();
  let page: PageInfo = { hasNextPage: true, endCursor: null };
  while (page.hasNextPage) {
    const variables = { after: page.endCursor };
    const { repository } = await connection.query(PICTURE_CHANGES, variables, PICTURES_ANSWER);
    const { nodes, pageInfo } = repository.pullRequests;
    for (const answer of nodes.filter((node) => isOurs(node) || also.has(node.number)))
      found.set(answer.number, toPicture(answer));
    page = pageInfo;
  }
  return [...found.values()];
}

/** See {@link GitHubStorage.pictureChangesByNumber}. */
export async function pictureChangesByNumber(
  connection: GitHubConnection,
  numbers: readonly number[],
): Promise<ChangePicture[]> {
  const pictures: ChangePicture[] = [];
  for (let at = 0; at < numbers.length; at += MOST_AT_ONCE) {
    const part = numbers.slice(at, at + MOST_AT_ONCE);
    const { repository } = await connection.query(
      pictureChangesQuery(part.length),
      Object.fromEntries(part.map((number, index) => [`number${index}`, number])),
      PICTURES_BY_NUMBER_ANSWER,
    );
    const answers = Object.values(repository).filter((answer) => answer !== null);
    pictures.push(...answers.map(toPicture));
  }
  return pictures;
}

/** See {@link GitHubStorage.pictureChange}. */
export async function pictureChange(
  connection: GitHubConnection,
  number: number,
): Promise<ChangePicture | null> {
  const [picture] = await pictureChangesByNumber(connection, [number]);
  return picture ?? null;
}

/** A fork may have a branch of any name. */
function isOurs({ headRefName, isCrossRepository }: PictureAnswer): boolean {
  return headRefName.startsWith(HEAD_PREFIX) && !isCrossRepository;
}

const STATE = { OPEN: 'open', MERGED: 'merged', CLOSED: 'closed' } as const;

function toPicture(answer: PictureAnswer): ChangePicture {
  return {
    number: answer.number,
    branch: answer.isCrossRepository ? forkBranch(answer.headRefName) : answer.headRefName,
    head: answer.headRefOid,
    base: answer.baseRefName,
    state: STATE[answer.state],
    draft: answer.isDraft,
    queued: answer.isInMergeQueue,
    reviewDecision: answer.reviewDecision,
    reviews: (answer.latestOpinionatedReviews?.nodes ?? [])
      .map(({ author, state, commit }) => `${loginOf(author)} ${state} ${commit?.oid ?? ''}`)
      .sort(),
    openConversations: answer.reviewThreads.nodes.filter(({ isResolved }) => !isResolved).length,
    checks: toChecks(answer.statusCheckRollup),
  };
}

const PASSED = new Set(['SUCCESS', 'NEUTRAL', 'SKIPPED']);
const RUNNING = new Set(['EXPECTED', 'IN_PROGRESS', 'PENDING', 'QUEUED', 'WAITING']);

function toChecks(rollup: PictureAnswer['statusCheckRollup']): ChangePicture['checks'] {
  if (rollup === null) return { state: 'none', running: false, red: 0 };
  const { checkRunCountsByState, statusContextCountsByState } = rollup.contexts;
  const counts = [...(checkRunCountsByState ?? []), ...(statusContextCountsByState ?? [])];
  const red = counts
    .filter(({ state }) => !PASSED.has(state) && !RUNNING.has(state))
    .reduce((sum, { count }) => sum + count, 0);
  const running = counts.some(({ state, count }) => count > 0 && RUNNING.has(state));
  const word = rollup.state;
  const state = PASSED.has(word) ? 'green' : RUNNING.has(word) ? 'pending' : 'red';
  return { state, running, red };
}
