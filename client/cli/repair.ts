import { Option, type Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight repair nginx@1.6.0 --reason "snapshot lost it"             images are built again
  $ limelight repair nginx@1.6.0 --put-back --reason "staging is red"    it returns to the branch first`;

export function addRepair(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'repair',
    summary: 'bring back a version that was lost',
    description:
      'Bring back a version that a registry no longer serves: the images that it is made of are built again in the right order. With --put-back a pull request returns it to the branch that let go of it, and another takes it away again once that is safe. A version that was removed by hand too early is always put back.',
    examples: EXAMPLES,
    needsReason: true,
    options: [new Option('--put-back', 'return it to the branch first')],
    read: ({ putBack }) => (putBack === true ? { way: 'put-back' } : {}),
    done: 'is being repaired.',
  });
}
