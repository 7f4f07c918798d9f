import type { Command } from 'commander';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { withJourneys } from './with-journeys.ts';

export function addNudge(program: Command, cli: Cli): void {
  program
    .command('nudge')
    .summary('let a journey look again at once')
    .description('Let a journey look again at once, instead of at its next turn.')
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .addHelpText('after', '\nExamples:\n  $ limelight nudge nginx@1.6.0')
    .action(async (packageVersion: PackageVersion, _options: object, command: Command) => {
      await cli.run(command, (context) => nudge(context, packageVersion));
    });
}

async function nudge(context: CommandContext, packageVersion: PackageVersion): Promise<ExitCode> {
  return withJourneys(context, async ({ journeys }) => {
    await journeys.nudge(packageVersion);
    context.show({ nudged: packageVersion }, () => [`${formatPackageVersion(packageVersion)} looks again.`]);
    return ExitCode.done;
  });
}
