import type { Command } from 'commander';
import type { PlainDecision } from '../../domain/decisions.ts';
import type { RecordedDecision } from '../../domain/journey-state.ts';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import type { Journeys } from '../journeys.ts';
import { actorOption, findActor } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { withJourneys } from './with-journeys.ts';

interface DecideOptions {
  readonly reason?: string;
  readonly as?: string;
}

/** A decision that says no more than who and why, as a command. */
export interface DecisionCommand {
  readonly name: 'retry' | 'abort';
  readonly summary: string;
  readonly description: string;
  readonly examples: string;
  readonly send: (
    journeys: Journeys,
    packageVersion: PackageVersion,
    decision: PlainDecision,
  ) => Promise<RecordedDecision>;
  /** What has happened, after the name of the package version. */
  readonly done: string;
}

/** Adds the command of a {@link DecisionCommand}. */
export function addDecision(program: Command, cli: Cli, decision: DecisionCommand): void {
  program
    .command(decision.name)
    .summary(decision.summary)
    .description(decision.description)
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .option('--reason <text>', 'why')
    .addOption(actorOption())
    .addHelpText('after', decision.examples)
    .action(async (packageVersion: PackageVersion, options: DecideOptions, command: Command) => {
      await cli.run(command, (context) => decide(context, packageVersion, options, decision));
    });
}

async function decide(
  context: CommandContext,
  packageVersion: PackageVersion,
  { reason, as }: DecideOptions,
  { send, done }: DecisionCommand,
): Promise<ExitCode> {
  const actor = await findActor(as);
  return withJourneys(context, async ({ journeys }) => {
    const recorded = await send(journeys, packageVersion, { actor, ...(reason !== undefined && { reason }) });
    context.show(recorded, () => [`${formatPackageVersion(packageVersion)} ${done}`]);
    return ExitCode.done;
  });
}
