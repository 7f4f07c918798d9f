import type { Command } from 'commander';
import { parsePackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { Route } from '../../domain/pipeline.ts';
import { openStorage } from '../open-storage.ts';
import { lookAhead } from '../prospect.ts';
import { readRoute } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';
import { renderProspect } from './views/prospect.ts';

const EXAMPLES = `
Examples:
  $ limelight plan nginx@1.6.0
  $ limelight plan iptables@1.2.1 --route snapshot,production --json`;

export function addPlan(program: Command, cli: Cli): void {
  program
    .command('plan')
    .summary('show the steps that a start would take')
    .description(
      'Show the steps that a start would take now, and what is there already. Nothing is written, no worker is needed.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .option('--route <stages>', 'visit only these stages, such as snapshot,production', readRoute)
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: { route?: Route }, command: Command) => {
      await cli.run(command, (context) => showPlan(context, packageVersion, options.route));
    });
}

async function showPlan(
  context: CommandContext,
  packageVersion: PackageVersion,
  route: Route | undefined,
): Promise<ExitCode> {
  const config = await readConfigFile(context.configFile);
  const storage = openStorage(config, context.env);
  const prospect = await lookAhead(storage, packageVersion, config.pipeline, route ?? config.route);
  context.show(prospect, () => renderProspect(prospect, context.terminal.paint));
  return ExitCode.done;
}
