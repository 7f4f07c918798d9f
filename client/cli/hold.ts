import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight hold nginx@1.6.0 --reason "wait for the release notes"`;

export function addHold(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'hold',
    summary: 'have a journey stand still',
    description:
      'Have a journey stand still: it goes on looking, and changes nothing, until somebody says resume. What it is writing at this moment is finished.',
    examples: EXAMPLES,
    needsReason: true,
    done: 'stands still until somebody says resume.',
  });
}
