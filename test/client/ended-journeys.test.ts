import { describe, expect, it } from 'vitest';
import { findEnded } from '../../client/ended-journeys.ts';
import type { JourneySummary } from '../../client/journey-list.ts';
import { endJourney, recordDecision, type JourneyResult } from '../../domain/journey-state.ts';
import { parsePackageVersion } from '../../domain/package-version.ts';
import { sampleState } from '../cli/sample-state.ts';

const AT = '2026-02-03T04:05:06.000Z';
const ABORT = { id: '1', kind: 'abort', actor: 'ada', reason: 'no need', at: AT, applied: true } as const;
const CANCELLED = endJourney(sampleState(), 'aborted', AT);
const ABORTED = endJourney(recordDecision(sampleState(), ABORT), 'aborted', AT);

/** A journey that is over, in one line: `NAME@VERSION STATUS STEP`. */
function over(line: string, index: number): JourneySummary {
  const [text = '', status = '', step = ''] = line.split(' ');
  const packageVersion = parsePackageVersion(text);
  return { packageVersion, status, step, workflowId: text, runId: `run ${index}`, startedAt: AT };
}

/** What is found of these versions, when these journeys are over, the newest first, with these results by their place. */
function find(texts: readonly string[], lines: readonly string[], results: readonly JourneyResult[] = []) {
  return findEnded(
    {
      list: async () => lines.map(over),
      result: async (_, runId = '') => {
        const result = results[Number(runId.slice('run '.length))];
        if (result === undefined) throw new TypeError(`nobody may ask for the result of ${runId}`);
        return result;
      },
    },
    texts.map(parsePackageVersion),
  );
}

describe('versions whose last journey was ended before its time', () => {
  it('are told with who ended it and why', async () => {
    const lines = ['a@1.0.0 COMPLETED aborted', 'b@1.0.0 COMPLETED aborted'];
    expect(await find(['a@1.0.0', 'b@1.0.0'], lines, [ABORTED, CANCELLED])).toEqual(
      new Map([
        ['a@1.0.0', 'aborted by ada: no need'],
        ['b@1.0.0', 'cancelled from outside'],
      ]),
    );
  });

  it('are not those that travelled again, or that nobody decided to end', async () => {
    const lines = [
      'a@1.0.0 COMPLETED star',
      'a@1.0.0 COMPLETED aborted',
      'b@1.0.0 TERMINATED aborted',
      'c@1.0.0 COMPLETED aborted',
    ];
    expect(await find(['a@1.0.0', 'b@1.0.0'], lines)).toEqual(new Map());
    expect(await find([], lines)).toEqual(new Map());
  });
});
