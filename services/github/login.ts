import type { ActorAnswer } from './answers.ts';

/**
 * The login by which one person or bot is known everywhere.
 *
 * GraphQL calls a bot `limelight` as an author and `limelight[bot]` as the viewer; REST says the latter always,
 * and without it a person could be taken for the bot of the same name. A deleted account is `ghost`, as on
 * GitHub's pages.
 */
export function loginOf(actor: ActorAnswer): string {
  if (actor === null) return 'ghost';
  return actor.__typename === 'Bot' && !actor.login.endsWith('[bot]') ? `${actor.login}[bot]` : actor.login;
}
