#!/usr/bin/env node
import { CommanderError } from 'commander';
import { Cli } from './cli.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { openTerminal } from './terminal.ts';

const terminal = openTerminal();
const cli = new Cli(terminal);
const program = createProgram(cli);
try {
  await program.parseAsync();
  process.exitCode = cli.exitCode;
} catch (error) {
  const { exitCode, ...report } = reportError(error);
  const { debug, json } = program.opts<{ debug?: boolean; json?: boolean }>();
  process.exitCode = exitCode;
  if (debug === true && error instanceof Error) terminal.warn(error.stack ?? error.message);
  else if (json === true && exitCode !== 0) terminal.warn(JSON.stringify({ error: report }, null, 2));
  // Commander has said already what is wrong with a command line.
  else if (!(error instanceof CommanderError)) {
    terminal.warn(report.what);
    if (report.hint !== undefined) terminal.warn(report.hint);
  }
}
