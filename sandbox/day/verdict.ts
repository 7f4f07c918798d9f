import type { Expectation, Transcript } from './transcript.ts';

/** How the day went. */
export interface Verdict {
  readonly exitCode: 0 | 1;
  /** The last words: one line when all was seen, else a line for each that is missing besides. */
  readonly lines: readonly string[];
}

/**
 * Judges a day by what must have been shown.
 *
 * @param versions - how many versions took part.
 */
export function judgeDay(
  transcript: Transcript,
  expectations: readonly Expectation[],
  versions: number,
): Verdict {
  const missing = transcript.missing(expectations);
  if (missing.length === 0) {
    const seen = `${versions} versions, ${expectations.length} lines expected and seen`;
    return { exitCode: 0, lines: [`the day went as it should: ${seen}`] };
  }
  return {
    exitCode: 1,
    lines: [
      ...missing.map(({ in: page, line }) => `missing in \`${page}\`: ${String(line)}`),
      `the day did not go as it should: ${missing.length} of ${expectations.length} lines are missing`,
    ],
  };
}
