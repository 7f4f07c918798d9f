import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight accept-removal nginx@1.6.0 --reason "nobody uses the snapshot registry today"`;

export function addAcceptRemoval(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'accept-removal',
    summary: 'let a removal by hand be',
    description:
      'Accept that a branch let go of the version by hand before the next registry was shown to serve it. The journey goes on waiting for that proof.',
    examples: EXAMPLES,
    needsReason: true,
    done: 'goes on; the branch stays as it is.',
  });
}
