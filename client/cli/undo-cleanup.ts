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

interface UndoCleanupOptions {
  readonly stage: string;
  readonly reason?: string;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight undo-cleanup nginx@1.6.0 --stage snapshot --reason "a team still develops against it"`;

export function addUndoCleanup(program: Command, cli: Cli): void {
  program
    .command('undo-cleanup')
    .summary('put a version back on the branch of a stage')
    .description(
      'Put a version back on the branch of a stage that let go of it, with the very same bytes, and show that its registry serves it: by the journey that runs, or, after its end, by one of its own.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .requiredOption('--stage <stage>', 'the stage that was cleaned up')
    .option('--reason <text>', 'why')
    .addOption(actorOption())
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: UndoCleanupOptions, command: Command) => {
      await cli.run(command, (context) => undoCleanup(context, packageVersion, options));
    });
}

async function undoCleanup(
  context: CommandContext,
  packageVersion: PackageVersion,
  { stage, reason, as }: UndoCleanupOptions,
): Promise<ExitCode> {
  const actor = await findActor(as);
  return withJourneys(context, async ({ journeys }) => {
    const decision = { actor, stage, ...(reason !== undefined && { reason }) };
    const undone = await journeys.undoCleanup(packageVersion, decision);
    const name = formatPackageVersion(packageVersion);
    context.show(undone, () => [`${name} goes back to ${stage}. Watch it with \`limelight watch ${name}\`.`]);
    return ExitCode.done;
  });
}
