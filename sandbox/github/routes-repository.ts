import { ApiError, notFound } from './api-error.ts';
import { fileBody, readCommitBody, sumLines } from './body-git.ts';
import { protectionBody, repositoryBody, rulesBody } from './body-repository.ts';
import { ok, page, param, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';

/** The repository, its branches with their rules, and its commits. */
export function repositoryRoutes(core: Core): Route[] {
  return [
    {
      method: 'GET',
      path: '',
      handle: ({ identity }) => ok(repositoryBody(core, core.defaultBranch, identity.permission)),
    },
    { method: 'GET', path: '/branches', handle: (call) => listBranches(core, call) },
    {
      method: 'GET',
      path: '/branches/:branch+/protection',
      needs: 'admin',
      handle: (call) => getProtection(core, call),
    },
    { method: 'GET', path: '/branches/:branch+', handle: (call) => getBranch(core, call) },
    { method: 'GET', path: '/rules/branches/:branch+', handle: (call) => listRules(core, call) },
    { method: 'GET', path: '/commits', handle: (call) => listCommits(core, call) },
    { method: 'GET', path: '/commits/:ref+', handle: (call) => getCommit(core, call) },
    { method: 'GET', path: '/compare/:base+...:head+', handle: (call) => compare(core, call) },
  ];
}

async function listBranches(core: Core, call: Call): Promise<Reply> {
  const refs = await core.refs.list('refs/heads/');
  const branches = refs.map(({ ref, oid }) => ({ name: ref.slice('refs/heads/'.length), oid }));
  const wanted = call.query.get('protected');
  const shown = branches.filter(({ name }) => wanted === null || String(isProtected(core, name)) === wanted);
  return page(call, shown, async ({ name, oid }) => ({
    name,
    commit: { sha: oid, url: `${core.apiUrl}/commits/${oid}` },
    protected: isProtected(core, name),
  }));
}

async function getBranch(core: Core, call: Call): Promise<Reply> {
  const name = param(call, 'branch');
  const oid = await core.refs.read(`refs/heads/${name}`);
  if (oid === undefined) throw notFound();
  const protection = core.protection[name];
  const self = `${core.apiUrl}/branches/${encodeURIComponent(name)}`;
  return ok({
    name,
    commit: await readCommitBody(core, oid),
    _links: { self, html: `${core.htmlUrl}/tree/${name}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      ...(protection && protectionBody(core, name, protection)),
    },
    protection_url: `${self}/protection`,
  });
}

function getProtection(core: Core, call: Call): Reply {
  const name = param(call, 'branch');
  const protection = core.protection[name];
  if (protection === undefined) throw notFound();
  return ok(protectionBody(core, name, protection));
}

function listRules(core: Core, call: Call): Promise<Reply> {
  const rules = rulesBody(core, core.protection[param(call, 'branch')] ?? {});
  return page<unknown>(call, rules, (rule) => Promise.resolve(rule));
}

function isProtected(core: Core, branch: string): boolean {
  return core.protection[branch] !== undefined;
}

async function listCommits(core: Core, call: Call): Promise<Reply> {
  const start = await core.refs.resolve(call.query.get('sha') ?? core.defaultBranch);
  if (start === undefined) throw notFound();
  const path = call.query.get('path');
  const oids = await core.git.commits(start, ...(path === null ? [] : ['--', path]));
  return page(call, oids, (oid) => readCommitBody(core, oid));
}

async function getCommit(core: Core, call: Call): Promise<Reply> {
  const found = await readVisibleCommit(core, param(call, 'ref'));
  const parent = found.parents[0];
  const files = parent === undefined ? [] : await core.git.changes(parent, found.oid);
  const { additions, deletions } = sumLines(files);
  return ok({
    ...(await readCommitBody(core, found.oid)),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map((file) => fileBody(core, found.oid, file)),
  });
}

async function compare(core: Core, call: Call): Promise<Reply> {
  const base = (await readVisibleCommit(core, param(call, 'base'))).oid;
  const head = (await readVisibleCommit(core, param(call, 'head'))).oid;
  const common = await core.git.mergeBase(base, head);
  if (common === undefined)
    throw new ApiError(404, `No common ancestor between ${param(call, 'base')} and ${param(call, 'head')}.`);
  const [{ ahead, behind }, { commits, files }] = await Promise.all([
    core.git.divergence(base, head),
    core.differences.read(base, head),
  ]);
  const html = `${core.htmlUrl}/compare/${base}...${head}`;
  const [base_commit, merge_base_commit] = await Promise.all([
    readCommitBody(core, base),
    readCommitBody(core, common),
  ]);
  const isFirstPage = (call.query.get('page') ?? '1') === '1';
  return page(
    call,
    commits.toReversed(),
    (oid) => readCommitBody(core, oid),
    (bodies) => ({
      url: `${core.apiUrl}/compare/${base}...${head}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit,
      merge_base_commit,
      status: nameComparison(ahead, behind),
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits: bodies,
      // Files come with the first page of commits alone.
      files: isFirstPage ? files.slice(0, 300).map((file) => fileBody(core, head, file)) : [],
    }),
  );
}

/** How a head stands to a base. */
export function nameComparison(ahead: number, behind: number): 'identical' | 'ahead' | 'behind' | 'diverged' {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

/** A commit by any name that a reader may use. @throws ApiError 404 when there is none, or it is too young. */
export async function readVisibleCommit(core: Core, name: string) {
  const expression = await core.refs.resolve(name);
  const commit = expression === undefined ? undefined : await core.git.commit(expression);
  if (commit === undefined) throw notFound();
  return commit;
}
