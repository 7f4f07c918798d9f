import { Option, type Command } from 'commander';
import {
  formatPackageVersion,
  packagePath,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import type { Route } from '../../domain/pipeline.ts';
import type { Stop } from '../../domain/supersede.ts';
import type { StartedJourney } from '../journeys.ts';
import type { RequestedSource } from '../requested-source.ts';
import { agreeToStop } from './agree-to-stop.ts';
import { actorOption, findActor, readCount, readRoute } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { watchJourney } from './watch-journey.ts';
import { withJourneys } from './with-journeys.ts';

interface StartOptions {
  readonly from?: string;
  readonly fromRef?: string;
  readonly pullRequest?: number;
  readonly route?: Route;
  readonly supersede?: boolean;
  readonly watch?: boolean;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight start nginx@1.6.0                             it stands on a branch of the storage already
  $ limelight start nginx@1.7.0 --from build/nginx/1.7.0    from a folder
  $ limelight start nginx@1.7.0 --from-ref nginx-1.7        from packages/nginx/1.7.0 of a branch
  $ limelight start nginx@1.7.0 --pull-request 81 --watch   take over a pull request, and watch
  $ limelight start iptables@1.2.1 --route snapshot,production`;

export function addStart(program: Command, cli: Cli): void {
  program
    .command('start')
    .summary('start the journey of a package version')
    .description(
      'Start the journey of a package version. While one runs, the same start gives that one back, and one with another content or route is refused. One that was aborted is waited for.',
    )
    .argument('<NAME@VERSION>', 'the package version', parsePackageVersion)
    .addOption(
      new Option('--from <folder>', 'its content is this folder').conflicts(['fromRef', 'pullRequest']),
    )
    .addOption(
      new Option(
        '--from-ref <ref[:path]>',
        'its content is at this branch, tag or commit of the storage',
      ).conflicts('pullRequest'),
    )
    .addOption(new Option('--pull-request <n>', 'take over this open pull request').argParser(readCount))
    .option('--route <stages>', 'visit only these stages, such as snapshot,production', readRoute)
    .option('--supersede', 'agree that journeys of older versions are stopped, where the policy says so')
    .option('--watch', 'watch it until its end')
    .addOption(actorOption())
    .addHelpText('after', EXAMPLES)
    .action(async (packageVersion: PackageVersion, options: StartOptions, command: Command) => {
      await cli.run(command, (context) => start(context, packageVersion, options));
    });
}

async function start(
  context: CommandContext,
  packageVersion: PackageVersion,
  options: StartOptions,
): Promise<ExitCode> {
  const requester = await findActor(options.as);
  return withJourneys(context, async ({ config, journeys }) => {
    const route = options.route ?? config.route;
    const source = sourceOf(packageVersion, options);
    const onEnding = (): void => context.terminal.warn(renderEnding(packageVersion));
    const agree = (stops: readonly Stop[]): Promise<boolean> =>
      agreeToStop(context, packageVersion, stops, options.supersede === true);
    const started = await journeys.start({ packageVersion, source, route, requester, onEnding, agree });
    if (options.watch !== true) {
      context.show(started, () => renderStarted(started));
      return ExitCode.done;
    }
    for (const line of renderStarted(started)) context.terminal.warn(line);
    return watchJourney(context, journeys, packageVersion);
  });
}

function sourceOf(
  packageVersion: PackageVersion,
  { from, fromRef, pullRequest }: StartOptions,
): RequestedSource {
  if (from !== undefined) return { kind: 'folder', path: from };
  if (pullRequest !== undefined) return { kind: 'pull-request', number: pullRequest };
  if (fromRef === undefined) return { kind: 'storage' };
  // Git allows no colon in the name of a ref.
  const [ref = '', path = packagePath(packageVersion)] = fromRef.split(/:(.*)/s);
  return { kind: 'ref', ref, path: path.replace(/^\/+|\/+$/g, '') };
}

function renderEnding(packageVersion: PackageVersion): string {
  return `The last journey of ${formatPackageVersion(packageVersion)} was aborted and cleans up: waiting for its end ...`;
}

function renderStarted({
  kind,
  packageVersion,
  url,
  superseded = [],
  beside = [],
}: StartedJourney): string[] {
  const name = formatPackageVersion(packageVersion);
  return [
    kind === 'started'
      ? `${name} is on its way.`
      : `${name} was on its way already, with this content and route.`,
    ...superseded.map((stop) => `Stopped for it: ${stop.packageVersion}.`),
    ...(beside.length === 0 ? [] : [`Beside it, on their way as well: ${beside.join(', ')}.`]),
    ...(url === undefined ? [] : [`Temporal UI: ${url}`]),
    `Watch it with \`limelight watch ${name}\`.`,
  ];
}
