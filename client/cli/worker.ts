import type { Command } from 'commander';
import { runWorker } from '../../worker/run-worker.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';

export function addWorker(program: Command, cli: Cli): void {
  program
    .command('worker')
    .summary('run a worker until Ctrl-C')
    .description(
      'Run a worker against the Temporal of the environment (TEMPORAL_ADDRESS and its like) until SIGINT or SIGTERM. Any number of workers may run.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ TEMPORAL_ADDRESS=temporal:7233 limelight worker --config /etc/limelight.yaml',
    )
    .action(async (_options: object, command: Command) => {
      await cli.run(command, work);
    });
}

async function work({ configFile, env }: CommandContext): Promise<ExitCode> {
  await runWorker(await readConfigFile(configFile), { env });
  return ExitCode.done;
}
