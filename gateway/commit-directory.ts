import { BoundedMap } from './bounded-map.ts';
import type { NamedPullRequest } from './delivery-subject.ts';

/** Finds the pull requests that have a commit. */
export type FindByCommit = (sha: string) => Promise<readonly NamedPullRequest[]>;

/**
 * Which pull requests a commit is the head of: learnt from deliveries, and asked for where none has told. What is
 * outdated costs a needless look, or is found out by the journey's own.
 */
export class CommitDirectory {
  readonly #find: FindByCommit;
  readonly #known: BoundedMap<string, readonly NamedPullRequest[]>;

  /** @param most - how many commits it remembers. */
  constructor(find: FindByCommit, most: number) {
    this.#find = find;
    this.#known = new BoundedMap(most);
  }

  /** A delivery has named a pull request with its head. */
  learn(pullRequest: NamedPullRequest): void {
    const { sha } = pullRequest.head;
    const others = (this.#known.get(sha) ?? []).filter(({ number }) => number !== pullRequest.number);
    this.#known.set(sha, [...others, pullRequest]);
  }

  /** Those that are remembered: none at all is an answer, too. */
  recall(sha: string): readonly NamedPullRequest[] | undefined {
    return this.#known.get(sha);
  }

  /** @throws what asking throws. */
  async find(sha: string): Promise<readonly NamedPullRequest[]> {
    const known = this.#known.get(sha);
    if (known !== undefined) return known;
    const found = await this.#find(sha);
    this.#known.set(sha, found);
    return found;
  }
}
