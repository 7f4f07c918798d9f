import type { Command } from 'commander';
import { lookAtWatcher } from '../../activities/watcher-health.ts';
import type { JourneyFilter } from '../journey-list.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderList } from './views/list.ts';
import { renderWatcher } from './views/watcher.ts';
import { withJourneys } from './with-journeys.ts';

const EXAMPLES = `
Examples:
  $ limelight list                      what travels now
  $ limelight list --attention          what needs a person
  $ limelight list --stage staging --package nginx
  $ limelight list --closed --json`;

export function addList(program: Command, cli: Cli): void {
  program
    .command('list')
    .summary('list journeys')
    .description('List the journeys that run, or with --closed all that Temporal still knows.')
    .option('--attention', 'only those that need a person')
    .option('--stage <stage>', 'only those at this stage')
    .option('--package <name>', 'only those of this package')
    .option('--requester <name>', 'only those that this person asked for')
    .option('--closed', 'also those that are over')
    .addHelpText('after', EXAMPLES)
    .action(async (filter: JourneyFilter, command: Command) => {
      await cli.run(command, (context) => list(context, filter));
    });
}

async function list(context: CommandContext, filter: JourneyFilter): Promise<ExitCode> {
  return withJourneys(context, async ({ journeys, client, config }) => {
    const summaries = await journeys.list(filter);
    const watcher = await lookAtWatcher(client);
    const { paint } = context.terminal;
    context.show(summaries, () => [
      ...renderList(summaries, paint, Date.now()),
      ...renderWatcher(watcher, config.timing.changeMs, paint),
    ]);
    return ExitCode.done;
  });
}
