import type { GitObjects } from '../images/git-objects.ts';
import type { Image } from '../images/image-store.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { PackedFile } from './package-archive.ts';
import { PackageCatalog } from './package-catalog.ts';
import type { PackageEntry, PackageIndex } from './package-index.ts';
import { targetOf, type RegistryFault } from './registry-faults.ts';

/** A catalog in which the faults that concern packages show: versions gone, bytes changed, files missing. */
export class FaultyCatalog extends PackageCatalog {
  readonly #faults: FaultList<RegistryFault>;

  constructor(git: GitObjects, faults: FaultList<RegistryFault>) {
    super(git);
    this.#faults = faults;
  }

  override async index(image: Image): Promise<PackageIndex> {
    const index = await super.index(image);
    const gone = this.#targets('versionVanishes');
    if (gone.length === 0) return index;
    return new Map(
      [...index].map(([name, versions]) => [
        name,
        new Map(
          [...versions].filter(
            ([version]) => !gone.some((target) => target.name === name && target.version === version),
          ),
        ),
      ]),
    );
  }

  override async content(entry: PackageEntry, path: string): Promise<Buffer | undefined> {
    const content = await super.content(entry, path);
    const isWrong = this.#strikes('wrongContentSameVersion', entry, path, 'manifest.yml');
    return content === undefined || !isWrong
      ? content
      : Buffer.concat([content, Buffer.from('\n# not what was built\n')]);
  }

  override async contents(entry: PackageEntry): Promise<PackedFile[]> {
    const files = await super.contents(entry);
    return files.filter(({ path }) => !this.#strikes('missingFileInZip', entry, path, 'manifest.yml'));
  }

  #targets(kind: RegistryFault): ReturnType<typeof targetOf>[] {
    return this.#faults
      .list()
      .filter((fault) => fault.kind === kind)
      .map(targetOf);
  }

  #strikes(kind: RegistryFault, { name, version }: PackageEntry, path: string, usual: string): boolean {
    return this.#targets(kind).some(
      (target) => target.name === name && target.version === version && (target.path ?? usual) === path,
    );
  }
}
