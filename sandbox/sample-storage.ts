import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packagePath, parsePackageVersion, type PackageVersion } from '../domain/package-version.ts';
import { createStorage, type BranchFiles } from './github/bare-storage.ts';

/** Where the sample packages stand before anybody moves them. `spotlight@1.0.0` is on no branch: it is to be born. */
const BRANCHES: Readonly<Record<string, readonly string[]>> = {
  snapshot: ['curtain@0.2.0', 'orchestra@1.2.0-preview1'],
  staging: ['orchestra@1.1.0'],
  production: ['footlights@2.1.0', 'orchestra@1.0.0'],
};

/** The folder of a sample package version. Compiled code finds the samples in the source tree beside it. */
export function sampleFolder({ name, version }: PackageVersion): string {
  const places = ['./samples/', '../../sandbox/samples/'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const samples = places.find((place) => existsSync(place)) ?? '';
  return join(samples, name, version);
}

/** Makes a small storage of our own packages in `dir`, which must not exist. The same in every run. */
export async function createSampleStorage(dir: string): Promise<void> {
  const branches = Object.entries(BRANCHES).map(([branch, packages]): [string, BranchFiles] => {
    const readme = `# Package storage: ${branch}\n\nThe packages of the ${branch} registry.\n`;
    const files = packages.map(parsePackageVersion).flatMap(readSample);
    return [branch, Object.fromEntries([['README.md', readme], ...files])];
  });
  await createStorage(dir, Object.fromEntries(branches));
}

function readSample(packageVersion: PackageVersion): [path: string, content: Uint8Array][] {
  const folder = sampleFolder(packageVersion);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = join(entry.parentPath, entry.name);
      const path = `${packagePath(packageVersion)}${file.slice(folder.length).replaceAll('\\', '/')}`;
      return [path, readFileSync(file)];
    });
}
