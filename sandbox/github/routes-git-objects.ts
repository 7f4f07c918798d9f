import { z } from 'zod';
import { ApiError, notFound } from './api-error.ts';
import { gitCommitBody, treeBody } from './body-git.ts';
import { nodeId } from './body-user.ts';
import { created, ok, param, readBody, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import { TREE_MODE, type TreeEntry } from './git-format.ts';
import { AbsentPathError, editTree, type TreeEdit } from './tree-edit.ts';

const Blob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });

const Tree = z.object({
  base_tree: z.string().optional(),
  tree: z
    .array(
      z.object({
        path: z.string(),
        mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
        type: z.enum(['blob', 'tree', 'commit']).optional(),
        sha: z.string().nullable().optional(),
        content: z.string().optional(),
      }),
    )
    .min(1),
});

const Person = z.object({
  name: z.string(),
  email: z.string(),
  date: z.iso.datetime({ offset: true }).optional(),
});
const Commit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.partial().optional(),
});

/** GitHub cuts a recursive tree here. */
const MAX_ENTRIES = 100_000;

/** The git objects of the Git Data API. */
export function gitObjectRoutes(core: Core): Route[] {
  return [
    { method: 'POST', path: '/git/blobs', handle: (call) => createBlob(core, call) },
    { method: 'GET', path: '/git/blobs/:sha', handle: (call) => getBlob(core, call) },
    { method: 'POST', path: '/git/trees', handle: (call) => createTree(core, call) },
    { method: 'GET', path: '/git/trees/:sha+', handle: (call) => getTree(core, call) },
    { method: 'POST', path: '/git/commits', handle: (call) => createCommit(core, call) },
    { method: 'GET', path: '/git/commits/:sha', handle: (call) => getCommit(core, call) },
  ];
}

async function createBlob(core: Core, call: Call): Promise<Reply> {
  const { content, encoding } = readBody(call, Blob);
  const sha = await core.git.write('blob', Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
  return created({ sha, url: `${core.apiUrl}/git/blobs/${sha}` });
}

async function getBlob(core: Core, call: Call): Promise<Reply> {
  const sha = param(call, 'sha');
  const object = core.refs.isTooYoung(sha) ? undefined : await core.git.read(sha);
  if (object?.type !== 'blob') throw notFound();
  return ok({
    sha,
    node_id: nodeId('Blob', sha),
    size: object.size,
    url: `${core.apiUrl}/git/blobs/${sha}`,
    content: toBase64(object.body),
    encoding: 'base64',
  });
}

async function createTree(core: Core, call: Call): Promise<Reply> {
  const { base_tree: base, tree } = readBody(call, Tree);
  if (base !== undefined && (await core.git.tree(base)) === undefined)
    throw new ApiError(422, 'base_tree is not a valid tree oid');
  const edits = await Promise.all(tree.map((entry) => readEdit(core, entry)));
  try {
    const sha = await editTree(core.git, base, edits);
    return created(treeBody(core, sha, (await core.git.tree(sha)) ?? []));
  } catch (error) {
    if (error instanceof AbsentPathError) throw new ApiError(422, 'GitRPC::BadObjectState');
    throw error;
  }
}

async function readEdit(core: Core, entry: z.infer<typeof Tree>['tree'][number]): Promise<TreeEdit> {
  const { path, sha, content } = entry;
  if (path.split('/').some((name) => ['', '.', '..', '.git'].includes(name)))
    throw new ApiError(422, 'tree.path contains a malformed path component');
  const mode = entry.mode === '040000' ? TREE_MODE : entry.mode;
  if (content !== undefined) {
    if (sha !== undefined) throw new ApiError(422, 'Must supply either tree.sha or tree.content, not both');
    return { path, entry: { mode, oid: await core.git.write('blob', Buffer.from(content)) } };
  }
  if (sha === null) return { path, entry: null };
  if (sha === undefined) throw new ApiError(422, 'Must supply either tree.sha or tree.content');
  const type = mode === TREE_MODE ? 'tree' : 'blob';
  // The commit of a submodule is nowhere in this repository.
  if (mode !== '160000' && (await core.git.info(sha))?.type !== type)
    throw new ApiError(422, `tree.sha ${sha} is not a valid ${type}`);
  return { path, entry: { mode, oid: sha } };
}

async function getTree(core: Core, call: Call): Promise<Reply> {
  const expression = await core.refs.resolve(param(call, 'sha'));
  const named = expression === undefined ? undefined : await core.git.info(expression);
  // By its id: behind a path, `^{tree}` would belong to the path.
  const object = named === undefined ? undefined : await core.git.read(`${named.oid}^{tree}`);
  const entries = object === undefined ? undefined : await core.git.tree(object.oid);
  if (object === undefined || entries === undefined) throw notFound();
  // Any value asks for it, "0" and "false" included.
  const listed = call.query.has('recursive') ? await walk(core, entries) : entries;
  const sized = await Promise.all(listed.slice(0, MAX_ENTRIES).map((entry) => addSize(core, entry)));
  return ok(treeBody(core, object.oid, sized, listed.length > MAX_ENTRIES));
}

async function walk(core: Core, entries: readonly TreeEntry[], prefix = ''): Promise<TreeEntry[]> {
  const lists = await Promise.all(
    entries.map(async (entry) => {
      const named = { ...entry, name: `${prefix}${entry.name}` };
      if (entry.mode !== TREE_MODE) return [named];
      return [named, ...(await walk(core, (await core.git.tree(entry.oid)) ?? [], `${named.name}/`))];
    }),
  );
  return lists.flat();
}

async function addSize(core: Core, entry: TreeEntry) {
  const info = entry.mode === TREE_MODE ? undefined : await core.git.info(entry.oid);
  return info === undefined ? entry : { ...entry, size: info.size };
}

async function createCommit(core: Core, call: Call): Promise<Reply> {
  const wanted = readBody(call, Commit);
  if ((await core.git.info(wanted.tree))?.type !== 'tree') throw new ApiError(422, 'Tree SHA does not exist');
  for (const parent of wanted.parents)
    if ((await core.git.info(parent))?.type !== 'commit')
      throw new ApiError(422, 'Parent SHA does not exist or is not a commit object');
  const now = new Date().toISOString();
  const author = { ...core.people.signature(call.identity.login, now), ...withoutUndefined(wanted.author) };
  const oid = await core.git.writeCommit({
    tree: wanted.tree,
    parents: wanted.parents,
    author,
    // GitHub fills in the committer from the author.
    committer: { ...author, ...withoutUndefined(wanted.committer) },
    message: wanted.message,
  });
  const commit = await core.git.commit(oid);
  if (commit === undefined) throw new Error(`The commit ${oid} was not written`);
  return created(gitCommitBody(core, commit));
}

function withoutUndefined(
  person: { name?: string | undefined; email?: string | undefined; date?: string | undefined } = {},
) {
  const { name, email, date } = person;
  return {
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email }),
    ...(date !== undefined && { date }),
  };
}

async function getCommit(core: Core, call: Call): Promise<Reply> {
  const sha = param(call, 'sha');
  const commit = core.refs.isTooYoung(sha) ? undefined : await core.git.commit(sha);
  if (commit === undefined) throw notFound();
  return ok(gitCommitBody(core, commit));
}

/** Base64 in lines of 60, as GitHub sends it. */
export function toBase64(body: Buffer): string {
  return body.toString('base64').replaceAll(/.{1,60}/g, '$&\n');
}
