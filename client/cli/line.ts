import { Option, type Command } from 'commander';
import { describeScope, describeStop, type LineScope } from '../../domain/line.ts';
import { stageNamed } from '../../domain/pipeline.ts';
import { connectClient } from '../connect.ts';
import { ProductionLine } from '../production-line.ts';
import { actorOption, findActor } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';

interface ScopeOptions {
  readonly stage?: string;
  readonly package?: string;
  readonly everything?: boolean;
  readonly reason?: string;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight line stop --stage production --reason "incident 4711"
  $ limelight line stop --package nginx --reason "its owner is away"
  $ limelight line stop --everything --reason "Jenkins moves"
  $ limelight line status
  $ limelight line resume --stage production`;

export function addLine(program: Command, cli: Cli): void {
  const line = program
    .command('line')
    .summary('stop the line, or let it go on')
    .description(
      'Stop the line for a stage, a package or everything: no journey there changes anything, and nothing is built or rolled out there, until it is let go on; each shows the reason. A package that is stopped holds no build up. Looks go on, and nothing is lost.',
    )
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  const scoped = (name: 'stop' | 'resume', summary: string): Command =>
    line
      .command(name)
      .summary(summary)
      .description(`${summary}.`)
      .addOption(new Option('--stage <stage>', 'this stage').conflicts(['package', 'everything']))
      .addOption(new Option('--package <name>', 'all versions of this package').conflicts('everything'))
      .option('--everything', 'all journeys')
      .addOption(actorOption());
  scoped('stop', 'stop the line for a stage, a package or everything')
    .requiredOption('--reason <text>', 'why: every journey that stands still shows it')
    .action((options: ScopeOptions, command: Command) =>
      cli.run(command, (context) => decide(context, 'stop', options, command)),
    );
  scoped('resume', 'let the line go on where it was stopped')
    .option('--reason <text>', 'why')
    .action((options: ScopeOptions, command: Command) =>
      cli.run(command, (context) => decide(context, 'resume', options, command)),
    );
  line
    .command('status')
    .summary('show what is stopped, and why')
    .description('Show what is stopped, since when, by whom and why.')
    .action((_options: object, command: Command) => cli.run(command, showStatus));
}

async function decide(
  context: CommandContext,
  what: 'stop' | 'resume',
  { reason, as, ...options }: ScopeOptions,
  command: Command,
): Promise<ExitCode> {
  const scope = readScope(options);
  if (scope === undefined) command.error('error: say --stage STAGE, --package NAME or --everything');
  const actor = await findActor(as);
  return withLine(context, scope, async (line) => {
    const recorded = await line[what]({ actor, scope, ...(reason !== undefined && { reason }) });
    const done = what === 'stop' ? 'is stopped' : 'goes on';
    context.show(recorded, () => [`The line ${done} for ${describeScope(scope)}.`]);
    return ExitCode.done;
  });
}

async function showStatus(context: CommandContext): Promise<ExitCode> {
  return withLine(context, undefined, async (line) => {
    const state = await line.state();
    context.show(state, () =>
      state.stops.length === 0 ? ['The line runs: nothing is stopped.'] : state.stops.map(describeStop),
    );
    return ExitCode.done;
  });
}

function readScope({ stage, package: name, everything }: ScopeOptions): LineScope | undefined {
  if (stage !== undefined) return { kind: 'stage', stage };
  if (name !== undefined) return { kind: 'package', name };
  return everything === true ? { kind: 'everything' } : undefined;
}

/** @throws {@link InvalidPipeline} when the scope is a stage that the pipeline does not have. */
async function withLine<T>(
  { configFile, env }: CommandContext,
  scope: LineScope | undefined,
  work: (line: ProductionLine) => Promise<T>,
): Promise<T> {
  const { pipeline, temporal } = await readConfigFile(configFile);
  if (scope?.kind === 'stage') stageNamed(pipeline, scope.stage);
  const { client, close } = await connectClient(temporal.namespace, env);
  try {
    return await work(new ProductionLine({ client, taskQueue: temporal.taskQueue }));
  } finally {
    await close();
  }
}
