import { nodeId } from './body-user.ts';
import type { Core } from './core.ts';
import type { GitObject } from './git-batch.ts';
import { decodeCommit, decodeTree, TREE_MODE, typeOfMode, type TreeEntry } from './git-format.ts';
import { connect, type PageArguments } from './graphql-page.ts';
import { rollupNode } from './graphql-reports.ts';
import { isSigned } from './signatures.ts';

/** A git object as graphql-js resolves it: fields, and functions for those that cost something. */
export type GitNode = Readonly<Record<string, unknown>>;

/** The git object that an expression names for a reader, as a GraphQL node; null when there is none. */
export async function readGitNode(core: Core, expression: string): Promise<GitNode | null> {
  const resolved = await core.refs.resolve(expression);
  const object = resolved === undefined ? undefined : await core.git.read(resolved);
  return object === undefined ? null : gitNode(core, object);
}

function gitNode(core: Core, object: GitObject): GitNode {
  const common = {
    oid: object.oid,
    abbreviatedOid: object.oid.slice(0, 7),
    id: nodeId(object.type, object.oid),
  };
  switch (object.type) {
    case 'commit':
      return { __typename: 'Commit', ...common, ...commitFields(core, object) };
    case 'tree':
      return { __typename: 'Tree', ...common, entries: treeEntries(core, object) };
    case 'blob':
      return { __typename: 'Blob', ...common, ...blobFields(object) };
    case 'tag':
      return { __typename: 'Tag', ...common, ...tagFields(core, object) };
  }
}

/** A commit that must exist, as a GraphQL node. */
export async function commitNode(core: Core, oid: string): Promise<GitNode | null> {
  const object = await core.git.read(oid);
  return object?.type === 'commit' ? gitNode(core, object) : null;
}

function commitFields(core: Core, { oid, body }: GitObject) {
  const { tree, parents, author, committer, message } = decodeCommit(body);
  return {
    message,
    messageBody: message.slice(message.indexOf('\n') + 1 || message.length).trim(),
    authors: (page: PageArguments) => connect('authors', [author], page, (one) => one),
    messageHeadline: message.split('\n', 1)[0] ?? '',
    authoredDate: author.date,
    committedDate: committer.date,
    author,
    committer,
    url: `${core.htmlUrl}/commit/${oid}`,
    tree: async () => {
      const object = await core.git.read(tree);
      return object === undefined ? null : gitNode(core, object);
    },
    parents: (page: PageArguments) => connect('parents', parents, page, (parent) => commitNode(core, parent)),
    history: async (page: PageArguments) =>
      connect('history', await core.git.commits(oid), page, (commit) => commitNode(core, commit)),
    statusCheckRollup: () => rollupNode(core, oid),
    file: ({ path }: { readonly path: string }) => readEntryNode(core, tree, path),
    signature: async () =>
      (await isSigned(core, oid)) ? { __typename: 'GpgSignature', isValid: true } : null,
  };
}

function tagFields(core: Core, { body }: GitObject) {
  const text = body.toString('utf8');
  return {
    name: /^tag (.+)$/m.exec(text)?.[1] ?? '',
    message: text.slice(text.indexOf('\n\n') + 2),
    target: () => readGitNode(core, /^object ([0-9a-f]{40})/.exec(text)?.[1] ?? ''),
  };
}

function treeEntries(core: Core, { body }: GitObject) {
  return decodeTree(body).map((entry) => entryNode(core, entry, entry.name));
}

/** What stands at a path of a commit, file or folder; null when nothing does. */
async function readEntryNode(core: Core, root: string, path: string): Promise<GitNode | null> {
  const parent = path.includes('/') ? `${root}:${path.slice(0, path.lastIndexOf('/'))}` : root;
  const object = await core.git.read(parent);
  const name = path.slice(path.lastIndexOf('/') + 1);
  const entry =
    object?.type === 'tree' ? decodeTree(object.body).find((one) => one.name === name) : undefined;
  return entry === undefined ? null : entryNode(core, entry, path);
}

function entryNode(core: Core, entry: TreeEntry, path: string): GitNode {
  return {
    name: entry.name,
    path,
    // A decimal number whose octal digits are the mode.
    mode: Number.parseInt(entry.mode, 8),
    oid: entry.oid,
    type: typeOfMode(entry.mode),
    size: async () => (entry.mode === TREE_MODE ? 0 : ((await core.git.info(entry.oid))?.size ?? 0)),
    object: () => readGitNode(core, entry.oid),
  };
}

/** GitHub gives no text of binary files, and cuts long ones. */
const MAX_TEXT = 512_000;

function blobFields({ body, size }: GitObject) {
  const isBinary = body.subarray(0, 8000).includes(0);
  return {
    byteSize: size,
    isBinary,
    isTruncated: size > MAX_TEXT,
    text: isBinary ? null : body.toString('utf8', 0, MAX_TEXT),
  };
}
