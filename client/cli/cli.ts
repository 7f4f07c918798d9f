import type { Command } from 'commander';
import { ExitCode } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
interface CommonOptions {
  readonly json?: boolean;
  readonly debug?: boolean;
  readonly config?: string;
}

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly env: NodeJS.ProcessEnv;
  /** Somebody wants the answer as JSON. */
  readonly json: boolean;
  readonly configFile: string;
  /** Prints the answer: as JSON, or as the lines that `render` makes for people. */
  readonly show: (answer: unknown, render: () => readonly string[]) => void;
}

/** One run of the command line: the commands leave their exit code here. */
export class Cli {
  readonly terminal: Terminal;
  exitCode: ExitCode = ExitCode.done;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  /** Runs a command's work with what its options say, and keeps its exit code. */
  async run(command: Command, work: (context: CommandContext) => Promise<ExitCode>): Promise<void> {
    this.exitCode = await work(this.#contextOf(command.optsWithGlobals<CommonOptions>()));
  }

  #contextOf({ json = false, config }: CommonOptions): CommandContext {
    const { terminal } = this;
    const { env } = terminal;
    return {
      terminal,
      env,
      json,
      configFile: config ?? env['LIMELIGHT_CONFIG'] ?? 'limelight.yaml',
      show: (answer, render) => {
        if (json) terminal.print(JSON.stringify(answer, null, 2));
        else for (const line of render()) terminal.print(line);
      },
    };
  }
}
