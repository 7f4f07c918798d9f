import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { JourneySummary } from '../journey-list.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderList } from './views/list.ts';
import { LiveView } from './views/live.ts';
import { watchJourney } from './watch-journey.ts';
import { withJourneys } from './with-journeys.ts';

const PAUSE = 2_000;

const EXAMPLES = `
Examples:
  $ limelight watch nginx@1.6.0      until its end; the exit code says which end
  $ limelight watch                  all journeys that run, until none does`;

export function addWatch(program: Command, cli: Cli): void {
  program
    .command('watch')
    .summary('watch a journey, or all of them, until the end')
    .description(
      'Watch a journey until its end: drawn in place on a terminal, else a line for each event. Ends with 0 for a star, 1 for an aborted journey.',
    )
    .argument('[NAME@VERSION]', 'the package version; all that travel now unless given', parsePackageVersion)
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion | undefined, _options: object, command: Command) => {
      await cli.run(command, (context) =>
        withJourneys(context, async ({ journeys }) =>
          packageVersion === undefined
            ? watchAll(context, () => journeys.list())
            : watchJourney(context, journeys, packageVersion),
        ),
      );
    });
}

async function watchAll(context: CommandContext, list: () => Promise<JourneySummary[]>): Promise<ExitCode> {
  const { terminal, json } = context;
  const view = new LiveView(terminal);
  for (let before = ''; ;) {
    const summaries = await list();
    const lines = renderList(summaries, terminal.paint, Date.now());
    const now = JSON.stringify(summaries);
    if (terminal.isInteractive && !json) view.draw(lines);
    else if (now !== before) terminal.print(json ? now : [...lines, ''].join('\n'));
    before = now;
    if (summaries.length === 0) return ExitCode.done;
    await delay(PAUSE);
  }
}
