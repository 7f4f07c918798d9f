import { Option, type Command } from 'commander';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { readCount } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { untilInterrupted } from './interruption.ts';
import type { Paint } from './paint.ts';
import { addSandboxFault } from './sandbox-fault.ts';
import { alignRows } from './views/table.ts';

interface SandboxCommandOptions {
  readonly storage?: string;
  readonly data?: string;
  readonly portBase?: number;
  readonly teammate?: boolean;
}

/** Time enough to read what there is to read. */
const TEAMMATE_DELAY = 1_000;

const EXAMPLES = `
Examples:
  $ limelight sandbox --data ./stage         then, in two other terminals:
  $ . ./stage/env && limelight up
  $ . ./stage/env && limelight start orchestra@1.1.0 --watch

  $ limelight sandbox --storage ~/package-storage      rehearse on a copy of your own storage
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
    .addHelpText('after', EXAMPLES)
    .action(async (options: SandboxCommandOptions, command: Command) => {
      await cli.run(command, (context) => runSandbox(context, options));
    });
  addSandboxFault(sandbox, cli);
}

async function runSandbox(
  { terminal, show }: CommandContext,
  { storage, data, portBase, teammate }: SandboxCommandOptions,
): Promise<ExitCode> {
  const interrupted = untilInterrupted();
  const sandbox = await startSandbox({
    dataDir: data,
    storage,
    portBase,
    teammate: teammate === true ? { delayMs: TEAMMATE_DELAY } : undefined,
  });
  try {
    show(describe(sandbox), () => render(sandbox, terminal.paint));
    await interrupted;
    return ExitCode.done;
  } finally {
    await sandbox.close();
  }
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
