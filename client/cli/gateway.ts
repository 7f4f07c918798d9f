import type { Command } from 'commander';
import { readConnectionSettings } from '../../worker/connection.ts';
import { readAddress } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { interruption, untilInterrupted } from './interruption.ts';
import { readConfigFile } from './read-config.ts';
import { withGateway } from './with-gateway.ts';

interface GatewayCommandOptions {
  readonly listen?: string;
}

const EXAMPLES = `
Examples:
  $ GITHUB_WEBHOOK_SECRET=... limelight gateway
  $ limelight gateway --listen 0.0.0.0:8085      in a container, behind a proxy that speaks TLS`;

export function addGateway(program: Command, cli: Cli): void {
  program
    .command('gateway')
    .summary('wake journeys by webhooks, until Ctrl-C')
    .description(
      'Take webhooks of GitHub (POST /github) and notifications of Jenkins (POST /jenkins/STAGE), and wake the journeys and publishers that they concern, until SIGINT or SIGTERM. Without it they look by themselves, only later. /healthz, /readyz and /metrics are there, too.',
    )
    .option('--listen <HOST:PORT>', 'listen there and not where the configuration says', readAddress)
    .addHelpText('after', EXAMPLES)
    .action(async (options: GatewayCommandOptions, command: Command) => {
      await cli.run(command, (context) => gateway(context, options));
    });
}

async function gateway(context: CommandContext, { listen }: GatewayCommandOptions): Promise<ExitCode> {
  const { configFile, env, terminal, show } = context;
  const config = await readConfigFile(configFile);
  const temporal = readConnectionSettings(config.temporal.namespace, env);
  const signal = interruption();
  await withGateway({ config, env, temporal, listen, log: (line) => terminal.warn(line) }, async (url) => {
    show({ url }, () => [`The gateway of ${config.github.repository} listens at ${url}.`]);
    await untilInterrupted(signal);
  });
  return ExitCode.done;
}
