import type { Command } from 'commander';
import type { Cli } from './cli.ts';
import { addDecision } from './decide.ts';

const EXAMPLES = `
Examples:
  $ limelight resume nginx@1.6.0`;

export function addResume(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'resume',
    summary: 'let a journey that is held go on',
    description: 'Let a journey go on that somebody held, or that was parked because nobody acted.',
    examples: EXAMPLES,
    done: 'goes on.',
  });
}
