import type { Command } from 'commander';
import type { PublisherState } from '../../domain/publisher-state.ts';
import { actorOption, findActor } from './arguments.ts';
import type { Cli, CommandContext } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { renderPublisher } from './views/publisher.ts';
import { withPublishers } from './with-publishers.ts';

interface PublisherOptions {
  readonly retry?: boolean;
  readonly reason?: string;
  readonly as?: string;
}

const EXAMPLES = `
Examples:
  $ limelight publisher staging
  $ limelight publisher staging --retry --reason "the agents have disk space again"
  $ limelight publisher staging --json | jq '.requests | length'`;

export function addPublisher(program: Command, cli: Cli): void {
  program
    .command('publisher')
    .summary('show who builds a branch, and for whom')
    .description(
      'Show the publisher of a branch: what it does, which journeys wait for an image, and the builds that it answered with. Ends with 6 while it needs a person; --retry lets it try again, for all who wait.',
    )
    .argument('<STAGE>', 'whose branch')
    .option('--retry', 'let it try again, once the cause is mended')
    .option('--reason <text>', 'why it can go on')
    .addOption(actorOption())
    .addHelpText('after', EXAMPLES)
    .action(async (stage: string, options: PublisherOptions, command: Command) => {
      await cli.run(command, (context) => showPublisher(context, stage, options));
    });
}

async function showPublisher(
  context: CommandContext,
  stage: string,
  { retry = false, reason, as }: PublisherOptions,
): Promise<ExitCode> {
  const { show, terminal } = context;
  return withPublishers(context, stage, async (publishers) => {
    if (retry) {
      const decision = { actor: await findActor(as), ...(reason !== undefined && { reason }) };
      show(await publishers.retry(stage, decision), () => [`publisher/${stage} tries again.`]);
      return ExitCode.done;
    }
    const state = await publishers.state(stage);
    show(state, () => renderPublisher(state, { paint: terminal.paint, now: Date.now() }));
    return exitCodeOf(state);
  });
}

function exitCodeOf({ attention, rollOutAttention }: PublisherState): ExitCode {
  return attention === undefined && rollOutAttention === undefined ? ExitCode.done : ExitCode.attention;
}
