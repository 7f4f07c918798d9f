import type { Command } from 'commander';
import { describeStaying } from '../../domain/journey-text.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { whatStays, withdrawalOf } from '../../domain/what-stays.ts';
import { lookAfterAbort } from '../after-abort.ts';
import type { Journeys } from '../journeys.ts';
import type { Cli } from './cli.ts';
import { addDecision, type Aftermath } from './decide.ts';

/** A journey that waits ends in a second; one that writes has something to finish. */
const PATIENCE_MS = 10_000;

const EXAMPLES = `
Examples:
  $ limelight abort nginx@1.6.0 --reason "1.6.1 goes instead"`;

export function addAbort(program: Command, cli: Cli): void {
  addDecision(program, cli, {
    name: 'abort',
    summary: 'end a journey and clean up what it opened',
    description:
      'End a journey: what it is writing is finished, then its open pull request is closed and its branches are deleted, and what it asked of a publisher is withdrawn. What is merged stays, and is named.',
    examples: EXAMPLES,
    done: 'is being aborted: its open pull request is closed and its branches are deleted.',
    aftermath,
  });
}

/** What is past the point of no return, and what may be done about it. */
async function aftermath(
  journeys: Pick<Journeys, 'state'>,
  packageVersion: PackageVersion,
): Promise<Aftermath> {
  const state = await lookAfterAbort(journeys, packageVersion, PATIENCE_MS);
  const staying = describeStaying(state);
  const withdrawal = withdrawalOf(state);
  const lines = [
    ...(staying === undefined ? ['Nothing of it was merged.'] : [`${capitalize(staying)}.`]),
    ...(withdrawal === undefined ? [] : [`\`${withdrawal}\` takes it out.`]),
  ];
  if (state.outcome === undefined) {
    const name = formatPackageVersion(packageVersion);
    lines.push(
      `It still finishes what it was doing, which may be a merge: see \`limelight status ${name}\`.`,
    );
  }
  return { answer: { staying: whatStays(state) }, lines };
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
