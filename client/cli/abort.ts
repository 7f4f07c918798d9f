import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight abort nginx@1.6.0 --reason "1.6.1 goes instead"`;

export function addAbort(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'abort',
    summary: 'end a journey and clean up what it opened',
    description:
      'End a journey: what it is writing is finished, then its open pull request is closed and its branches are deleted. What is merged stays.',
    examples: EXAMPLES,
    done: 'is being aborted: its open pull request is closed and its branches are deleted.',
  });
}
