import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { sampleFolder } from '../sample-storage.ts';

const MODEL: PackageVersion = { name: 'spotlight', version: '1.0.0' };

/**
 * Writes the folder of a package version that no branch has, after the model of a sample. May run twice.
 *
 * @param dir - the folder is made in it.
 * @returns the folder.
 */
export async function writeNewborn(dir: string, packageVersion: PackageVersion): Promise<string> {
  const { name, version } = packageVersion;
  const folder = join(dir, formatPackageVersion(packageVersion));
  await cp(sampleFolder(MODEL), folder, { recursive: true });
  for (const file of ['manifest.yml', 'changelog.yml']) {
    const text = await readFile(join(folder, file), 'utf8');
    const renamed = text
      .replace(/^(name: ).*$/m, `$1${name}`)
      .replace(/^((?:- )?version: ).*$/m, `$1${version}`);
    await writeFile(join(folder, file), renamed);
  }
  return folder;
}

/**
 * Reads a folder as files to commit.
 *
 * @param path - where it goes in the storage, such as `packages/gel/1.0.0`.
 */
export async function readNewborn(folder: string, path: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const contents = await Promise.all(
    files.map(async (file): Promise<[string, string]> => [
      `${path}/${file}`,
      await readFile(join(folder, file), 'utf8'),
    ]),
  );
  return Object.fromEntries(contents);
}
