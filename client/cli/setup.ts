import type { Command } from 'commander';
import { setUpTemporal } from '../../worker/temporal-setup.ts';
import { connectClient } from '../connect.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';

export function addSetup(program: Command, cli: Cli): void {
  program
    .command('setup')
    .summary('make a Temporal namespace fit for journeys')
    .description(
      'Register the search attributes and set the retention of the namespace. Does only what is missing; needed once for each namespace of a cluster (`limelight up` does it by itself).',
    )
    .addHelpText('after', '\nExamples:\n  $ TEMPORAL_ADDRESS=temporal:7233 limelight setup')
    .action(async (_options: object, command: Command) => {
      await cli.run(command, setUp);
    });
}

async function setUp({ configFile, env, show }: CommandContext): Promise<ExitCode> {
  const config = await readConfigFile(configFile);
  const { client, connection, close } = await connectClient(config.temporal.namespace, env);
  try {
    const done = await setUpTemporal(connection, client.options.namespace);
    const { namespace, createdNamespace, registered, retentionDays } = done;
    show(done, () => [
      `The namespace "${namespace}" is fit for journeys.`,
      ...(createdNamespace ? ['It was created.'] : []),
      registered.length === 0 ? 'All search attributes were there.' : `Registered: ${registered.join(', ')}.`,
      `Retention: ${retentionDays.now} days${retentionDays.now === retentionDays.before ? '' : ` (was ${retentionDays.before})`}.`,
    ]);
    return ExitCode.done;
  } finally {
    await close();
  }
}
