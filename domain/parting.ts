import type { JourneyState, StepResult } from './journey-state.ts';
import { describeAbort, describeResult } from './journey-text.ts';
import { formatPackageVersion } from './package-version.ts';

/**
 * The last word of the comment that told where a journey stood, when that leaves the pull request.
 *
 * @param result - what came of it; `again`: the journey opens another one; undefined: it was ended, or led elsewhere.
 * @param isEnding - the whole journey is being taken back, by whomever.
 */
export function describeParting(
  state: JourneyState,
  number: number,
  result: StepResult | 'again' | undefined,
  isEnding = false,
): string {
  const name = formatPackageVersion(state.packageVersion);
  const goesOn = `the journey goes on, and \`limelight why ${name}\` tells where it is`;
  if (result === 'again') return `${name}: pull request #${number} was closed; ${goesOn}.`;
  if (result !== undefined) return `${name}: ${describeResult({ result, status: 'done' })}; ${goesOn}.`;
  const abort = describeAbort(state);
  if (abort !== undefined) return `${name}: the journey was ${abort}.`;
  return isEnding
    ? `${name}: the journey was cancelled from outside.`
    : `${name}: the journey has left pull request #${number}; ${goesOn}.`;
}
