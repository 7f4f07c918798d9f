import { Option, type Command } from 'commander';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import { readCount } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { untilInterrupted } from './interruption.ts';
import type { Paint } from './paint.ts';
import { addSandboxFault } from './sandbox-fault.ts';
import { addSandboxRollOut } from './sandbox-roll-out.ts';
import { alignRows } from './views/table.ts';

interface SandboxCommandOptions {
  readonly storage?: string;
  readonly data?: string;
  readonly portBase?: number;
  readonly teammate?: boolean;
  readonly pods?: number;
  readonly cdn?: number | true;
  readonly rollout?: 'automatic' | 'manual';
}

/** Time enough to read what there is to read. */
const TEAMMATE_DELAY = 1_000;
/** Time enough to see answers of old and new pods alternate. */
const POD_SWITCH = 1_000;

const EXAMPLES = `
Examples:
  $ limelight sandbox --data ./stage         then, in two other terminals:
  $ . ./stage/env && limelight up
  $ . ./stage/env && limelight start orchestra@1.1.0 --watch

  $ limelight sandbox --storage ~/package-storage      rehearse on a copy of your own storage
  $ limelight sandbox --pods 3 --cdn 10 --rollout manual       registries as in real life
  $ limelight sandbox rollout staging
  $ limelight sandbox fault add jenkins 503Loading --times 3`;

export function addSandbox(program: Command, cli: Cli): void {
  const sandbox = program
    .command('sandbox')
    .summary('run stand-ins for GitHub, Jenkins and the registries until Ctrl-C')
    .description(
      'Run stand-ins for GitHub, Jenkins and three registries on loopback until Ctrl-C. The folder has a limelight.yaml and an environment that fit, all state, and every exchange as JSON lines; a sandbox that was there goes on.',
    )
    .option('--storage <repo-or-bundle>', 'serve a private copy of this clone, bare repository or bundle')
    .option('--data <dir>', 'the folder; a temporary one unless given')
    .addOption(
      new Option('--port-base <n>', 'the first of five ports; free ones unless given').argParser(readCount),
    )
    .option('--teammate', 'let a scripted teammate approve the pull requests')
    .addOption(
      new Option(
        '--pods <n>',
        'let each registry have so many pods, which change over one by one; one unless given',
      ).argParser(readCount),
    )
    .addOption(
      new Option(
        '--cdn [seconds]',
        'put a cache before the registries that keeps answers so long; a second unless given',
      ).argParser(readCount),
    )
    .addOption(
      new Option('--rollout <how>', 'whether a new image is rolled out by itself, or by `sandbox rollout`')
        .choices(['automatic', 'manual'])
        .default('automatic'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: SandboxCommandOptions, command: Command) => {
      await cli.run(command, (context) => runSandbox(context, options));
    });
  addSandboxFault(sandbox, cli);
  addSandboxRollOut(sandbox, cli);
}

async function runSandbox(
  { terminal, show }: CommandContext,
  { storage, data, portBase, teammate, ...registries }: SandboxCommandOptions,
): Promise<ExitCode> {
  const interrupted = untilInterrupted();
  const sandbox = await startSandbox({
    dataDir: data,
    storage,
    portBase,
    teammate: teammate === true ? { delayMs: TEAMMATE_DELAY } : undefined,
    ...registriesAsAsked(registries),
  });
  try {
    show(describe(sandbox), () => render(sandbox, terminal.paint));
    await interrupted;
    return ExitCode.done;
  } finally {
    await sandbox.close();
  }
}

function registriesAsAsked({
  pods = 1,
  cdn,
  rollout,
}: Pick<SandboxCommandOptions, 'pods' | 'cdn' | 'rollout'>): Pick<SandboxOptions, 'registry' | 'rollout'> {
  const seconds = cdn === undefined || cdn === true ? 1 : cdn;
  return {
    registry: {
      pods,
      podSwitchMs: pods === 1 ? 0 : POD_SWITCH,
      cdn: cdn !== undefined,
      maxAge: seconds,
      searchMaxAge: seconds,
    },
    ...(rollout === 'manual' && { rollout: { mode: 'manual' } }),
  };
}

function describe({ dataDir, configFile, env, github, jenkins, registries }: Sandbox): object {
  const urls = Object.fromEntries(Object.entries(registries).map(([stage, { url }]) => [stage, url]));
  return { dataDir, configFile, env, github: github.url, jenkins: jenkins.url, registries: urls };
}

function render({ dataDir, config, github, jenkins, registries }: Sandbox, paint: Paint): string[] {
  const rows: [what: string, where: string][] = [
    ['GitHub', `${github.url}/${config.github.repository}`],
    ['Jenkins', jenkins.url],
    ...Object.entries(registries).map(([stage, { url }]): [string, string] => [`Registry (${stage})`, url]),
    ['Folder', dataDir],
  ];
  return [
    ...alignRows(rows.map(([what, where]) => [{ text: what }, { text: where, paint: paint.busy }])),
    '',
    `In another terminal: . ${dataDir}/env && limelight up`,
    'Ctrl-C ends the sandbox; its state stays in the folder.',
  ];
}
