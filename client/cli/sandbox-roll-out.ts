import type { Command } from 'commander';
import { rollOutInSandbox, type SandboxRollOut } from '../sandbox-roll-outs.ts';
import type { Cli } from './cli.ts';
import { ExitCode } from './exit-code.ts';
import { readSandboxConfig } from './read-sandbox-config.ts';

const EXAMPLES = `
Examples:
  $ limelight sandbox --data ./stage --rollout manual --pods 3
  $ limelight sandbox rollout staging                  restart its pods on the image that was built last
  $ limelight deployed staging --build 4               and tell Limelight, as after a roll-out by hand anywhere`;

/** `limelight sandbox rollout`: restarts the pods of a registry in a sandbox that runs. */
export function addSandboxRollOut(sandbox: Command, cli: Cli): void {
  sandbox
    .command('rollout')
    .description(
      'Roll out what was built last to the registries of a sandbox that runs, as restarting their deployments does; ends when all pods have changed over.',
    )
    .argument('[STAGE]', 'whose registry; each unless given')
    .addHelpText('after', EXAMPLES)
    .action(async (stage: string | undefined, _options: object, command: Command) => {
      await cli.run(command, async (context) => {
        const rollOuts = await rollOutInSandbox(await readSandboxConfig(context, command), stage);
        context.show(rollOuts, () => rollOuts.map(render));
        return ExitCode.done;
      });
    });
}

function render({ stage, published, pods }: SandboxRollOut): string {
  if (published === null) return `registry/${stage}: there is no image yet.`;
  const served = [...new Set(pods)].map((build) => (build === null ? 'no image' : `build ${build}`));
  const isOut = pods.every((build) => build === published);
  return `registry/${stage}: serves ${served.join(' and ')}${isOut ? '' : `; build ${published} is not out`}.`;
}
