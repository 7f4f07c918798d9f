import type { TreeEntry } from '../github/git-format.ts';
import type { GitObjects } from '../images/git-objects.ts';
import type { Image } from '../images/image-store.ts';
import { isStrictVersion } from './versions.ts';

/** A package version that an image holds: where its content is. */
export interface PackageEntry {
  readonly name: string;
  readonly version: string;
  /** Git tree id of its folder. */
  readonly tree: string;
  /** The branch whose layer it comes from. */
  readonly branch: string;
}

/**
 * What an image holds: package name -> version -> entry, in the order in which the registry walks its folders. Of two
 * versions that differ in build metadata only, the first is the newest to it.
 */
export type PackageIndex = ReadonlyMap<string, ReadonlyMap<string, PackageEntry>>;

/**
 * Lists the package versions of an image. The first layer that has a version wins, silently, and what is no
 * folder or no strict version is passed over; both as the registry does when it starts.
 *
 * It reads the folders only, no manifest: a storage with 128,000 files is listed in well under a second.
 */
export async function indexImage(git: GitObjects, image: Image): Promise<PackageIndex> {
  const index = new Map<string, Map<string, PackageEntry>>();
  for (const { branch, commit } of image.layers) {
    const names = (await git.readTree(`${commit}:packages`)).filter(({ mode }) => mode === '40000');
    const folders = await Promise.all(names.map(({ oid }) => git.readTree(oid)));
    names.forEach(({ name }, position) => {
      const versions = index.get(name) ?? new Map<string, PackageEntry>();
      for (const { name: version, mode, oid } of sortByName(folders[position] ?? [])) {
        if (mode !== '40000' || !isStrictVersion(version) || versions.has(version)) continue;
        versions.set(version, { name, version, tree: oid, branch });
      }
      if (versions.size > 0) index.set(name, versions);
    });
  }
  return index;
}

/** By plain name, as folders are walked; git sorts a folder as if its name ended in a slash. */
function sortByName(entries: readonly TreeEntry[]): TreeEntry[] {
  return entries.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
