import { GitHubError } from './github-error.ts';

/**
 * Thrown when no answer came: no connection, a connection that broke, or 30 seconds without an end.
 *
 * A write may have happened all the same. Look before doing it again.
 */
export class GitHubUnreachable extends GitHubError {
  override readonly name = 'GitHubUnreachable';
}
