import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCli } from './build-cli.ts';
import { checkCli } from './check-cli.ts';
import { downloadCli } from './download-cli.ts';
import type { FetchCli } from './fetch-cli.ts';
import { withFileLock } from './file-lock.ts';

/** The newest version that `go install` accepts: later ones have a `replace` in their go.mod. */
export const CLI_VERSION = 'v1.5.1';

/** Why there is no Temporal CLI; `message` lists the ways that were tried and what each one said. */
export class TemporalCliNotFound extends Error {
  override name = 'TemporalCliNotFound' as const;

  constructor(tried: readonly string[]) {
    super(
      [
        'No Temporal CLI was found, and none could be fetched:',
        ...tried.map((line) => `  - ${line}`),
        'Any one of these helps:',
        '  - set TEMPORAL_ADDRESS to use a Temporal server that runs already',
        '  - install the CLI (https://docs.temporal.io/cli#install) or set TEMPORAL_CLI_PATH to it',
        '  - allow downloads from https://temporal.download',
        '  - install Go (https://go.dev/dl): the CLI is then built from its source, once',
      ].join('\n'),
    );
  }
}

/** Where to look, and whom to tell. */
export interface CliSearch {
  readonly env: NodeJS.ProcessEnv;
  /** Takes one line for a person who waits. */
  readonly report: (line: string) => void;
  /** The ways to fetch it, in order; what they make is kept for the next time. */
  readonly ways?: Readonly<Record<string, FetchCli>>;
}

const WAYS: Readonly<Record<string, FetchCli>> = {
  download: (request) => downloadCli(request),
  'go install': buildCli,
};

/**
 * Finds a Temporal CLI that works, or fetches one: `TEMPORAL_CLI_PATH`, `temporal` on the PATH, our cache, the
 * vendor's download, a build from source.
 *
 * May run twice at once: of two processes one fetches and the other waits for it.
 *
 * @returns the path of the program (or `temporal`, when it is on the PATH).
 * @throws an Error when `TEMPORAL_CLI_PATH` names a program of no use: a person's choice is never passed over.
 * @throws {@link TemporalCliNotFound} when no way leads to one.
 */
export async function findTemporalCli({ env, report, ways = WAYS }: CliSearch): Promise<string> {
  const chosen = env['TEMPORAL_CLI_PATH'];
  if (chosen !== undefined && chosen !== '') return checkCli(chosen, env);

  const tried: string[] = [];
  const attempt = async (way: string, work: () => Promise<string>): Promise<string | undefined> => {
    try {
      return await work();
    } catch (error) {
      tried.push(`${way}: ${(error as Error).message}`);
      return undefined;
    }
  };
  const cached = cliCachePath(env);
  const local =
    (await attempt('PATH', () => checkCli('temporal', env))) ??
    (await attempt('cache', () => checkCli(cached, env)));
  if (local !== undefined) return local;

  await mkdir(dirname(cached), { recursive: true });
  const fetchOnce = async (): Promise<string> => {
    const fetchedByOther = await checkCli(cached, env).catch(() => undefined);
    if (fetchedByOther !== undefined) return fetchedByOther;
    for (const [way, fetchCli] of Object.entries(ways)) {
      const fetched = await attempt(way, async () => {
        await fetchCli({ version: CLI_VERSION, target: cached, env, report });
        return checkCli(cached, env);
      });
      if (fetched !== undefined) return fetched;
      report(`That did not work: ${tried.at(-1)}`);
    }
    throw new TemporalCliNotFound(tried);
  };
  return withFileLock(`${cached}.lock`, fetchOnce, () =>
    report('Another process fetches the Temporal CLI: waiting for it'),
  );
}

/** Where a fetched CLI is kept, by version. */
export function cliCachePath(env: NodeJS.ProcessEnv): string {
  const caches = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(caches, 'limelight', 'temporal', CLI_VERSION, 'temporal');
}
