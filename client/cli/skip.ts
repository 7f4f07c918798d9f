import { Option, type Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight skip nginx@1.6.0 --step verify-snapshot-2 --reason "the snapshot registry is switched off"`;

export function addSkip(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'skip',
    summary: 'leave the current step out',
    description:
      'Leave the current step out, where the policy of its stage lets people do that. A proof that lets a branch go of the version takes two people: both say the same.',
    examples: EXAMPLES,
    needsReason: true,
    options: [new Option('--step <id>', 'only if it is at this step')],
    read: ({ step }) => (typeof step === 'string' ? { step } : {}),
    done: 'heard it. See where it stands with `limelight why`.',
  });
}
