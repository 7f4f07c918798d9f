import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file to be packed. */
export interface PackedFile {
  readonly path: string;
  readonly content: Buffer;
}

/**
 * Packs a package version as the registry does for a folder: everything below the folder `NAME-VERSION/`, an
 * entry for each folder too. The bytes differ between images, because the times of the files do.
 */
export async function packPackage(root: string, files: readonly PackedFile[], mtime: Date): Promise<Buffer> {
  const zip = new ZipFile();
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split('/').slice(0, -1);
    parts.forEach((_, depth) => folders.add(parts.slice(0, depth + 1).join('/')));
  }
  for (const folder of folders) zip.addEmptyDirectory(`${root}/${folder}`, { mtime });
  for (const { path, content } of files) zip.addBuffer(content, `${root}/${path}`, { mtime });
  zip.end();
  return buffer(zip.outputStream);
}
