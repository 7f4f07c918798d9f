import { GitHubError } from './github-error.ts';

/**
 * Thrown when a write names a tree, a commit or a branch that GitHub does not find.
 *
 * Right after we wrote that object it is only GitHub's read lag, and doing it again helps; an object that
 * nothing keeps alive may also be gone for good.
 */
export class GitHubObjectMissing extends GitHubError {
  override readonly name = 'GitHubObjectMissing';
}
