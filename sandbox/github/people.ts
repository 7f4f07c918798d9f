import { randomBytes } from 'node:crypto';
import { ApiError } from './api-error.ts';
import type { Signature } from './git-format.ts';
import type { Permission, StandInUser } from './model.ts';

/** Who stands behind a request. `app` is a GitHub App that shows its own JWT: it acts on no repository. */
export interface Identity {
  readonly login: string;
  readonly permission: Permission;
  readonly kind: 'user' | 'installation' | 'app';
}

export const DEFAULT_USERS: readonly StandInUser[] = [
  { login: 'limelight-bot', token: 'bot-token', permission: 'write' },
  { login: 'teammate', token: 'teammate-token', permission: 'write' },
  { login: 'author', token: 'author-token', permission: 'write' },
  { login: 'reader', token: 'reader-token', permission: 'read' },
  { login: 'admin', token: 'admin-token', permission: 'admin' },
];

export const APP_SLUG = 'limelight';
const APP_LOGIN = `${APP_SLUG}[bot]`;
const RANK: Record<Permission, number> = { none: 0, read: 1, write: 2, admin: 3 };

/** The committer of every commit that GitHub makes itself. */
export function gitHubSignature(date: string): Signature {
  return { name: 'GitHub', email: 'noreply@github.com', date };
}

/** The users of the stand-in, their tokens, and the tokens of its one App installation. */
export class People {
  readonly #byToken = new Map<string, Identity>();
  readonly #byLogin = new Map<string, StandInUser>();
  readonly #logins: string[] = [];
  readonly #teams: ReadonlyMap<string, readonly string[]>;

  /** @param teams - the logins of the members by `ORGANIZATION/TEAM`. */
  constructor(users: readonly StandInUser[], teams: Readonly<Record<string, readonly string[]>> = {}) {
    this.#teams = new Map(Object.entries(teams).map(([team, members]) => [team.toLowerCase(), members]));
    for (const user of users) {
      this.#byLogin.set(user.login, user);
      this.#byToken.set(user.token, { login: user.login, permission: user.permission, kind: 'user' });
    }
    this.#byLogin.set(APP_LOGIN, { login: APP_LOGIN, token: '', permission: 'write', type: 'Bot' });
  }

  /**
   * Who sends this `Authorization` header.
   *
   * @throws ApiError 401 without a header, for an unknown token, and for a JWT that does not parse or is over.
   */
  identify(header: string | undefined): Identity {
    const token = /^(?:bearer|token)\s+(\S+)$/i.exec(header ?? '')?.[1];
    if (token === undefined) throw new ApiError(401, 'Requires authentication');
    if (token.split('.').length === 3) return identifyApp(token);
    const identity = this.#byToken.get(token);
    if (identity === undefined) throw new ApiError(401, 'Bad credentials');
    return identity;
  }

  /** A fresh token for the App's installation; like every token it ends with the process. */
  issueInstallationToken(): string {
    const token = `ghs_${randomBytes(18).toString('hex')}`;
    this.#byToken.set(token, { login: APP_LOGIN, permission: 'write', kind: 'installation' });
    return token;
  }

  permission(login: string): Permission {
    return this.#byLogin.get(login)?.permission ?? 'none';
  }

  may(login: string, permission: Permission): boolean {
    return RANK[this.permission(login)] >= RANK[permission];
  }

  knows(login: string): boolean {
    return this.#byLogin.has(login);
  }

  /** The logins of a team's members; undefined when there is no such team. */
  teamMembers(team: string): readonly string[] | undefined {
    return this.#teams.get(team.toLowerCase());
  }

  typeOf(login: string): 'User' | 'Bot' {
    return this.#byLogin.get(login)?.type ?? 'User';
  }

  /** A number of its own for each login, the same as long as the process lives. */
  idOf(login: string): number {
    const at = this.#logins.indexOf(login);
    return at >= 0 ? at + 1 : this.#logins.push(login);
  }

  signature(login: string, date: string): Signature {
    return { name: login, email: `${login}@users.noreply.github.com`, date };
  }
}

/** The signature of a JWT is not verified: the stand-in knows no key. */
function identifyApp(token: string): Identity {
  const [, claims = ''] = token.split('.');
  try {
    const { iss, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Record<
      string,
      unknown
    >;
    if (iss !== undefined && Number(exp) * 1000 > Date.now())
      return { login: APP_SLUG, permission: 'none', kind: 'app' };
  } catch {
    // Falls through: what does not parse is refused as GitHub refuses it.
  }
  throw new ApiError(401, 'A JSON web token could not be decoded');
}
