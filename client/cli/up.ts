import { dirname, join } from 'node:path';
import { Option, type Command } from 'commander';
import { startTemporal } from '../../sandbox/temporal/start-temporal.ts';
import type { Config } from '../../worker/config.ts';
import { readGatewaySecrets } from '../../worker/gateway-secrets.ts';
import { runWorker } from '../../worker/run-worker.ts';
import { readSecrets } from '../../worker/secrets.ts';
import { readCount } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { exitOnSignal } from './exit-on-signal.ts';
import { ExitCode } from './exit-code.ts';
import { readConfigFile } from './read-config.ts';
import { withGateway } from './with-gateway.ts';

interface UpOptions {
  readonly db: string;
  readonly port: number;
  readonly uiPort: number;
}

const EXAMPLES = `
Examples:
  $ limelight up
  $ limelight start nginx@1.6.0        in another terminal, with the same limelight.yaml`;

export function addUp(program: Command, cli: Cli): void {
  program
    .command('up')
    .summary('run everything on this machine until Ctrl-C')
    .description(
      'Run a Temporal server with its UI on a file, and a worker, until Ctrl-C; and the gateway, where the configuration has a section for it. Journeys go on at the next start. With TEMPORAL_ADDRESS set, that server is used instead.',
    )
    .option('--db <file>', 'where Temporal keeps everything', '.limelight/temporal.db')
    .addOption(new Option('--port <n>', "Temporal's port").argParser(readCount).default(7233))
    .addOption(new Option('--ui-port <n>', "the UI's port").argParser(readCount).default(8233))
    .addHelpText('after', EXAMPLES)
    .action(async (options: UpOptions, command: Command) => {
      await cli.run(command, (context) => up(context, options));
    });
}

async function up({ configFile, env, terminal }: CommandContext, options: UpOptions): Promise<ExitCode> {
  const config = await readConfigFile(configFile);
  // Before a server is started that nobody could use.
  readSecrets(config, env);
  if (config.gateway !== undefined) readGatewaySecrets(config, env);
  // From the worker's start on it hears the signals and ends gracefully; until then there is nothing to lose.
  const letSignalsPass = exitOnSignal();
  const temporal = await startTemporal({
    dbFile: options.db,
    port: options.port,
    uiPort: options.uiPort,
    namespace: config.temporal.namespace,
    logFile: join(dirname(options.db), 'temporal.log'),
    env,
    report: (line) => terminal.warn(line),
  });
  try {
    const { uiUrl = config.temporal.uiUrl, address } = temporal;
    terminal.warn(`Temporal:    ${address} (namespace ${temporal.namespace})`);
    if (uiUrl !== undefined) terminal.warn(`Temporal UI: ${uiUrl}`);
    terminal.warn('Ctrl-C ends all of it; journeys go on at the next `limelight up`.');
    const { settings } = temporal;
    const work = (): Promise<void> => {
      letSignalsPass();
      return runWorker(withUi(config, uiUrl), { env, temporal: settings });
    };
    const log = (line: string) => terminal.warn(line);
    if (config.gateway === undefined) await work();
    else {
      await withGateway({ config, env, temporal: settings, log }, (url) => {
        terminal.warn(`Gateway:     ${url}`);
        return work();
      });
    }
    return ExitCode.done;
  } finally {
    await temporal.stop();
  }
}

function withUi(config: Config, uiUrl: string | undefined): Config {
  return uiUrl === undefined ? config : { ...config, temporal: { ...config.temporal, uiUrl } };
}
