import { invalid, notFound } from './api-error.ts';
import type { Core } from './core.ts';
import type { PullRequest } from './model.ts';

/** What a pull request is opened with. `head` may carry the owner, as in `OWNER:branch`. */
export interface NewPullRequest {
  readonly title: string;
  readonly head: string;
  readonly base: string;
  readonly body?: string | null;
  readonly draft?: boolean;
  readonly login: string;
}

/**
 * Opens a pull request.
 *
 * @throws ApiError 422 in GitHub's words: head or base that is no branch, no commits between them, no common
 *   history, and one that is open already for the same two branches.
 */
export async function openPullRequest(core: Core, wanted: NewPullRequest): Promise<PullRequest> {
  const [, owner = core.owner, headRef = ''] = /^(?:([^:]+):)?(.*)$/.exec(wanted.head) ?? [];
  const fork = owner === core.owner ? {} : { headOwner: owner };
  const headSha = await core.git.ref(headReference({ headRef, ...fork }));
  const baseSha = await core.git.ref(`refs/heads/${wanted.base}`);
  if (baseSha === undefined) throw invalid('PullRequest', { field: 'base', code: 'invalid' });
  if (headSha === undefined) throw invalid('PullRequest', { field: 'head', code: 'invalid' });
  await checkNew(core, { headRef, headSha, baseRef: wanted.base, baseSha, ...fork });
  const now = new Date().toISOString();
  const number = core.state.nextNumber();
  await core.setPullRef(number, headSha);
  const pull = core.state.putPull({
    number,
    id: core.state.nextId(),
    title: wanted.title,
    body: wanted.body ?? null,
    draft: wanted.draft ?? false,
    author: wanted.login,
    headRef,
    headSha,
    ...fork,
    baseRef: wanted.base,
    baseSha,
    state: 'open',
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    labels: [],
    reviewers: [],
  });
  core.events.emit({ event: 'pull_request', action: 'opened', pull: pull, login: wanted.login });
  return pull;
}

/** The reference of a head: a fork's branches are kept beside those of the repository, which lists them nowhere. */
export function headReference({ headRef, headOwner }: Pick<PullRequest, 'headRef' | 'headOwner'>): string {
  return headOwner === undefined ? `refs/heads/${headRef}` : `refs/forks/${headOwner}/${headRef}`;
}

async function checkNew(
  core: Core,
  {
    headRef,
    headSha,
    headOwner = core.owner,
    baseRef,
    baseSha,
  }: Pick<PullRequest, 'headRef' | 'headSha' | 'headOwner' | 'baseRef' | 'baseSha'>,
): Promise<void> {
  const refuse = (message: string) => invalid('PullRequest', { code: 'custom', message });
  const open = core.state.openPulls();
  const isSame = (pull: PullRequest): boolean =>
    pull.headRef === headRef && (pull.headOwner ?? core.owner) === headOwner && pull.baseRef === baseRef;
  if (open.some(isSame)) throw refuse(`A pull request already exists for ${headOwner}:${headRef}.`);
  const common = await core.git.mergeBase(baseSha, headSha);
  if (common === undefined) throw refuse(`The ${headRef} branch has no history in common with ${baseRef}`);
  if (common === headSha) throw refuse(`No commits between ${baseRef} and ${headRef}`);
}

/**
 * Changes what its author may change of a pull request: words, base, open or closed.
 *
 * @throws ApiError 404; 422 when a merged one, or one without its branches, is to be opened again.
 */
export async function editPullRequest(
  core: Core,
  number: number,
  login: string,
  { state, ...words }: { title?: string; body?: string | null; state?: 'open' | 'closed'; base?: string },
): Promise<PullRequest> {
  const before = findPullRequest(core, number);
  const { base = before.baseRef, ...text } = words;
  if ((await core.git.ref(`refs/heads/${base}`)) === undefined)
    throw invalid('PullRequest', { field: 'base', code: 'invalid' });
  const updatedAt = new Date().toISOString();
  if (Object.keys(words).length > 0) {
    const edited = core.state.putPull({ ...before, ...text, baseRef: base, updatedAt });
    core.events.emit({ event: 'pull_request', action: 'edited', pull: edited, login });
  }
  if (state === 'closed') return closePullRequest(core, number, login);
  if (state === 'open' && before.state === 'closed') return reopenPullRequest(core, number, login);
  return findPullRequest(core, number);
}

/** Closes without merging; nothing happens to one that is closed. @throws ApiError 404. */
export function closePullRequest(core: Core, number: number, login: string): PullRequest {
  const pull = findPullRequest(core, number);
  if (pull.state === 'closed') return pull;
  const now = new Date().toISOString();
  const closed = core.state.putPull({ ...pull, state: 'closed', closedAt: now, updatedAt: now });
  core.events.emit({ event: 'pull_request', action: 'closed', pull: closed, login });
  return closed;
}

async function reopenPullRequest(core: Core, number: number, login: string): Promise<PullRequest> {
  const pull = findPullRequest(core, number);
  const headSha = await core.git.ref(headReference(pull));
  const refuse = (message: string) => invalid('PullRequest', { field: 'state', code: 'invalid', message });
  if (pull.mergedAt !== null) throw refuse('state cannot be changed. The pull request cannot be reopened.');
  if (headSha === undefined)
    throw refuse(`state cannot be changed. The ${pull.headRef} branch has been deleted.`);
  const baseSha = (await core.git.ref(`refs/heads/${pull.baseRef}`)) ?? pull.baseSha;
  await checkNew(core, { ...pull, headSha, baseSha });
  await core.setPullRef(number, headSha);
  const updatedAt = new Date().toISOString();
  const open = core.state.putPull({ ...pull, headSha, baseSha, state: 'open', closedAt: null, updatedAt });
  core.events.emit({ event: 'pull_request', action: 'reopened', pull: open, login });
  return open;
}

/** @throws ApiError 404 when there is no such pull request. */
export function findPullRequest(core: Core, number: number): PullRequest {
  const pull = core.state.pull(number);
  if (pull === undefined) throw notFound();
  return pull;
}
