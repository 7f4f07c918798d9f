import type { Command } from 'commander';
import { actorOption, findActor, readCount } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { withPublishers } from './with-publishers.ts';

interface DeployedOptions {
  readonly build: number;
  readonly reason?: string;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight deployed staging --build 42 --reason "restarted by hand, all pods are new"`;

export function addDeployed(program: Command, cli: Cli): void {
  program
    .command('deployed')
    .summary('say that the image of a build is out')
    .description(
      "Say that the image of a build, or of a later one, is out on all pods of a stage's registry. It is recorded with your name, and journeys rely on it.",
    )
    .argument('<STAGE>', 'whose registry')
    .requiredOption('--build <n>', 'the number of the build in Jenkins', readCount)
    .option('--reason <text>', 'how you know')
    .addOption(actorOption())
    .addHelpText('after', EXAMPLES)
    .action(async (stage: string, options: DeployedOptions, command: Command) => {
      await cli.run(command, (context) => sayDeployed(context, stage, options));
    });
}

async function sayDeployed(
  context: CommandContext,
  stage: string,
  { build, reason, as }: DeployedOptions,
): Promise<ExitCode> {
  return withPublishers(context, stage, async (publishers) => {
    const actor = await findActor(as);
    const word = { actor, build, ...(reason !== undefined && { reason }) };
    context.show(await publishers.deployed(stage, word), () => [
      `publisher/${stage} knows: build ${build} is out, says ${actor}.`,
    ]);
    return ExitCode.done;
  });
}
