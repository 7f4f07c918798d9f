import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file to be packed. */
export interface PackedFile {
  readonly path: string;
  readonly content: Buffer;
}

/**
 * Packs a package version as the registry does for a folder: everything below the folder `NAME-VERSION/`, an
 * entry for each folder too, each before what is in it. The bytes differ between images, because the times of the files do.
 */
export async function packPackage(root: string, files: readonly PackedFile[], mtime: Date): Promise<Buffer> {
  const zip = new ZipFile();
  const contents = new Map<string, Buffer | undefined>();
  for (const { path, content } of files) {
    const parts = path.split('/');
    parts.slice(1).forEach((_, depth) => contents.set(parts.slice(0, depth + 1).join('/'), undefined));
    contents.set(path, content);
  }
  for (const path of [...contents.keys()].sort(compareAlongWalk)) {
    const content = contents.get(path);
    if (content === undefined) zip.addEmptyDirectory(`${root}/${path}`, { mtime });
    else zip.addBuffer(content, `${root}/${path}`, { mtime });
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** Folder by folder, by name in each: a slash comes before everything else. */
function compareAlongWalk(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one.replaceAll('/', '\0')), Buffer.from(other.replaceAll('/', '\0')));
}
