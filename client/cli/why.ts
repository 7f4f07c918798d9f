import type { Command } from 'commander';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { Cli, CommandContext } from './cli.ts';
import type { ExitCode } from './exit-code.ts';
import { exitCodeOf } from './status.ts';
import { throwIfBroken } from '../follow-journey.ts';
import { withJourneys } from './with-journeys.ts';

const EXAMPLES = `
Examples:
  $ limelight why nginx@1.6.0
  $ limelight why nginx@1.6.0 --json | jq -r '.canAct[].how'`;

export function addWhy(program: Command, cli: Cli): void {
  program
    .command('why')
    .summary('say where a journey is, why it does not move, and who can act')
    .description(
      'Say where a journey is on its route, what it waits for and since when, who can act and how, what happens next by itself and what becomes of it when nobody acts. The same text stands in the Temporal UI and in a comment on the open pull request. Ends with 6 while it needs a person.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, _options: object, command: Command) => {
      await cli.run(command, (context) => showWhy(context, packageVersion));
    });
}

async function showWhy(context: CommandContext, packageVersion: PackageVersion): Promise<ExitCode> {
  return withJourneys(context, async ({ journeys }) => {
    const look = await journeys.look(packageVersion);
    // What it says of itself was true when somebody ended it: nothing of that will come.
    throwIfBroken(look);
    const { why, state, detail, url } = look;
    const { paint } = context.terminal;
    context.show({ ...why, detail, url }, () => [
      why.text,
      ...(detail === undefined ? [] : ['', paint.dim(`The last look: ${detail}`)]),
      ...(url === undefined ? [] : [paint.dim(`Temporal UI: ${url}`)]),
    ]);
    return exitCodeOf(state);
  });
}
