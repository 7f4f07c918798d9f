import type { GitObjects, TreeFile } from '../images/git-objects.ts';
import type { Image } from '../images/image-store.ts';
import type { PackedFile } from './package-archive.ts';
import { describePackage } from './package-details.ts';
import { indexImage, type PackageEntry, type PackageIndex } from './package-index.ts';
import { summarize, type PackageSummary } from './package-summary.ts';
import { readManifestYaml, type ManifestObject } from './manifest-yaml.ts';

/**
 * Reads packages out of git when they are asked for, and each only once: a package's folder is known by its tree
 * id, and what has the same tree id has the same content in every image.
 */
export class PackageCatalog {
  readonly git: GitObjects;
  readonly #indexes = new Map<string, Promise<PackageIndex>>();
  readonly #manifests = new Map<string, Promise<ManifestObject | undefined>>();
  readonly #files = new Map<string, Promise<TreeFile[]>>();

  constructor(git: GitObjects) {
    this.git = git;
  }

  /** The package versions of an image. */
  index(image: Image): Promise<PackageIndex> {
    const key = image.layers.map(({ commit }) => commit).join();
    return remember(this.#indexes, key, () => indexImage(this.git, image));
  }

  /** What a search shows of a package version; undefined when its manifest cannot be read. */
  async summary(entry: PackageEntry): Promise<PackageSummary | undefined> {
    const manifest = await this.manifest(entry);
    return manifest === undefined ? undefined : summarize(entry, manifest);
  }

  /** The body of its page; undefined when its manifest cannot be read. */
  async details(entry: PackageEntry): Promise<object | undefined> {
    const manifest = await this.manifest(entry);
    if (manifest === undefined) return undefined;
    const files = await this.files(entry);
    return describePackage({ entry, manifest, files, dataStreams: await this.dataStreams(files) });
  }

  /** Its manifest; undefined when there is none, or none that can be read. */
  manifest({ tree }: PackageEntry): Promise<ManifestObject | undefined> {
    return remember(this.#manifests, tree, async () => {
      const object = await this.git.read(`${tree}:manifest.yml`);
      try {
        return object === undefined ? undefined : readManifestYaml(object.body.toString('utf8'));
      } catch {
        return undefined;
      }
    });
  }

  /** Its files, by path relative to its folder. */
  files({ tree }: PackageEntry): Promise<TreeFile[]> {
    return remember(this.#files, tree, () => this.git.listFiles(tree));
  }

  /** The bytes of one of its files; undefined when it has no such file. */
  async content(entry: PackageEntry, path: string): Promise<Buffer | undefined> {
    const file = (await this.files(entry)).find((candidate) => candidate.path === path);
    return file === undefined ? undefined : (await this.git.read(file.id))?.body;
  }

  /** All of its files with their bytes, as an archive holds them. */
  async contents(entry: PackageEntry): Promise<PackedFile[]> {
    const files = await this.files(entry);
    return Promise.all(
      files.map(async ({ path }) => ({
        path,
        content: (await this.content(entry, path)) ?? Buffer.alloc(0),
      })),
    );
  }

  /** The manifests of its data streams by folder name. @throws when one of them is no YAML. */
  async dataStreams(files: readonly TreeFile[]): Promise<Map<string, ManifestObject>> {
    const found = files.flatMap(({ path, id }) => {
      const folder = /^data_stream\/([^/]+)\/manifest\.yml$/.exec(path)?.[1];
      return folder === undefined ? [] : [{ folder, id }];
    });
    found.sort((one, other) => (one.folder < other.folder ? -1 : 1));
    const manifests = await Promise.all(
      found.map(async ({ folder, id }) => {
        const object = await this.git.read(id);
        return [folder, readManifestYaml(object?.body.toString('utf8') ?? '')] as const;
      }),
    );
    return new Map(manifests);
  }
}

function remember<T>(known: Map<string, Promise<T>>, key: string, find: () => Promise<T>): Promise<T> {
  const there = known.get(key);
  if (there !== undefined) return there;
  const finding = find();
  known.set(key, finding);
  // A failure is not remembered: the next who asks tries again.
  finding.catch(() => known.delete(key));
  return finding;
}
