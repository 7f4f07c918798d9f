import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';

/** A comment of ours that is known again by what is hidden in it. */
export interface MarkedComment {
  /** The pull request. */
  readonly number: number;
  /** An HTML comment, `<!-- ... -->`, that no other comment of ours on this pull request has. */
  readonly marker: string;
  /** Markdown. One that is too long for GitHub is cut off, and says so. */
  readonly body: string;
}

/** GitHub takes 65,536 characters; the marker and a last sentence must fit too. */
const LONGEST = 60_000;
const PAGE = 100;

interface Found {
  readonly id: number;
  readonly body: string;
}

/** See {@link GitHubStorage.keepComment}. */
export async function keepComment(
  connection: GitHubConnection,
  login: () => Promise<string>,
  comment: MarkedComment & { readonly id?: number },
): Promise<{ readonly id: number; readonly changed: boolean }> {
  const body = withMarker(comment);
  if (comment.id !== undefined && (await edit(connection, comment.id, body)))
    return { id: comment.id, changed: true };
  const [first, ...doubles] = await findMarked(connection, await login(), comment);
  // Two attempts at once, or a list that lagged behind the first: the oldest stays.
  for (const { id } of doubles) await remove(connection, id);
  if (first === undefined) return { id: await post(connection, comment.number, body), changed: true };
  if (isSame(first.body, body)) return { id: first.id, changed: false };
  if (await edit(connection, first.id, body)) return { id: first.id, changed: true };
  return { id: await post(connection, comment.number, body), changed: true };
}

/** See {@link GitHubStorage.commentOnce}. */
export async function commentOnce(
  connection: GitHubConnection,
  login: () => Promise<string>,
  comment: MarkedComment,
): Promise<{ readonly id: number; readonly posted: boolean }> {
  const [earlier] = await findMarked(connection, await login(), comment);
  if (earlier !== undefined) return { id: earlier.id, posted: false };
  return { id: await post(connection, comment.number, withMarker(comment)), posted: true };
}

function withMarker({ body, marker }: MarkedComment): string {
  const text = body.length <= LONGEST ? body : `${body.slice(0, LONGEST)}\n\n(It goes on: too long to show.)`;
  return `${text.trimEnd()}\n\n${marker}`;
}

/** The comments of ours with the marker, the oldest first. Whoever quotes one of them quotes its marker as well. */
async function findMarked(
  { rest, at }: GitHubConnection,
  login: string,
  { number, marker }: MarkedComment,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await rest.issues.listComments({ ...at, issue_number: number, per_page: PAGE, page });
    for (const { id, user, body = '' } of data) {
      if (user?.login.toLowerCase() === login.toLowerCase() && body.includes(marker))
        found.push({ id, body });
    }
    if (data.length < PAGE) return found;
  }
}

/** Whoever edits a text on GitHub's pages gives it other line ends. */
function isSame(one: string, other: string): boolean {
  const plain = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();
  return plain(one) === plain(other);
}

async function post({ rest, at }: GitHubConnection, number: number, body: string): Promise<number> {
  const { data } = await rest.issues.createComment({ ...at, issue_number: number, body });
  return data.id;
}

/** @returns false when somebody has deleted it. */
async function edit({ rest, at }: GitHubConnection, id: number, body: string): Promise<boolean> {
  return unlessGone(rest.issues.updateComment({ ...at, comment_id: id, body }));
}

async function remove({ rest, at }: GitHubConnection, id: number): Promise<void> {
  await unlessGone(rest.issues.deleteComment({ ...at, comment_id: id }));
}

async function unlessGone(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false;
    throw error;
  }
}
