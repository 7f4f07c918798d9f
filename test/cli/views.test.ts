import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createPaint } from '../../client/cli/paint.ts';
import { renderJourney } from '../../client/cli/views/journey.ts';
import { renderList } from '../../client/cli/views/list.ts';
import { renderWatcher } from '../../client/cli/views/watcher.ts';
import { describeProgress } from '../../client/cli/views/progress.ts';
import { renderProspect } from '../../client/cli/views/prospect.ts';
import { alignRows } from '../../client/cli/views/table.ts';
import { formatSince } from '../../client/cli/views/time.ts';
import { formatDuration } from '../../domain/duration.ts';
import { explained, heldState, NOW, sampleState, waitingState } from './sample-state.ts';

const paint = createPaint(false);

describe('a journey on the screen', () => {
  it('shows its steps, what it waits for since when, who can act with which command, and links', () => {
    const lines = renderJourney(waitingState(), {
      paint,
      now: NOW,
      canAct: explained(waitingState()).canAct,
      url: 'http://ui/1',
      detail: '3 of 3 checks green',
    });
    expect(lines).toEqual([
      'nginx@1.6.0  snapshot → staging',
      'started by grace 10 min ago',
      '',
      '  ✓  add to snapshot                3 min 20 s  #12 merged by bot as 1234567, approved by ada',
      '  –  publish the image of snapshot              it stands on staging already',
      '  ◷  add to staging                             0 of 1 approvals',
      '  ○  publish the image of staging',
      '',
      'nginx@1.6.0 waits: 0 of 1 approvals (for 2 min)',
      '  3 of 3 checks green',
      '  review:       http://github/pull/13',
      '  approve:      limelight approve nginx@1.6.0 --head abcdef012345',
      '  Temporal UI:  http://ui/1',
    ]);
  });

  it('says of one in attention how to try again and how to give up', () => {
    const lines = renderJourney(heldState(), { paint, now: NOW, canAct: explained(heldState()).canAct });
    expect(lines.slice(-3)).toEqual([
      'nginx@1.6.0 needs attention: red: lint (for 5 s)',
      '  try again:  limelight retry nginx@1.6.0',
      '  give up:    limelight abort nginx@1.6.0',
    ]);
  });

  it('ends with the outcome, the time it took and its notes', () => {
    const state = sampleState({
      outcome: 'star',
      finishedAt: '2026-03-01T12:06:00Z',
      notes: ['also on staging'],
    });
    const lines = renderJourney(state, { paint, now: NOW, canAct: explained(state).canAct });
    expect(lines[1]).toBe('started by grace 10 min ago, took 6 min');
    expect(lines.slice(-2)).toEqual(['nginx@1.6.0 is a certified star', 'Note: also on staging']);
  });

  it('is painted where colours are wanted, without moving a column', () => {
    const plain = renderJourney(heldState(), { paint, now: NOW, canAct: explained(heldState()).canAct });
    const painted = renderJourney(heldState(), {
      paint: createPaint(true),
      now: NOW,
      canAct: explained(heldState()).canAct,
    });
    expect(painted).not.toEqual(plain);
    expect(painted.map(stripVTControlCharacters)).toEqual(plain);
  });
});

describe('progress, a line for each event', () => {
  it('tells of the first look what has ended and what it does now', () => {
    expect(describeProgress(undefined, { state: waitingState(), detail: '3 of 3 checks green' })).toEqual([
      '✓ add to snapshot: #12 merged by bot as 1234567, approved by ada',
      '– publish the image of snapshot: it stands on staging already',
      '  pull request #13: http://github/pull/13',
      '◷ add to staging: 0 of 1 approvals',
      '  3 of 3 checks green',
    ]);
  });

  it('says nothing when nothing changed, and only what did', () => {
    const waiting = { state: waitingState() };
    expect(describeProgress(waiting, waiting)).toEqual([]);
    expect(describeProgress(waiting, { state: heldState() })).toEqual(['⚠ add to staging: red: lint']);
    expect(describeProgress(waiting, { state: waitingState(), detail: 'news' })).toEqual(['  news']);
  });

  it('ends with the outcome', () => {
    const star = sampleState({ outcome: 'star' });
    expect(describeProgress({ state: sampleState() }, { state: star })).toEqual([
      'nginx@1.6.0 is a certified star',
    ]);
  });
});

