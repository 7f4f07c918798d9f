import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight reject nginx@1.6.0 --reason "the dashboards are broken"`;

export function addReject(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'reject',
    summary: 'reject the open pull request of a journey',
    description:
      'Reject the pull request that a journey has open now: the reason stands on it as a comment, and nothing is merged until its content is another, you approve it after all, or somebody says retry.',
    examples: EXAMPLES,
    needsReason: true,
    done: 'waits until its content is another, for a retry or an abort.',
  });
}
