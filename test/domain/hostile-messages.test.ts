import { describe, expect, it } from 'vitest';
import { readDecision } from '../../domain/decisions.ts';
import { describeStop, LINE_RUNS, readLine, readLineDecision, stopLine } from '../../domain/line.ts';
import { readAnswer, readRequest, readTerms, readWithdrawal } from '../../domain/publisher-state.ts';
import { readDeployed } from '../../domain/roll-outs.ts';
import { readTerms as readWatcherTerms } from '../../domain/watcher-state.ts';
import { HOSTILE } from '../support/hostile-payloads.ts';

const STOP = {
  scope: { kind: 'stage', stage: 'staging' },
  actor: 'ada',
  reason: 'incident 4711',
  since: '2026-03-01T12:00:00.000Z',
} as const;

/** Longer than a decision with all its texts, and far shorter than what Temporal carries in one piece. */
const A_LOT = 30_000;

describe.each(HOSTILE.map((sent, at) => [at, sent] as const))('hostile message %i', (_at, sent) => {
  it('is no line, answer, request or terms', () => {
    const none = [readLine, readAnswer, readRequest, readTerms, readWatcherTerms].map((read) => read(sent));
    expect(none).toEqual([undefined, undefined, undefined, undefined, undefined]);
  });

  it('is no more of a decision, a word or an id than is kept', () => {
    const read = [readDecision, readDeployed, readLineDecision, readWithdrawal].map((one) => one(sent));
    expect(JSON.stringify(read).length).toBeLessThan(A_LOT);
  });

  it('describes what it stops, where it stops anything', () => {
    const decision = readLineDecision(sent);
    const stops = decision === undefined ? [] : stopLine(LINE_RUNS, decision, STOP.since).stops;
    expect(stops.map(describeStop).join()).not.toMatch(/undefined|null/);
  });
});

describe('what the line tells', () => {
  it('is read, whatever else stands in it', () => {
    const line = { version: 9, stops: [STOP, { ...STOP, scope: { kind: 'everything' } }] };
    expect(readLine({ ...line, more: 'of a later version' })).toEqual(line);
    expect(readLine({ version: 10, stops: [] })).toEqual({ version: 10, stops: [] });
  });

  it('stops though its reason is longer than anybody reads', () => {
    const [stop] = readLine({ version: 9, stops: [{ ...STOP, reason: 'x'.repeat(100_000) }] })?.stops ?? [];
    expect(stop).toMatchObject({ scope: STOP.scope, reason: expect.stringMatching(/^x{4000}$/) });
  });
});
