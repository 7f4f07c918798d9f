import type { Command } from 'commander';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import { actorOption, findActor } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { watchJourney } from './watch-journey.ts';
import { withJourneys } from './with-journeys.ts';

interface WithdrawOptions {
  readonly reason: string;
  readonly watch?: boolean;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight withdraw nginx@1.6.0 --reason "it leaks a password into the log" --watch`;

export function addWithdraw(program: Command, cli: Cli): void {
  program
    .command('withdraw')
    .summary('take a version out of every branch and registry')
    .description(
      'Take a version out again: the reverse journey removes it by pull requests from every branch that holds it, has the images built again in the right order, and shows that no registry serves it any more, and what they serve instead. Approvals are asked for as for any other change.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .requiredOption('--reason <text>', 'why: it stands on the pull requests')
    .option('--watch', 'watch it until its end')
    .addOption(actorOption())
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: WithdrawOptions, command: Command) => {
      await cli.run(command, (context) => withdraw(context, packageVersion, options));
    });
}

async function withdraw(
  context: CommandContext,
  packageVersion: PackageVersion,
  { reason, watch, as }: WithdrawOptions,
): Promise<ExitCode> {
  const actor = await findActor(as);
  return withJourneys(context, async ({ journeys }) => {
    const started = await journeys.withdraw(packageVersion, { actor, reason });
    const name = formatPackageVersion(packageVersion);
    if (watch === true) return watchJourney(context, journeys, packageVersion);
    context.show(started, () => [`${name} is being withdrawn. Watch it with \`limelight watch ${name}\`.`]);
    return ExitCode.done;
  });
}
