import { createPaint } from '../../client/cli/paint.ts';
import { runCommandLine } from '../../client/cli/run-command-line.ts';
import type { CliRun } from './run-cli.ts';

/**
 * Runs `limelight` in this process, as a pipe would see it: to start one takes seconds.
 *
 * @param onPrint - hears what is printed as soon as it is.
 */
export async function runHere(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onPrint: (text: string) => void = () => {},
): Promise<CliRun> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(args, {
    env,
    isInteractive: false,
    paint: createPaint(false),
    print: (line) => {
      stdout += `${line}\n`;
      onPrint(line);
    },
    warn: (line) => void (stderr += `${line}\n`),
    write: (text) => void (stdout += text),
    size: () => ({ columns: 80, rows: 24 }),
  });
  return { code, stdout, stderr };
}
