import type { Command } from 'commander';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import { actorOption, findActor } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { withJourneys } from './with-journeys.ts';

interface ApproveOptions {
  readonly head?: string;
  readonly reason?: string;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight approve nginx@1.6.0
  $ limelight approve nginx@1.6.0 --head 3f2a91c --reason "dashboards looked at"
  $ limelight approve nginx@1.6.0 --as ada`;

export function addApprove(program: Command, cli: Cli): void {
  program
    .command('approve')
    .summary('approve the open pull request of a journey')
    .description(
      'Approve the pull request that a journey has open now, and no other. With --head it counts only while the pull request stands at that commit.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .option('--head <sha>', 'the head commit that you looked at: 7 digits or more')
    .option('--reason <text>', 'why')
    .addOption(actorOption())
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: ApproveOptions, command: Command) => {
      await cli.run(command, (context) => approve(context, packageVersion, options));
    });
}

async function approve(
  context: CommandContext,
  packageVersion: PackageVersion,
  { head, reason, as }: ApproveOptions,
): Promise<ExitCode> {
  const actor = await findActor(as);
  return withJourneys(context, async ({ journeys }) => {
    const decision = { actor, ...(reason !== undefined && { reason }), ...(head !== undefined && { head }) };
    const recorded = await journeys.approve(packageVersion, decision);
    const change = recorded.change === undefined ? 'its change' : `pull request #${recorded.change.number}`;
    context.show(recorded, () => [`${actor} approved ${change} of ${formatPackageVersion(packageVersion)}.`]);
    return ExitCode.done;
  });
}
