import type { Command } from 'commander';
import { startDemoWorld, type DemoWorld } from '../../sandbox/demo/demo-world.ts';
import { sampleFolder } from '../../sandbox/sample-storage.ts';
import {
  formatPackageVersion,
  parsePackageVersion,
  type PackageVersion,
} from '../../domain/package-version.ts';
import type { Route } from '../../domain/pipeline.ts';
import { connectClient } from '../connect.ts';
import type { Journeys } from '../journeys.ts';
import type { RequestedSource } from '../requested-source.ts';
import { findActor, readRoute } from './arguments.ts';
import { askForApprovals } from './ask-for-approvals.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { exitOnSignal } from './exit-on-signal.ts';
import { interruption, untilInterrupted } from './interruption.ts';
import { QuestionLine } from './question-line.ts';
import { watchJourney } from './watch-journey.ts';
import { createJourneys } from './with-journeys.ts';

interface DemoCommandOptions {
  readonly storage?: string;
  readonly data?: string;
  readonly package?: PackageVersion;
  readonly route?: Route;
  readonly ask?: boolean;
  readonly keep?: boolean;
}

/** A package of our own that no branch has: it is born from its folder. */
const NEWBORN: PackageVersion = { name: 'spotlight', version: '1.0.0' };

const EXAMPLES = `
Examples:
  $ limelight demo                      a sample package, from a folder to certified star
  $ limelight demo --ask                you approve
  $ limelight demo --storage ~/package-storage --package nginx@1.6.0 --keep`;

export function addDemo(program: Command, cli: Cli): void {
  program
    .command('demo')
    .summary('watch one journey from beginning to end, with nothing to set up')
    .description(
      'Run one journey on this machine: stand-ins for GitHub, Jenkins and the registries, an embedded Temporal server with its UI, a worker, and a scripted teammate who approves.',
    )
    .option('--storage <repo-or-bundle>', 'on a private copy of this clone, bare repository or bundle')
    .option('--data <dir>', 'where everything is kept; a temporary folder unless given')
    .option(
      '--package <NAME@VERSION>',
      'a version that stands in the storage; a newborn sample unless given',
      parsePackageVersion,
    )
    .option('--route <stages>', 'visit only these stages, such as snapshot,production', readRoute)
    .option('--ask', 'you approve, instead of the scripted teammate')
    .option('--keep', 'stay up after the end, to look around')
    .addHelpText('after', EXAMPLES)
    .action(async (options: DemoCommandOptions, command: Command) => {
      await cli.run(command, (context) => demo(context, options));
    });
}

async function demo(context: CommandContext, options: DemoCommandOptions): Promise<ExitCode> {
  const { terminal } = context;
  const packageVersion = options.package ?? NEWBORN;
  // Nothing is worth a graceful end yet, and to fetch Temporal for the first time takes minutes.
  const letSignalsPass = exitOnSignal();
  terminal.warn('Setting the stage: Temporal, GitHub, Jenkins, three registries, a worker ...');
  const world = await startDemoWorld({
    dataDir: options.data,
    storage: options.storage,
    teammate: options.ask !== true,
    env: context.env,
    report: (line) => terminal.warn(line),
  });
  letSignalsPass();
  const interrupted = interruption();
  const worker = watchWorker(world);
  try {
    const signal = AbortSignal.any([interrupted, worker.signal]);
    const exitCode = await perform(context, { ...options, packageVersion, world, signal });
    const star = `${formatPackageVersion(packageVersion)} is a certified star`;
    if (options.keep === true) {
      terminal.warn(`Everything stays up until Ctrl-C. Join in: . ${world.sandbox.dataDir}/env`);
      if (exitCode === ExitCode.done) terminal.print(star);
      await untilInterrupted(interrupted);
    }
    await world.close();
    if (exitCode === ExitCode.done && options.keep !== true) terminal.print(star);
    return exitCode;
  } finally {
    worker.stopWatching();
    await world.close();
  }
}

/** A user of the sandbox's GitHub. */
const SANDBOX_AUTHOR = 'author';

interface Performance {
  readonly world: DemoWorld;
  readonly packageVersion: PackageVersion;
  readonly package?: PackageVersion;
  readonly route?: Route;
  readonly ask?: boolean;
  readonly signal: AbortSignal;
}

async function perform(context: CommandContext, performance: Performance): Promise<ExitCode> {
  const { world, packageVersion, ask, signal } = performance;
  const { config, github } = world.sandbox;
  const { terminal } = context;
  const connected = await connectClient(config.temporal.namespace, world.env);
  try {
    const journeys = createJourneys(config, connected, world.env);
    const actor = await findActor(undefined);
    const source: RequestedSource =
      performance.package === undefined
        ? { kind: 'folder', path: sampleFolder(packageVersion) }
        : { kind: 'storage' };
    const { url } = await journeys.start({
      packageVersion,
      source,
      route: performance.route ?? config.route,
      // Who asks does not approve: somebody of the sandbox asks for what the person at the terminal is to judge.
      requester: ask === true ? SANDBOX_AUTHOR : actor,
    });
    if (url !== undefined) terminal.print(`Temporal UI:   ${url}`);
    terminal.print(`GitHub:        ${github.url}/${config.github.repository}/pull/N`);
    terminal.print(`Everything in: ${world.sandbox.dataDir}`);
    terminal.print('');
    const exitCode = await (ask === true
      ? watchAndAsk(context, journeys, packageVersion, actor, signal)
      : watchJourney(context, journeys, packageVersion, signal));
    for (const line of await listPullRequests(journeys, packageVersion)) terminal.print(line);
    return exitCode;
  } finally {
    await connected.close();
  }
}

/** Drawing in place and asking do not go together: one line for each event then, above the question. */
async function watchAndAsk(
  context: CommandContext,
  journeys: Journeys,
  packageVersion: PackageVersion,
  actor: string,
  signal: AbortSignal,
): Promise<ExitCode> {
  const asker = new QuestionLine(context.terminal);
  const print = (line: string): void => asker.print(line);
  const plain = { ...context, terminal: { ...context.terminal, isInteractive: false, print } };
  try {
    const [exitCode] = await Promise.all([
      watchJourney(plain, journeys, packageVersion, signal),
      askForApprovals({ journeys, packageVersion, actor, asker }, signal),
    ]);
    return exitCode;
  } finally {
    asker.close();
  }
}

async function listPullRequests(journeys: Journeys, packageVersion: PackageVersion): Promise<string[]> {
  const { steps } = await journeys.state(packageVersion);
  const urls = steps.flatMap(({ id, result }) =>
    result?.kind === 'change' && result.url !== undefined ? [`  ${id.padEnd(18)} ${result.url}`] : [],
  );
  return ['', 'Pull requests:', ...urls, ''];
}

/** Without its worker a journey stands still, and nobody would know why. */
function watchWorker({ worker }: DemoWorld): { signal: AbortSignal; stopWatching: () => void } {
  const controller = new AbortController();
  const look = setInterval(() => {
    if (worker.hasEnded()) controller.abort(new Error(`The worker ended: ${worker.tail().slice(-1_000)}`));
  }, 500);
  return { signal: controller.signal, stopWatching: () => clearInterval(look) };
}
