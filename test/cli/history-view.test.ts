import { expect, it } from 'vitest';
import { createPaint } from '../../client/cli/paint.ts';
import { renderHistory, renderHistoryMarkdown } from '../../client/cli/views/history.ts';
import { sampleState } from './sample-state.ts';

const decision = { id: '1', kind: 'abort', at: '2026-03-01T12:05:00Z', applied: true } as const;
const state = sampleState({
  decisions: [{ ...decision, actor: 'ada', reason: 'wrong version' }],
  notes: ['It was on two branches.'],
  outcome: 'aborted',
  finishedAt: '2026-03-01T12:06:00Z',
});

it('shows a timeline line by line, with times, durations, actors, reasons and links', () => {
  expect(renderHistory(state, createPaint(false))).toEqual([
    'nginx@1.6.0: the journey was aborted; merged and staying: add to snapshot (#12)',
    '',
    '  2026-03-01 12:00:00  ▶              grace: started on the route snapshot → staging',
    '  2026-03-01 12:00:00  ·              add to snapshot',
    '  2026-03-01 12:00:00  –              publish the image of snapshot: it stands on staging already',
    '  2026-03-01 12:03:20  ✓  3 min 20 s  add to snapshot: #12 http://github/pull/12 merged by bot as 1234567, approved by ada',
    '  2026-03-01 12:05:00  ●              ada: abort: "wrong version"',
    '  2026-03-01 12:06:00  ■  6 min       nginx@1.6.0: the journey was aborted; merged and staying: add to snapshot (#12)',
    'Note: It was on two branches.',
  ]);
});

it('is Markdown as well', () => {
  expect(renderHistoryMarkdown(state, 'http://ui/1')).toEqual([
    '**nginx@1.6.0: the journey was aborted; merged and staying: add to snapshot (#12)**',
    '',
    '[The journey](http://ui/1)',
    '',
    '- 2026-03-01 12:00:00 ▶ grace: started on the route snapshot → staging',
    '- 2026-03-01 12:00:00 · add to snapshot',
    '- 2026-03-01 12:00:00 – publish the image of snapshot: it stands on staging already',
    '- 2026-03-01 12:03:20 ✓ add to snapshot: [#12](http://github/pull/12) merged by bot as 1234567, approved by ada (3 min 20 s)',
    '- 2026-03-01 12:05:00 ● ada: abort: "wrong version"',
    '- 2026-03-01 12:06:00 ■ nginx@1.6.0: the journey was aborted; merged and staying: add to snapshot (#12) (6 min)',
    '- note: It was on two branches.',
  ]);
});
