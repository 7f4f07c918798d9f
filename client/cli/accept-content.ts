import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight accept-content nginx@1.6.0 --reason "licence header was corrected on staging"`;

export function addAcceptContent(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'accept-content',
    summary: 'carry on what a branch was found to hold',
    description:
      'Accept that a branch holds another content than the one that the journey began with: that content is carried on from here, and approvals that were given to the other one count no more. Where a branch is about to let go of the version, it only lets go of what it holds.',
    examples: EXAMPLES,
    needsReason: true,
    done: 'goes on with what was found.',
  });
}
