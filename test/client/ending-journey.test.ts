import { describe, expect, it } from 'vitest';
import { untilOver } from '../../client/ending-journey.ts';
import { JourneyEnding } from '../../client/errors/journey-ending.ts';
import { reportError } from '../../client/cli/report-error.ts';

const SPOTLIGHT = { name: 'spotlight', version: '1.0.0' };

/** A run that is seen running so often, and then over. */
function runFor(looks: number): () => Promise<{ status: { code: 1 | 2; name: 'RUNNING' | 'COMPLETED' } }> {
  let seen = 0;
  return async () => {
    seen += 1;
    return { status: seen > looks ? { code: 2, name: 'COMPLETED' } : { code: 1, name: 'RUNNING' } };
  };
}

describe('the wait for the end of a journey that was aborted', () => {
  it('ends when that is over', async () => {
    await expect(untilOver(SPOTLIGHT, runFor(2), 60_000)).resolves.toBeUndefined();
  });

  it('is bounded, and says to try again', async () => {
    const wait = untilOver(SPOTLIGHT, runFor(Number.POSITIVE_INFINITY), 0);
    await expect(wait).rejects.toThrow(JourneyEnding);
    const report = reportError(new JourneyEnding(SPOTLIGHT, 60_000));
    expect(report).toMatchObject({ exitCode: 3, hint: expect.stringContaining('try again in a moment') });
    expect(report.what).toBe(
      'The last journey of spotlight@1.0.0 was aborted and has not ended within 60 seconds.',
    );
  });
});
