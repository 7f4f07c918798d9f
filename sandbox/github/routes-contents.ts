import { notFound } from './api-error.ts';
import { ok, param, type Call, type Reply, type Route } from './call.ts';
import type { Core } from './core.ts';
import { decodeTree, TREE_MODE } from './git-format.ts';
import type { ObjectInfo } from './git-batch.ts';
import { toBase64 } from './routes-git-objects.ts';

/** GitHub lists no more entries of a folder than this, and does not say so. */
const MAX_ENTRIES = 1000;
/** A file that is larger comes without its content. */
const MAX_INLINE_BYTES = 1024 * 1024;

/** Files and folders by their paths. */
export function contentsRoutes(core: Core): Route[] {
  return [
    { method: 'GET', path: '/contents/:path*', handle: (call) => getContents(core, call) },
    { method: 'GET', path: '/contents', handle: (call) => getContents(core, call) },
  ];
}

async function getContents(core: Core, call: Call): Promise<Reply> {
  const path = param(call, 'path').replace(/\/+$/, '');
  return ok(await readContents(core, path, call.query.get('ref') ?? core.defaultBranch));
}

/** A file with its content, or the entries of a folder, as a reader sees them. @throws ApiError 404. */
export async function readContents(core: Core, path: string, ref: string) {
  const expression = await core.refs.resolve(`${ref}:${path}`);
  const object = expression === undefined ? undefined : await core.git.read(expression);
  if (object === undefined) throw notFound();
  if (object.type === 'blob') {
    const inline = object.size <= MAX_INLINE_BYTES;
    return {
      ...entryBody(core, { path, ref, type: 'file', oid: object.oid, size: object.size }),
      content: inline ? toBase64(object.body) : '',
      encoding: inline ? 'base64' : 'none',
    };
  }
  const entries = decodeTree(object.body).slice(0, MAX_ENTRIES);
  const bodies = entries.map(async ({ mode, name, oid }) => {
    const info = mode === TREE_MODE ? undefined : await core.git.info(oid);
    return entryBody(core, {
      path: path === '' ? name : `${path}/${name}`,
      ref,
      type: typeOfEntry(mode),
      oid,
      size: info?.size ?? 0,
    });
  });
  return Promise.all(bodies);
}

function typeOfEntry(mode: string): 'dir' | 'symlink' | 'file' {
  if (mode === TREE_MODE) return 'dir';
  return mode === '120000' ? 'symlink' : 'file';
}

function entryBody(
  core: Core,
  {
    path,
    ref,
    type,
    oid,
    size,
  }: { path: string; ref: string; type: 'dir' | 'file' | 'symlink'; oid: string; size: ObjectInfo['size'] },
) {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const self = `${core.apiUrl}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${core.apiUrl}/git/${type === 'dir' ? 'trees' : 'blobs'}/${oid}`;
  const html = `${core.htmlUrl}/${type === 'dir' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    sha: oid,
    size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: type === 'dir' ? null : `${core.htmlUrl}/raw/${ref}/${encoded}`,
    type,
    _links: { self, git, html },
  };
}
