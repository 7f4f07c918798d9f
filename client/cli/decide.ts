import type { Command, Option } from 'commander';
import type { SentDecision } from '../../domain/decisions.ts';
import type { RecordedDecision } from '../../domain/journey-state.ts';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import type { Journeys } from '../journeys.ts';
import type { JourneyDecision } from '../temporal-answers.ts';
import { actorOption, findActor } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { withJourneys } from './with-journeys.ts';

/** What every decision says: who and why. */
interface DecideOptions {
  readonly reason?: string;
  readonly as?: string;
}

/** What a decision leaves behind, for people and, beside the decision, in JSON. */
export interface Aftermath {
  readonly answer: object;
  readonly lines: readonly string[];
}

/** A decision of a person as a command of the same name. */
export interface DecisionCommand {
  readonly name: JourneyDecision;
  readonly summary: string;
  readonly description: string;
  readonly examples: string;
  /** Whether it must say why. */
  readonly needsReason?: boolean;
  /** What it says besides who and why. */
  readonly options?: readonly Option[];
  /** Reads these options. */
  readonly read?: (options: Readonly<Record<string, unknown>>) => Partial<SentDecision>;
  /** What has happened: after the name of the package version, or a whole sentence about it. */
  readonly done: string | ((recorded: RecordedDecision, name: string) => string);
  /** Looked up afterwards. */
  readonly aftermath?: (journeys: Journeys, packageVersion: PackageVersion) => Promise<Aftermath>;
}

/** Adds the command of a {@link DecisionCommand}. */
export function addDecision(program: Command, cli: Cli, decision: DecisionCommand): void {
  const command = program
    .command(decision.name)
    .summary(decision.summary)
    .description(decision.description)
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion);
  for (const option of decision.options ?? []) command.addOption(option);
  if (decision.needsReason === true) command.requiredOption('--reason <text>', 'why: it is kept');
  else command.option('--reason <text>', 'why');
  command
    .addOption(actorOption())
    .addHelpText('after', decision.examples)
    .action(async (packageVersion: PackageVersion, options: DecideOptions, called: Command) => {
      await cli.run(called, (context) => decide(context, packageVersion, options, decision));
    });
}

async function decide(
  context: CommandContext,
  packageVersion: PackageVersion,
  options: DecideOptions,
  { name, read, done, aftermath }: DecisionCommand,
): Promise<ExitCode> {
  const { reason, as } = options;
  const actor = await findActor(as);
  return withJourneys(context, async ({ journeys }) => {
    const decision = { actor, ...(reason !== undefined && { reason }), ...read?.({ ...options }) };
    const recorded = await journeys.decide(name, packageVersion, decision);
    const after = await aftermath?.(journeys, packageVersion);
    const text = formatPackageVersion(packageVersion);
    context.show({ ...recorded, ...after?.answer }, () => [
      typeof done === 'string' ? `${text} ${done}` : done(recorded, text),
      ...(after?.lines ?? []),
    ]);
    return ExitCode.done;
  });
}
