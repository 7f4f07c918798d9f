import type { Command } from 'commander';
import { stageNamed } from '../../domain/pipeline.ts';
import { connectClient } from '../connect.ts';
import { Publishers } from '../publishers.ts';
import { actorOption, findActor, readCount } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';

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
  { configFile, env, show }: CommandContext,
  name: string,
  { build, reason, as }: DeployedOptions,
): Promise<ExitCode> {
  const { pipeline, temporal } = await readConfigFile(configFile);
  const { name: stage } = stageNamed(pipeline, name);
  const actor = await findActor(as);
  const { client, close } = await connectClient(temporal.namespace, env);
  try {
    const publishers = new Publishers({ client, taskQueue: temporal.taskQueue });
    const word = { actor, build, ...(reason !== undefined && { reason }) };
    show(await publishers.deployed(stage, word), () => [
      `publisher/${stage} knows: build ${build} is out, says ${actor}.`,
    ]);
    return ExitCode.done;
  } finally {
    await close();
  }
}
