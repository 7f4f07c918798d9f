import { ApiError } from './api-error.ts';
import type { Core } from './core.ts';
import type { PullRequest } from './model.ts';
import { closePullRequest } from './pull-requests.ts';
import { dismissReview } from './reviews.ts';

/** A reference that is to be moved (`to` undefined: deleted). */
export interface RefMove {
  readonly ref: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly login: string;
}

/**
 * Moves a reference and lets everything follow that hangs on it: heads of open pull requests move on, pull
 * requests whose branch is gone close, and those whose commits came into their base some other way are merged.
 *
 * @throws GitError when the reference is no longer where `from` says.
 */
export async function moveRef(core: Core, move: RefMove): Promise<void> {
  await writeRef(core, move);
  await followRef(core, move);
}

/** The move itself. @throws GitError when the reference is no longer where `from` says. */
export async function writeRef(core: Core, { ref, from, to, login }: RefMove): Promise<void> {
  await core.git.updateRef(ref, to, from);
  core.refs.moved(ref, from);
  core.events.emit({ event: 'push', ref, from, to, login });
}

/** What follows from a move. */
export async function followRef(core: Core, { ref, from, to, login }: RefMove): Promise<void> {
  if (!ref.startsWith('refs/heads/')) return;
  const branch = ref.slice('refs/heads/'.length);
  const isHead = ({ headRef, headOwner }: PullRequest) => headOwner === undefined && headRef === branch;
  for (const pull of core.state.openPulls()) {
    if (to === undefined && (isHead(pull) || pull.baseRef === branch))
      closePullRequest(core, pull.number, login);
    else if (to !== undefined && isHead(pull)) await followHead(core, pull, to, login);
  }
  if (from !== undefined && to !== undefined) await markMerged(core, branch, from, to, login);
}

async function followHead(core: Core, pull: PullRequest, headSha: string, login: string): Promise<void> {
  await core.setPullRef(pull.number, headSha);
  const baseSha = (await core.git.ref(`refs/heads/${pull.baseRef}`)) ?? pull.baseSha;
  const updatedAt = new Date().toISOString();
  const moved = core.state.putPull({ ...pull, headSha, baseSha, pushedBy: login, updatedAt });
  if (core.protection[pull.baseRef]?.dismissStale === true && (await isOtherChange(core, pull, moved)))
    for (const { id, state } of core.state.reviews.of(pull.number))
      if (state === 'APPROVED') dismissReview(core, pull.number, id);
  core.events.emit({ event: 'pull_request', action: 'synchronize', pull: moved, login });
}

/** A head that was merely brought up to date does what it did. */
async function isOtherChange(core: Core, before: PullRequest, after: PullRequest): Promise<boolean> {
  const [one, other] = await Promise.all(
    [before, after].map(
      async ({ baseSha, headSha }) => (await core.differences.read(baseSha, headSha)).files,
    ),
  );
  return JSON.stringify(one) !== JSON.stringify(other);
}

async function markMerged(
  core: Core,
  branch: string,
  from: string,
  to: string,
  login: string,
): Promise<void> {
  const waiting = core.state.openPulls().filter((pull) => pull.baseRef === branch);
  if (waiting.length === 0) return;
  const arrived = new Set(await core.git.commits(to, `^${from}`));
  for (const pull of waiting)
    if (arrived.has(pull.headSha)) recordMerge(core, pull, { mergeCommit: to, login, baseSha: from });
}

/** Notes that a pull request is in its base, and tells of it. */
export function recordMerge(
  core: Core,
  pull: PullRequest,
  {
    mergeCommit,
    login,
    baseSha,
  }: { readonly mergeCommit: string; readonly login: string; readonly baseSha: string },
): PullRequest {
  const now = new Date().toISOString();
  const merged = core.state.putPull({
    ...pull,
    baseSha,
    state: 'closed',
    closedAt: now,
    updatedAt: now,
    mergedAt: now,
    mergedBy: login,
    mergeCommit,
  });
  core.events.emit({ event: 'pull_request', action: 'closed', pull: merged, login });
  return merged;
}

/** The tip of a branch. @throws ApiError 404 when there is no such branch. */
export async function tipOf(core: Core, branch: string): Promise<string> {
  const tip = await core.git.ref(`refs/heads/${branch}`);
  if (tip === undefined) throw new ApiError(404, 'Branch not found');
  return tip;
}
