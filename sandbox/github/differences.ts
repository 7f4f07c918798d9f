import type { FileChange } from './file-changes.ts';
import type { GitRepository } from './git-repository.ts';

/** What a head brings: its commits, the newest first, and the files that differ from the common ancestor. */
export interface Difference {
  readonly commits: readonly string[];
  readonly files: readonly FileChange[];
}

/** Differences between commits, each worked out once: commits never change. */
export class Differences {
  readonly #git: GitRepository;
  readonly #known = new Map<string, Promise<Difference>>();

  constructor(git: GitRepository) {
    this.#git = git;
  }

  read(base: string, head: string): Promise<Difference> {
    const key = `${base}...${head}`;
    const difference = this.#known.get(key) ?? this.#compute(base, head);
    this.#known.set(key, difference);
    return difference;
  }

  async #compute(base: string, head: string): Promise<Difference> {
    const common = await this.#git.mergeBase(base, head);
    if (common === undefined) return { commits: [], files: [] };
    const [commits, files] = await Promise.all([
      this.#git.commits(`${common}..${head}`),
      this.#git.changes(common, head),
    ]);
    return { commits, files };
  }
}
