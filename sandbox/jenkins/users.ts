import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** `discover` lets a person know that a job exists; without it and without `read` it looks as if it did not. */
export type JenkinsPermission = 'discover' | 'read' | 'build' | 'cancel';

/** Somebody who may come with an API token, or with a password and a crumb. */
export interface JenkinsUser {
  readonly login: string;
  readonly token: string;
  readonly password?: string;
  readonly permissions: readonly JenkinsPermission[];
}

/** The users of the sandbox: ours, and somebody who builds by hand. */
export const DEFAULT_USERS: readonly JenkinsUser[] = [
  { login: 'limelight-bot', token: 'jenkins-token', permissions: ['discover', 'read', 'build', 'cancel'] },
  { login: 'author', token: 'author-token', permissions: ['discover', 'read', 'build'] },
];

/** Who asks, as far as the credentials tell. */
export type Visitor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused'; readonly login: string }
  | { readonly kind: 'user'; readonly user: JenkinsUser; readonly withToken: boolean };

/**
 * Reads basic authentication. A token is enough for everything; a password needs, for each POST, a crumb that
 * was given out to the same session.
 */
export class Reception {
  readonly #users: readonly JenkinsUser[];
  readonly #crumbs = new Map<string, string>();

  constructor(users: readonly JenkinsUser[]) {
    this.#users = users;
  }

  identify(headers: IncomingHttpHeaders): Visitor {
    const encoded = /^basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (encoded === undefined) return { kind: 'anonymous' };
    const [login = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const user = this.#users.find((candidate) => candidate.login === login);
    const given = secret.join(':');
    if (user === undefined || (given !== user.token && given !== user.password))
      return { kind: 'refused', login };
    return { kind: 'user', user, withToken: given === user.token };
  }

  /** Gives a session and its crumb out. */
  issueCrumb(headers: IncomingHttpHeaders): { readonly session: string; readonly crumb: string } {
    const session = sessionOf(headers) ?? randomUUID();
    const crumb = this.#crumbs.get(session) ?? randomUUID().replaceAll('-', '');
    this.#crumbs.set(session, crumb);
    return { session, crumb };
  }

  /** True when the request carries the crumb of its own session. */
  hasCrumb(headers: IncomingHttpHeaders): boolean {
    const session = sessionOf(headers);
    return session !== undefined && this.#crumbs.get(session) === headers['jenkins-crumb'];
  }
}

function sessionOf(headers: IncomingHttpHeaders): string | undefined {
  return /JSESSIONID=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
}
