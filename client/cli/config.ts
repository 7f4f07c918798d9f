import type { Command } from 'commander';
import { checkConfig } from '../../worker/check-config.ts';
import { configJsonSchema } from '../../worker/config-schema.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';

export function addConfig(program: Command, cli: Cli): void {
  const config = program.command('config').description('Check the configuration, or print its JSON Schema.');
  config
    .command('check')
    .description(
      'Check limelight.yaml and that the environment variables it names are set. No service is asked.',
    )
    .addHelpText('after', '\nExamples:\n  $ limelight config check --config production.yaml')
    .action(async (_options: object, command: Command) => {
      await cli.run(command, check);
    });
  config
    .command('schema')
    .description('Print the JSON Schema of limelight.yaml, for editors.')
    .addHelpText('after', '\nExamples:\n  $ limelight config schema > limelight.schema.json')
    .action(async (_options: object, command: Command) => {
      await cli.run(command, async ({ terminal }) => {
        terminal.print(JSON.stringify(configJsonSchema(), null, 2));
        return ExitCode.done;
      });
    });
}

async function check({ configFile, env, show }: CommandContext): Promise<ExitCode> {
  const { config, problems, missing } = await checkConfig(configFile, env);
  const isGood = problems.length === 0 && missing.length === 0;
  show({ file: configFile, problems, missing }, () =>
    isGood
      ? [`${configFile} is in order: ${config?.pipeline.stages.map(({ name }) => name).join(' → ')}.`]
      : [
          `${configFile} is not in order:`,
          ...problems.map((problem) => `  - ${problem}`),
          ...missing.map(
            ({ name, path }) => `  - the environment variable ${name} (named by ${path}) has no value`,
          ),
        ],
  );
  return isGood ? ExitCode.done : ExitCode.usage;
}