describe('the watcher', () => {
  it('is spoken of only while it does not look', () => {
    const absent = { state: 'absent', sentence: 'the watcher is not running' } as const;
    expect(renderWatcher(absent, 900_000, createPaint(false))).toEqual([
      '',
      'the watcher is not running: journeys look every 15 min by themselves',
    ]);
    expect(renderWatcher({ ...absent, state: 'watching' }, 900_000, createPaint(false))).toEqual([]);
  });
});

describe('a list of journeys', () => {
  const base = { workflowId: 'w', runId: 'r', startedAt: '2026-03-01T12:00:00Z', requester: 'grace' };

  it('aligns what travels, what needs a person and what is over', () => {
    const packageVersion = { name: 'nginx', version: '1.6.0' };
    const lines = renderList(
      [
        {
          ...base,
          packageVersion,
          status: 'RUNNING',
          step: 'add-staging',
          waitingFor: 'approval',
          attention: 'none',
        },
        {
          ...base,
          packageVersion,
          status: 'RUNNING',
          step: 'add-staging',
          waitingFor: 'person',
          attention: 'checks-red',
        },
        {
          ...base,
          packageVersion,
          status: 'RUNNING',
          step: 'bearings',
          waitingFor: 'nothing',
          attention: 'none',
        },
        { ...base, packageVersion, status: 'COMPLETED', step: 'star' },
        { ...base, packageVersion, status: 'TERMINATED', step: 'add-staging' },
      ],
      paint,
      NOW,
    );
    expect(lines).toEqual([
      '   PACKAGE      STEP         STANDS                          AGE     REQUESTER',
      '◷  nginx@1.6.0  add-staging  waits for approval              10 min  grace',
      '⚠  nginx@1.6.0  add-staging  needs a person: checks are red  10 min  grace',
      '▶  nginx@1.6.0  bearings     working                         10 min  grace',
      '✓  nginx@1.6.0  star         a certified star                10 min  grace',
      '–  nginx@1.6.0  add-staging  terminated                      10 min  grace',
    ]);
  });

  it('tells what is parked, and why it was in attention', () => {
    const parked = {
      ...base,
      packageVersion: { name: 'nginx', version: '1.6.0' },
      status: 'RUNNING',
      waitingFor: 'parked',
    };
    const lines = renderList(
      [
        { ...parked, attention: 'none' },
        { ...parked, attention: 'rejected' },
      ],
      paint,
      NOW,
    );
    expect(lines[1]).toContain('parked: nobody acted');
    expect(lines[2]).toContain('parked: its pull request was rejected');
  });

  it('says so when there are none', () => {
    expect(renderList([], paint, NOW)).toEqual(['No journeys.']);
  });
});

describe('a plan', () => {
  it('tells what is there already from what is to be done', () => {
    const lines = renderProspect(
      {
        packageVersion: { name: 'nginx', version: '1.6.0' },
        route: ['snapshot', 'staging'],
        foundOn: [{ stage: 'staging', branch: 'staging', tree: 'a'.repeat(40) }],
        proposals: [],
        missingBranches: ['production'],
        steps: [
          {
            id: 'add-snapshot',
            kind: 'add',
            stage: 'snapshot',
            towards: 'snapshot',
            outlook: 'skipped',
            why: 'it stands on staging already',
          },
          { id: 'add-staging', kind: 'add', stage: 'staging', towards: 'staging', outlook: 'there' },
          { id: 'publish-staging', kind: 'publish', stage: 'staging', towards: 'staging', outlook: 'to-do' },
        ],
      },
      paint,
    );
    expect(lines).toEqual([
      'nginx@1.6.0  snapshot → staging',
      'Stands on staging (tree aaaaaaaaaaaa).',
      'The storage has no branch "production".',
      '',
      '  –  add to snapshot               it stands on staging already',
      '  ✓  add to staging                there already',
      '  ○  publish the image of staging',
      '',
      '1 of 3 steps to do. Nothing was written.',
    ]);
  });
});

describe('times and tables', () => {
  it.each([
    [0, '0 s'],
    [999, '0 s'],
    [4_000, '4 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [7_200_000, '2 h'],
    [90_000_000, '1 day 1 h'],
    [180_000_000, '2 days 2 h'],
    [1_040_000_000, '12 days'],
  ])('says %i ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('takes a clock that runs behind for no time at all', () => {
    expect(formatSince('2026-03-01T12:10:05Z', NOW)).toBe('0 s');
  });

  it('never ends a line in blanks', () => {
    const rows = [[{ text: 'a' }, { text: '' }], [{ text: 'bbb' }, { text: 'c' }], [{ text: '' }]];
    expect(alignRows(rows)).toEqual(['a', 'bbb  c', '']);
  });
});
