import { GitHubError } from './github-error.ts';

/**
 * Thrown for a success that is none: a login page, a cut or empty body, a GraphQL answer of another shape, an
 * object with another id than its content has. Nothing may be concluded from it, least of all that something
 * is absent.
 */
export class GitHubAnswerUnexpected extends GitHubError {
  override readonly name = 'GitHubAnswerUnexpected';
}
