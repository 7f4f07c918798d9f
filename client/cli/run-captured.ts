import { createPaint } from './paint.ts';
import { runCommandLine } from './run-command-line.ts';

/** What a run of the command line left behind. */
export interface CapturedRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `limelight` in this process, as a pipe would see it: to start one takes seconds. What goes wrong is on
 * `stderr`, and in the exit code.
 *
 * @param args - without the program's own name.
 * @param onPrint - hears what is printed as soon as it is.
 */
export async function runCaptured(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onPrint: (text: string) => void = () => {},
): Promise<CapturedRun> {
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
