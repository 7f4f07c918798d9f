import { Option, type Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight promote nginx@1.6.0
  $ limelight promote nginx@1.6.0 --skip-soak --reason "security fix"`;

export function addPromote(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'promote',
    summary: 'let a version go on to the next stage',
    description:
      'Let a version go on to the next stage, where the pipeline leaves that to people. With --skip-soak it goes on at once, though it has not soaked for as long as the policy asks: that needs a reason, and is kept.',
    examples: EXAMPLES,
    options: [new Option('--skip-soak', 'though it has not soaked for long enough')],
    read: ({ skipSoak }) => (skipSoak === true ? { skipSoak } : {}),
    done: 'is promoted.',
  });
}
