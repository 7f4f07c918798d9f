import { Option, type Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight approve nginx@1.6.0
  $ limelight approve nginx@1.6.0 --head 3f2a91c --reason "dashboards looked at"
  $ limelight approve nginx@1.6.0 --as ada`;

export function addApprove(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'approve',
    summary: 'approve the open pull request of a journey',
    description:
      'Approve the pull request that a journey has open now, and no other. With --head it counts only while the pull request stands at that commit.',
    examples: EXAMPLES,
    options: [new Option('--head <sha>', 'the head commit that you looked at: 7 digits or more')],
    read: ({ head }) => (typeof head === 'string' ? { head } : {}),
    done: ({ actor, change }, name) => {
      const what = change === undefined ? 'its change' : `pull request #${change.number}`;
      return `${actor} approved ${what} of ${name}.`;
    },
  });
}
