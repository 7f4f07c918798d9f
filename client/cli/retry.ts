import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight retry nginx@1.6.0 --reason "Jenkins folder was renamed; configuration corrected"`;

export function addRetry(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'retry',
    summary: 'let a journey that needs a person try its step again',
    description: 'Let a journey in attention try its step again, once the cause is mended.',
    examples: EXAMPLES,
    done: 'tries its step again.',
  });
}
