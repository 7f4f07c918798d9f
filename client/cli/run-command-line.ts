import { CommanderError } from 'commander';
import { Cli } from './cli.ts';
import type { ExitCode } from './exit-code.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import type { Terminal } from './terminal.ts';

/**
 * Does what a command line says. What goes wrong is printed: one line what it is, one what to do; the stack only
 * with `--debug`.
 *
 * @param args - without the program's own name.
 */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const cli = new Cli(terminal);
  const program = createProgram(cli);
  try {
    await program.parseAsync(args, { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    const { exitCode, ...report } = reportError(error);
    const { debug, json } = program.opts<{ debug?: boolean; json?: boolean }>();
    if (debug === true && error instanceof Error) terminal.warn(error.stack ?? error.message);
    else if (json === true && exitCode !== 0) terminal.warn(JSON.stringify({ error: report }, null, 2));
    // Commander has said already what is wrong with a command line.
    else if (!(error instanceof CommanderError)) {
      terminal.warn(report.what);
      if (report.hint !== undefined) terminal.warn(report.hint);
    }
    return exitCode;
  }
}
