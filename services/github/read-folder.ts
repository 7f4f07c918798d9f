import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Content, ContentFiles } from '../../domain/content.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { contentOf } from './git-objects.ts';
import { InvalidPackageFolder } from './invalid-package-folder.ts';
import { filesOf, type PackageFile } from './package-file.ts';

/** A package version on this machine's disk. */
export interface LocalPackage {
  /** To upload; sorted by path. */
  readonly files: readonly PackageFile[];
  /** Tree id and digest as GitHub will give them. */
  readonly content: Content;
  readonly contentFiles: ContentFiles;
}

/** What git itself and macOS leave lying about. */
const IGNORED = new Set(['.git', '.DS_Store']);
/** A version such as `1.10` is a number to YAML, and no version. */
const MANIFEST = z.object({ name: z.unknown().optional(), version: z.unknown().optional() });
const OWNER_MAY_EXECUTE = 0o100;

/**
 * Reads the folder of a package version: its files, their executable bits and symbolic links as links.
 *
 * @param folder - the one that holds `manifest.yml`.
 * @throws {@link InvalidPackageFolder} when there is no such folder or no file in it, when `manifest.yml` is
 *   missing, unreadable or names another package or version, and for anything that git cannot hold.
 */
export async function readFolder(folder: string, packageVersion: PackageVersion): Promise<LocalPackage> {
  const files = await readFiles(folder, '', folder);
  if (files.length === 0) throw new InvalidPackageFolder(folder, 'there is no file in it.');
  checkManifest(folder, files, packageVersion);
  const contentFiles = filesOf(files);
  return { files, contentFiles, content: contentOf(contentFiles) };
}

async function readFiles(root: string, prefix: string, folder: string): Promise<PackageFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new InvalidPackageFolder(root, `it is no folder that can be read (${String(error)}).`, error);
  });
  const files: PackageFile[] = [];
  for (const name of names.filter((candidate) => !IGNORED.has(candidate)).sort()) {
    const path = prefix + name;
    const full = join(folder, name);
    const found = await lstat(full);
    if (found.isDirectory()) files.push(...(await readFiles(root, `${path}/`, full)));
    else if (found.isSymbolicLink()) {
      files.push({ path, mode: '120000', bytes: await readlink(full, 'buffer') });
    } else if (found.isFile()) {
      const mode = (found.mode & OWNER_MAY_EXECUTE) === 0 ? '100644' : '100755';
      files.push({ path, mode, bytes: await readFile(full) });
    } else throw new InvalidPackageFolder(root, `${path} is neither a file, a folder nor a link.`);
  }
  return files;
}

function checkManifest(folder: string, files: readonly PackageFile[], wanted: PackageVersion): void {
  const manifest = files.find(({ path }) => path === 'manifest.yml');
  if (manifest === undefined) {
    throw new InvalidPackageFolder(folder, 'there is no manifest.yml; is it the folder of one version?');
  }
  let parsed: unknown;
  try {
    parsed = parse(Buffer.from(manifest.bytes).toString('utf8'));
  } catch (error) {
    throw new InvalidPackageFolder(folder, `manifest.yml is no YAML (${String(error)}).`, error);
  }
  const { name, version } = MANIFEST.safeParse(parsed).data ?? {};
  if (name !== wanted.name || version !== wanted.version) {
    throw new InvalidPackageFolder(
      folder,
      `manifest.yml names ${String(name)}@${String(version)}, not ${formatPackageVersion(wanted)}.`,
    );
  }
}
