import { packagePath, parsePackageVersion } from '../../domain/package-version.ts';
import { samplePackage, type SampleFiles } from '../sandbox/sample-storage.ts';
import type { World } from './world.ts';

/** The files of a small package that the registry accepts, by path in the storage. */
export function filesOf(text: string, more: SampleFiles = {}): SampleFiles {
  const { name, version } = parsePackageVersion(text);
  return samplePackage(name, version, more);
}

/** What people do with a clone of their own, beside all journeys. */
export class ByHand {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Pushes a version to a branch; a new branch begins at `from`. @returns the version's tree there. */
  async push(branch: string, text: string, more?: SampleFiles, from = branch): Promise<string> {
    const { github } = this.#world.sandbox;
    await github.pushCommit(branch, filesOf(text, more), 'author', `Add ${text} by hand`, from);
    return this.#world.treeOf(branch, parsePackageVersion(text)) ?? 'none';
  }

  /** Deletes a version from a branch. */
  async remove(branch: string, text: string): Promise<void> {
    const path = packagePath(parsePackageVersion(text));
    const files = this.#world.git('ls-tree', '-r', '--name-only', branch, `${path}/`).split('\n');
    const nothing = Object.fromEntries(files.map((file) => [file, null]));
    await this.#world.sandbox.github.pushCommit(branch, nothing, 'author', `Remove ${text} by hand`);
  }

  /** Puts a version back on a branch, as an earlier commit has it. Its files are texts that end with a line break. */
  async putBack(branch: string, text: string, commit: string): Promise<void> {
    const path = packagePath(parsePackageVersion(text));
    const paths = this.#world.git('ls-tree', '-r', '--name-only', commit, `${path}/`).split('\n');
    const files = Object.fromEntries(
      paths.map((file) => [file, `${this.#world.git('show', `${commit}:${file}`)}\n`]),
    );
    await this.#world.sandbox.github.pushCommit(branch, files, 'author', `Put ${text} back`);
  }

  /** Deletes a branch, by the API as its web page does. @throws an Error when GitHub refuses. */
  async deleteBranch(branch: string): Promise<void> {
    const { github } = this.#world.sandbox;
    const url = `${github.url}/repos/${this.#world.services.storage.repository}/git/refs/heads/${branch}`;
    const headers = { authorization: 'Bearer author-token' };
    const { status } = await fetch(url, { method: 'DELETE', headers });
    if (status !== 204) throw new Error(`${branch} was not deleted: ${status}`);
  }

  /** Opens a pull request that adds a version to a branch. @returns its number. */
  async propose(base: string, head: string, text: string, more?: SampleFiles): Promise<number> {
    await this.push(head, text, more, base);
    const title = `Add ${text}`;
    const { number } = await this.#world.sandbox.github.openPullRequest({
      title,
      head,
      base,
      login: 'author',
    });
    return number;
  }
}
