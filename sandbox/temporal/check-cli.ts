import { runCommand } from './run-command.ts';

/** What a journey needs of the server: Update-with-Start is stable from here on. */
const OLDEST_SERVER = [1, 28] as const;

/**
 * Asks a Temporal CLI for its version.
 *
 * @param file - a path, or `temporal` to be looked for on the PATH.
 * @returns the file again, so that a caller may write `return checkCli(file)`.
 * @throws an Error that says why it is of no use: not there, no Temporal CLI, or with a server older than 1.28.
 */
export async function checkCli(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  const said = await askVersion(file, env);
  const match = /^temporal version .*\(Server (\d+)\.(\d+)\./.exec(said);
  if (match === null)
    throw new Error(`${file} is no Temporal CLI: --version says "${said.slice(0, 100).trim()}"`);
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const [oldestMajor, oldestMinor] = OLDEST_SERVER;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(
      `${file} has Temporal server ${major}.${minor}; ${OLDEST_SERVER.join('.')} or newer is needed`,
    );
  }
  return file;
}

async function askVersion(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    return await runCommand(file, ['--version'], { env, timeout: 10_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error(`${file} is not there`, { cause: error });
    throw error;
  }
}
