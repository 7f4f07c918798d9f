import type { Content, ContentFiles } from '../../domain/content.ts';

/** What a tree holds. */
export interface ReadContent {
  readonly content: Content;
  readonly files: ContentFiles;
}

/**
 * The contents of the trees that were read last. A tree id names its content for ever, so that nothing here is ever
 * out of date; a wait for a registry asks GitHub once, however often it looks.
 */
export class ContentCache {
  readonly #most: number;
  /** The one that was used last stands last. */
  readonly #known = new Map<string, Promise<ReadContent>>();

  /** @param most - how many trees are kept. */
  constructor(most = 200) {
    this.#most = most;
  }

  /** What is known of a tree, or what `read` gives; a failure is not kept. */
  async get(tree: string, read: () => Promise<ReadContent>): Promise<ReadContent> {
    const found = this.#known.get(tree) ?? read();
    this.#known.delete(tree);
    this.#known.set(tree, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    try {
      return await found;
    } catch (error) {
      if (this.#known.get(tree) === found) this.#known.delete(tree);
      throw error;
    }
  }
}
