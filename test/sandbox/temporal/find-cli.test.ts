import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCli } from '../../../sandbox/temporal/build-cli.ts';
import { downloadCli } from '../../../sandbox/temporal/download-cli.ts';
import { CLI_VERSION, cliCachePath, findTemporalCli } from '../../../sandbox/temporal/find-cli.ts';
import type { FetchCli } from '../../../sandbox/temporal/fetch-cli.ts';
import { listenOnLoopback } from '../../../sandbox/loopback-server.ts';
import { runCommand } from '../../../sandbox/temporal/run-command.ts';

const SYSTEM_PATH = '/usr/bin:/bin';

let folder: string;
let env: Record<string, string>;
let reported: string[];
const report = (line: string): void => void reported.push(line);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-cli-'));
  env = { XDG_CACHE_HOME: folder, PATH: SYSTEM_PATH };
  reported = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that answers --version as the CLI does. */
async function writeCli(file: string, server = '1.29.1'): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho "temporal version 1.5.1 (Server ${server}, UI 2.42.1)"\n`);
  await chmod(file, 0o755);
  return file;
}

const fails: FetchCli = () => Promise.reject(new Error('getaddrinfo ENOTFOUND'));

describe('finding a Temporal CLI', () => {
  it('takes TEMPORAL_CLI_PATH before all others', async () => {
    await writeCli(join(folder, 'bin', 'temporal'));
    const chosen = await writeCli(join(folder, 'mine'));
    const search = { env: { ...env, PATH: join(folder, 'bin'), TEMPORAL_CLI_PATH: chosen }, report };
    expect(await findTemporalCli(search)).toBe(chosen);
  });

  it.each([
    ['is not there', (file: string) => Promise.resolve(file)],
    ['has Temporal server 1.27', (file: string) => writeCli(file, '1.27.2')],
    [
      'is no Temporal CLI',
      async (file: string) => {
        await writeFile(file, '#!/bin/sh\necho hello\n', { mode: 0o755 });
        return file;
      },
    ],
  ])('never passes over a TEMPORAL_CLI_PATH that %s', async (why, write) => {
    const chosen = await write(join(folder, 'mine'));
    await expect(findTemporalCli({ env: { ...env, TEMPORAL_CLI_PATH: chosen }, report })).rejects.toThrow(
      why,
    );
  });

  it('takes the one on the PATH, but not an old one', async () => {
    await writeCli(join(folder, 'bin', 'temporal'));
    const search = { env: { ...env, PATH: join(folder, 'bin') }, report };
    expect(await findTemporalCli(search)).toBe('temporal');

    await writeCli(join(folder, 'bin', 'temporal'), '1.24.0');
    const cached = await writeCli(cliCachePath(env));
    expect(await findTemporalCli(search)).toBe(cached);
  });

  it('fetches by the first way that works, keeps it, and says what did not', async () => {
    const asked: string[] = [];
    const ways = {
      download: fails,
      build: async ({ target, version }) => {
        asked.push(version);
        await writeCli(target);
      },
    } satisfies Record<string, FetchCli>;
    expect(await findTemporalCli({ env, report, ways })).toBe(cliCachePath(env));
    expect(await findTemporalCli({ env, report, ways })).toBe(cliCachePath(env));
    expect(asked).toEqual([CLI_VERSION]);
    expect(reported).toEqual(['That did not work: download: getaddrinfo ENOTFOUND']);
  });

  it('fetches once for two who ask at once', async () => {
    let fetched = 0;
    const slow: FetchCli = async ({ target }) => {
      fetched += 1;
      await runCommand('sleep', ['0.3'], { timeout: 5_000 });
      await writeCli(target);
    };
    const search = { env, report, ways: { slow } };
    expect(await Promise.all([findTemporalCli(search), findTemporalCli(search)])).toHaveLength(2);
    expect(fetched).toBe(1);
    expect(reported).toEqual(['Another process fetches the Temporal CLI: waiting for it']);
  });

  it('takes over the lock of a process that was killed', async () => {
    await mkdir(dirname(cliCachePath(env)), { recursive: true });
    await writeFile(`${cliCachePath(env)}.lock`, '999999999');
    const ways = { build: async ({ target }) => void (await writeCli(target)) } satisfies Record<
      string,
      FetchCli
    >;
    expect(await findTemporalCli({ env, report, ways })).toBe(cliCachePath(env));
    expect(await readdir(dirname(cliCachePath(env)))).toEqual(['temporal']);
  });

  it('lists every way with what it said, and what would help, when none works', async () => {
    const search = findTemporalCli({ env, report, ways: { download: fails, 'go install': fails } });
    await expect(search).rejects.toThrow(
      /PATH: temporal is not there[^]*cache: .* is not there[^]*download: getaddrinfo ENOTFOUND[^]*go install: [^]*TEMPORAL_ADDRESS/,
    );
  });
});

describe('the download', () => {
  async function download(answer: Parameters<typeof listenOnLoopback>[0]): Promise<void> {
    const server = await listenOnLoopback(answer);
    try {
      await downloadCli({ version: 'v1.5.1', target: join(folder, 'temporal'), env, report }, server.url);
    } finally {
      await server.close();
    }
  }

  it('unpacks the program of the archive, redirects followed', async () => {
    await writeCli(join(folder, 'in', 'temporal'));
    await runCommand('tar', ['-czf', join(folder, 'a.tgz'), '-C', join(folder, 'in'), 'temporal'], {
      timeout: 5_000,
    });
    const archive = await readFile(join(folder, 'a.tgz'));
    const paths: string[] = [];
    await download((request, response) => {
      paths.push(request.url ?? '');
      if (request.url === '/moved') response.end(archive);
      else response.writeHead(302, { location: '/moved' }).end();
    });
    expect(paths[0]).toMatch(/^\/cli\/archive\/v1\.5\.1\?platform=\w+&arch=(amd64|arm64)$/);
    expect(await readdir(folder)).toEqual(['a.tgz', 'in', 'temporal']);
    expect(await runCommand(join(folder, 'temporal'), ['--version'], { timeout: 5_000 })).toContain('1.5.1');
  });

  it('says why there is none, and leaves nothing behind', async () => {
    await expect(download((_, response) => void response.writeHead(404).end())).rejects.toThrow(
      '404 Not Found',
    );
    await expect(download((_, response) => void response.end('no archive'))).rejects.toThrow(
      /tar .*ended with code/,
    );
    await expect(download((request) => void request.socket.destroy())).rejects.toThrow(/fetch failed: /);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the build', () => {
  const target = (): string => join(folder, 'temporal');

  it('asks Go for this very version and moves the finished program into place', async () => {
    const go = join(folder, 'bin', 'go');
    await mkdir(dirname(go));
    await writeFile(go, '#!/bin/sh\n[ "$1" = install ] && echo "$@" > "$GOBIN/temporal" || true\n', {
      mode: 0o755,
    });
    const request = {
      version: 'v1.5.1',
      target: target(),
      env: { ...env, PATH: `${dirname(go)}:${SYSTEM_PATH}` },
      report,
    };
    await buildCli(request);
    expect(await readFile(target(), 'utf8')).toBe('install github.com/temporalio/cli/cmd/temporal@v1.5.1\n');
    expect(await readdir(folder)).toEqual(['bin', 'temporal']);
  });

  it('says that there is no Go', async () => {
    const request = { version: 'v1.5.1', target: target(), env: { ...env, PATH: folder }, report };
    await expect(buildCli(request)).rejects.toThrow('there is no Go on the PATH');
  });
});
