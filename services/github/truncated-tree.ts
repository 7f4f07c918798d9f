import { GitHubError } from './github-error.ts';

/**
 * Thrown when GitHub lists only a part of a tree: more than 100,000 entries or 7 MB. A part of a content has
 * no identity, so there is nothing to go on with. No single package version comes near.
 */
export class TruncatedTree extends GitHubError {
  override readonly name = 'TruncatedTree';
  readonly tree: string;

  constructor(tree: string, operation: string) {
    super(`GitHub lists only a part of tree ${tree}: it has too many entries.`, { operation, status: 200 });
    this.tree = tree;
  }
}
