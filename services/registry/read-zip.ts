import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { openPromise, type Entry } from 'yauzl';

/** What is refused whatever a zip says: a registry may be wrong, or not be one. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all files together, unpacked. */
  readonly unpacked: number;
}

export const ZIP_LIMITS: ZipLimits = { entries: 100_000, unpacked: 1024 ** 3 };

/**
 * The files of a zip by their path below `folder`, each with its id as a git blob. Nothing is unpacked to disk,
 * and a file of any size is never in memory as a whole. Modes are left out: those in a zip are of the machine
 * that made it.
 *
 * @throws Error with a sentence for a zip that is broken or lies about a size, an entry that is outside the
 *   folder, absolute, there twice, encrypted or that has `..` or a backslash in its path, and above the limits.
 */
export async function readZip(
  file: string,
  folder: string,
  limits: ZipLimits = ZIP_LIMITS,
): Promise<Map<string, string>> {
  const zip = await openPromise(file, { strictFileNames: true });
  const blobs = new Map<string, string>();
  let unpacked = 0;
  try {
    if (zip.entryCount > limits.entries) throw new Error(`it has more than ${limits.entries} entries`);
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.startsWith(`${folder}/`)) {
        throw new Error(`"${entry.fileName}" is outside of ${folder}/`);
      }
      if (entry.fileName.endsWith('/')) continue;
      const path = entry.fileName.slice(folder.length + 1);
      if (blobs.has(path)) throw new Error(`"${path}" is there twice`);
      unpacked += entry.uncompressedSize;
      if (unpacked > limits.unpacked) throw new Error(`it unpacks to more than ${limits.unpacked} bytes`);
      blobs.set(path, await hashBlob(entry, await zip.openReadStreamPromise(entry)));
    }
  } finally {
    zip.close();
  }
  return blobs;
}

/** As git does (gitformat-object). The reader makes sure that the size in the entry is that of the bytes. */
async function hashBlob({ uncompressedSize }: Entry, bytes: Readable): Promise<string> {
  const hash = createHash('sha1').update(`blob ${uncompressedSize}\0`);
  for await (const chunk of bytes as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}
