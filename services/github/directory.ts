import { parse } from 'yaml';
import { z } from 'zod';
import { GitHubError } from './github-error.ts';
import type { GitHubConnection } from './github-connection.ts';
import { TimedCache } from './timed-cache.ts';

const PAGE = 100;
/** A yes is good for so long: somebody who left a team may approve a little longer. */
const YES_MS = 5 * 60_000;
/** A no is asked again much sooner: somebody who was just let in waits for it. */
const NO_MS = 30_000;

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\[bot\])?$/;
const MANIFEST = z.object({ owner: z.object({ github: z.string().min(1) }) });

/** Who is in a team, and who may write, as GitHub says: remembered for a while. */
export class Directory {
  readonly #connection: GitHubConnection;
  readonly #teams = new TimedCache<ReadonlySet<string> | undefined>();
  readonly #writers = new TimedCache<boolean>();
  readonly #owners = new TimedCache<string | undefined>();

  constructor(connection: GitHubConnection) {
    this.#connection = connection;
  }

  /** See {@link GitHubStorage.isInTeam}. */
  async isInTeam(team: string, login: string): Promise<boolean | undefined> {
    const wanted = login.toLowerCase();
    const members = await this.#teams.get(
      team.toLowerCase(),
      () => readTeam(this.#connection, team),
      (known, age) => age < (known?.has(wanted) === true ? YES_MS : NO_MS),
    );
    return members?.has(wanted);
  }

  /** See {@link GitHubStorage.mayWrite}. */
  mayWrite(login: string): Promise<boolean> {
    return this.#writers.get(
      login.toLowerCase(),
      () => readPermission(this.#connection, login),
      (may, age) => age < (may ? YES_MS : NO_MS),
    );
  }

  /** See {@link GitHubStorage.findOwner}. @param findManifest - the blob id of the manifest in the tree. */
  findOwner(tree: string, findManifest: () => Promise<string | undefined>): Promise<string | undefined> {
    return this.#owners.get(tree, async () => {
      const blob = await findManifest();
      return blob === undefined ? undefined : readOwner(this.#connection, blob);
    });
  }
}

/** The members of a team and of the teams below it; undefined when there is no such team, or we may not see it. */
async function readTeam({ rest }: GitHubConnection, team: string): Promise<ReadonlySet<string> | undefined> {
  const [org = '', slug = ''] = team.split('/');
  const members = new Set<string>();
  try {
    for (let page = 1; ; page += 1) {
      const { data } = await rest.teams.listMembersInOrg({ org, team_slug: slug, per_page: PAGE, page });
      for (const { login } of data) members.add(login.toLowerCase());
      if (data.length < PAGE) return members;
    }
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

async function readPermission({ rest, at }: GitHubConnection, login: string): Promise<boolean> {
  // Whatever is no login would be part of an address.
  if (!LOGIN.test(login)) return false;
  try {
    const { data } = await rest.repos.getCollaboratorPermissionLevel({ ...at, username: login });
    return data.permission === 'write' || data.permission === 'admin';
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404) return false;
    throw error;
  }
}

async function readOwner({ rest, at }: GitHubConnection, blob: string): Promise<string | undefined> {
  const { data } = await rest.git.getBlob({ ...at, file_sha: blob });
  const text = Buffer.from(data.content, 'base64').toString('utf8');
  return MANIFEST.safeParse(parseYaml(text)).data?.owner.github.trim().replace(/^@/, '');
}

/** What is no YAML names nobody. */
function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** A refusal that is no rate limit. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof GitHubError) || error.retryAfterMs !== undefined) return false;
  return error.status === 404 || error.status === 403;
}
