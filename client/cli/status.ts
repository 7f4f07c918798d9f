import type { Command } from 'commander';
import type { JourneyState } from '../../domain/journey-state.ts';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { throwIfBroken } from '../follow-journey.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderJourney } from './views/journey.ts';
import { withJourneys } from './with-journeys.ts';

const EXAMPLES = `
Examples:
  $ limelight status nginx@1.6.0
  $ limelight status nginx@1.6.0 --json | jq .state.waiting`;

export function addStatus(program: Command, cli: Cli): void {
  program
    .command('status')
    .summary('show where a journey stands')
    .description(
      'Show where a journey stands: its steps, what it waits for, and who can act. Ends with 6 while it needs a person.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, _options: object, command: Command) => {
      await cli.run(command, (context) => showStatus(context, packageVersion));
    });
}

async function showStatus(context: CommandContext, packageVersion: PackageVersion): Promise<ExitCode> {
  const { paint } = context.terminal;
  return withJourneys(context, async ({ journeys }) => {
    const look = await journeys.look(packageVersion);
    const { state, detail, url, why } = look;
    context.show(look, () =>
      renderJourney(state, { paint, now: Date.now(), detail, url, canAct: why.canAct }),
    );
    throwIfBroken(look);
    return exitCodeOf(state);
  });
}

/** 0 for a journey that goes on or is a star, 1 for an aborted one, 6 for one that needs a person. */
export function exitCodeOf(state: JourneyState): ExitCode {
  if (state.outcome === 'aborted') return ExitCode.failed;
  return state.attention === undefined ? ExitCode.done : ExitCode.attention;
}
