import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { renderStop, type Stop } from '../../domain/supersede.ts';
import type { CommandContext } from './cli.ts';
import { QuestionLine } from './question-line.ts';

/**
 * Lists what would be stopped and dropped, and has a person agree: by the option, or at the terminal. A script
 * without the option agrees to nothing.
 */
export async function agreeToStop(
  { terminal, json }: Pick<CommandContext, 'terminal' | 'json'>,
  newer: PackageVersion,
  stops: readonly Stop[],
  isAgreed: boolean,
): Promise<boolean> {
  const isAsked = !isAgreed && !json && terminal.isInteractive && process.stdin.isTTY;
  if (!isAgreed && !isAsked) return false;
  terminal.warn(`${formatPackageVersion(newer)} stops the journeys of older versions:`);
  for (const line of stops.flatMap(renderStop)) terminal.warn(line);
  if (isAgreed) return true;
  const asker = new QuestionLine(terminal);
  try {
    return (await asker.ask('Stop them? [y/n] ', asker.gone)) === true;
  } finally {
    asker.close();
  }
}
