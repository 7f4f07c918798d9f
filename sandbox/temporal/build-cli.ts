import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CliRequest } from './fetch-cli.ts';
import { runCommand } from './run-command.ts';

/** The compiler prints nothing for minutes, so its silence says nothing: about 6 minutes on 2 cores. */
const LIMIT = 20 * 60_000;
const REPORT_EVERY = 30_000;

/**
 * Builds the Temporal CLI from its source by the Go module proxy. It needs Go, and minutes, once.
 *
 * Each run works in a folder of its own and moves the finished program into place: it may run twice at once or
 * be killed half way, and never leaves half a program behind.
 *
 * @throws an Error that says what went wrong: no Go, a module that cannot be fetched, or 20 minutes gone.
 */
export async function buildCli({ version, target, report, env }: CliRequest): Promise<void> {
  await checkGo(env);
  report(`Building the Temporal CLI ${version} with Go: once, about 6 minutes on 2 cores`);
  const folder = `${target}.build-${process.pid}`;
  await mkdir(folder, { recursive: true });
  const started = Date.now();
  const progress = setInterval(() => {
    report(`Building the Temporal CLI: ${Math.round((Date.now() - started) / 1000)} s so far`);
  }, REPORT_EVERY);
  try {
    await runCommand('go', ['install', `github.com/temporalio/cli/cmd/temporal@${version}`], {
      env: { ...env, GOBIN: folder },
      timeout: LIMIT,
    });
    await rename(join(folder, 'temporal'), target);
  } finally {
    clearInterval(progress);
    await rm(folder, { recursive: true, force: true });
  }
}

async function checkGo(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await runCommand('go', ['version'], { env, timeout: 10_000 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Error('there is no Go on the PATH', { cause: error });
    throw error;
  }
}
