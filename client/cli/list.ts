import { Option, type Command } from 'commander';
import { lookAtWatcher } from '../../activities/watcher-health.ts';
import { ATTENTION_WORDS } from '../../domain/why-attention.ts';
import { WAITING_WORDS } from '../../domain/why-waits.ts';
import type { JourneyFilter } from '../journey-list.ts';
import { readDuration } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderList } from './views/list.ts';
import { renderWatcher } from './views/watcher.ts';
import { withJourneys } from './with-journeys.ts';

const EXAMPLES = `
Examples:
  $ limelight list                      what travels now
  $ limelight list --attention          the morning view: what needs a person or is parked, the oldest first
  $ limelight list --attention checks-red
  $ limelight list --waiting-for approval --older-than 2d
  $ limelight list --stage staging --package nginx
  $ limelight list --closed --json`;

export function addList(program: Command, cli: Cli): void {
  program
    .command('list')
    .summary('list journeys')
    .description('List the journeys that run, or with --closed all that Temporal still knows.')
    .addOption(
      new Option(
        '--attention [reason]',
        'only those that need a person or are parked, the oldest first; or need one for this reason',
      ).choices(ATTENTION_WORDS),
    )
    .option('--stage <stage>', 'only those at this stage')
    .option('--step <step>', 'only those at this step, such as add-staging')
    .addOption(
      new Option('--waiting-for <what>', 'only those that wait for this').choices([
        ...WAITING_WORDS,
        'parked',
        'nothing',
      ]),
    )
    .option('--package <name>', 'only those of this package')
    .option('--requester <name>', 'only those that this person asked for')
    .addOption(
      new Option('--older-than <duration>', 'only those that began so long ago, such as 2d').argParser(
        readDuration,
      ),
    )
    .addOption(
      new Option('--newer-than <duration>', 'only those that began since, such as 12h').argParser(
        readDuration,
      ),
    )
    .option('--text <text>', 'only those whose line has this text')
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
