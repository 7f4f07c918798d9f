import type { Command } from 'commander';
import { timelineOf } from '../../domain/journey-history.ts';
import { headline } from '../../domain/journey-text.ts';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderHistory, renderHistoryMarkdown } from './views/history.ts';
import { withJourneys } from './with-journeys.ts';

const EXAMPLES = `
Examples:
  $ limelight history nginx@1.6.0
  $ limelight history nginx@1.6.0 --markdown > journey.md
  $ limelight history nginx@1.6.0 --json | jq '.entries[] | select(.actor == "ada")'`;

export function addHistory(program: Command, cli: Cli): void {
  program
    .command('history')
    .summary('show what happened on a journey, and who did it')
    .description(
      'Show what happened on a journey, in the order of time (UTC): its steps with what came of them and how long they took, and every decision with actor and reason, also those that did not apply. Works for journeys that are over, as long as Temporal keeps them.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .option('--markdown', 'print it as Markdown')
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: { markdown?: boolean }, command: Command) => {
      await cli.run(command, (context) => showHistory(context, packageVersion, options.markdown === true));
    });
}

async function showHistory(
  context: CommandContext,
  packageVersion: PackageVersion,
  asMarkdown: boolean,
): Promise<ExitCode> {
  return withJourneys(context, async ({ journeys }) => {
    const { state, url } = await journeys.look(packageVersion);
    const { outcome, notes } = state;
    const answer = {
      packageVersion,
      outcome,
      headline: headline(state),
      url,
      entries: timelineOf(state),
      notes,
    };
    context.show(answer, () =>
      asMarkdown ? renderHistoryMarkdown(state, url) : renderHistory(state, context.terminal.paint),
    );
    return ExitCode.done;
  });
}
