import { createHash } from 'node:crypto';
import type { Content, ContentFile, ContentFiles } from '../../domain/content.ts';

/** Ids as git computes them, without git (gitformat-object: `TYPE LENGTH NUL bytes`, SHA-1). */
function objectId(type: 'blob' | 'tree', bytes: Uint8Array): string {
  return createHash('sha1').update(`${type} ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The blob id of a file's bytes. */
export function blobId(bytes: Uint8Array): string {
  return objectId('blob', bytes);
}

/** A folder while its tree is computed. */
type Folder = Map<string, ContentFile | Folder>;

/**
 * The tree id of a folder with these files, the same that `git write-tree` and GitHub give.
 *
 * @throws TypeError for paths that cannot be together: `a` and `a/b`.
 */
export function treeId(files: ContentFiles): string {
  const root: Folder = new Map();
  for (const [path, file] of Object.entries(files)) {
    const parts = path.split('/');
    const name = parts.pop() as string;
    let folder = root;
    for (const part of parts) {
      const next = folder.get(part) ?? new Map<string, ContentFile | Folder>();
      if (!(next instanceof Map)) throw new TypeError(`"${path}" lies under a file.`);
      folder.set(part, next);
      folder = next;
    }
    if (folder.has(name)) throw new TypeError(`"${path}" is a file and a folder.`);
    folder.set(name, file);
  }
  return folderId(root);
}

function folderId(folder: Folder): string {
  const entries = [...folder].map(([name, entry]) => {
    const isFolder = entry instanceof Map;
    const id = isFolder ? folderId(entry) : entry.blob;
    return {
      // Git sorts a folder as if its name ended in a slash, and by bytes.
      key: Buffer.from(isFolder ? `${name}/` : name),
      bytes: Buffer.concat([
        Buffer.from(`${isFolder ? '40000' : entry.mode} ${name}\0`),
        Buffer.from(id, 'hex'),
      ]),
    };
  });
  entries.sort((a, b) => Buffer.compare(a.key, b.key));
  return objectId('tree', Buffer.concat(entries.map(({ bytes }) => bytes)));
}

/** SHA-256 over the sorted `path NUL blob LF` lines: {@link Content.digest}. */
export function contentDigest(files: ContentFiles): string {
  const lines = Object.entries(files).map(([path, { blob }]) => `${path}\0${blob}\n`);
  return createHash('sha256').update(lines.sort().join('')).digest('hex');
}

/** What these files are as a content, with the tree id given or computed. */
export function contentOf(files: ContentFiles, tree: string = treeId(files)): Content {
  return { tree, digest: contentDigest(files), files: Object.keys(files).length };
}
