import { createPaint } from '../../client/cli/paint.ts';
import { runCommandLine } from '../../client/cli/run-command-line.ts';
import type { CliRun } from './run-cli.ts';

/** Runs `limelight` in this process, as a pipe would see it: to start one takes seconds. */
export async function runHere(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliRun> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(args, {
    env,
    isInteractive: false,
    paint: createPaint(false),
    print: (line) => void (stdout += `${line}\n`),
    warn: (line) => void (stderr += `${line}\n`),
    write: (text) => void (stdout += text),
    size: () => ({ columns: 80, rows: 24 }),
  });
  return { code, stdout, stderr };
}
