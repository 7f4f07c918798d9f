import { describe, expect, it } from 'vitest';
import {
  describeChecks,
  describeSilence,
  findSilent,
  summarizeChecks,
  type CheckReport,
} from '../../domain/checks.ts';

const report = (
  name: string,
  state: CheckReport['state'],
  change: Partial<CheckReport> = {},
): CheckReport => ({
  name,
  kind: 'check',
  state,
  required: false,
  ...change,
});

describe('summarizeChecks', () => {
  it.each<[what: string, expected: string, reports: CheckReport[], required: string[]]>([
    ['nothing reported, nothing required', 'none', [], []],
    ['nothing reported, one required', 'pending', [], ['lint']],
    ['all green', 'green', [report('lint', 'success'), report('build', 'success', { kind: 'status' })], []],
    ['one running', 'pending', [report('lint', 'success'), report('build', 'pending')], []],
    ['one red, one running', 'red', [report('lint', 'failure'), report('build', 'pending')], []],
    ['required by name and missing', 'pending', [report('lint', 'success')], ['build']],
    [
      'only required ones decide',
      'green',
      [report('lint', 'success', { required: true }), report('nice', 'failure')],
      [],
    ],
    [
      'required by our policy only',
      'green',
      [report('lint', 'success'), report('nice', 'failure')],
      ['lint'],
    ],
    [
      'a check and a status of one name must both pass',
      'red',
      [report('ci', 'success'), report('ci', 'failure', { kind: 'status' })],
      ['ci'],
    ],
  ])('%s: %s', (_what, expected, reports, required) => {
    expect(summarizeChecks(reports, required).state).toBe(expected);
  });

  it('names the red ones, sorted, each once', () => {
    const reports = [
      report('z', 'failure'),
      report('a', 'failure'),
      report('a', 'failure', { kind: 'status' }),
    ];
    expect(summarizeChecks(reports, []).red).toEqual(['a', 'z']);
  });
});

it('describeChecks tells the progress that the gate does not need', () => {
  const reports = [report('lint', 'success'), report('integration', 'pending'), report('docs', 'failure')];
  expect(describeChecks(reports, ['image'])).toBe(
    '1 of 4 checks green; red: docs; running: integration; not reported yet: image',
  );
  expect(describeChecks([], [])).toBe('no check has reported yet');
  const since = '2026-03-01T12:03:30Z';
  const pending = [
    report('lint', 'success'),
    report('integration', 'pending', { since }),
    report('image', 'pending', { since, isQueued: true }),
    report('docs', 'pending', { isQueued: true }),
  ];
  expect(describeChecks(pending, [])).toBe(
    '1 of 4 checks green; running: integration since 2026-03-01 12:03 UTC; in the queue: image since 2026-03-01 12:03 UTC, docs',
  );
});

describe('a silence', () => {
  const queuedAt = (since: string) => ({ isQueued: true, since });
  it.each<[what: string, silence: ReturnType<typeof findSilent>, reports: CheckReport[], required: string[]]>(
    [
      ['nothing has reported', { awaited: [] }, [], []],
      ['nothing has reported of what is required', { awaited: ['a', 'b'] }, [], ['b', 'a']],
      [
        'one that is required has not, and nothing runs',
        { awaited: ['image'] },
        [report('lint', 'success')],
        ['image'],
      ],
      [
        'all that is left stands in the queue',
        { awaited: ['image'], queued: ['docs', 'lint'], since: '2026-03-01T12:00:00Z' },
        [
          report('lint', 'pending', queuedAt('2026-03-01T12:05:00Z')),
          report('docs', 'pending', queuedAt('2026-03-01T12:00:00Z')),
          report('build', 'success'),
        ],
        ['image'],
      ],
      [
        'nobody says since when it stands in the queue',
        { awaited: [], queued: ['lint'] },
        [report('lint', 'pending', { isQueued: true })],
        [],
      ],
      [
        'one stands in the queue, and one runs',
        undefined,
        [report('lint', 'pending', { isQueued: true }), report('build', 'pending')],
        [],
      ],
      ['another runs: it may order that one', undefined, [report('lint', 'pending')], ['image']],
      ['all have', undefined, [report('lint', 'success')], ['lint']],
      ['one is red', undefined, [report('lint', 'failure')], []],
    ],
  )('%s', (_what, silence, reports, required) => {
    expect(findSilent(reports, required)).toEqual(silence);
  });

  it('names what is awaited, since when, and the likely causes', () => {
    const since = '2026-03-01T12:00:00.000Z';
    expect(describeSilence({ awaited: [], since })).toBe(
      `no check has reported at all since ${since}: does CI run for this branch, and is it at work?`,
    );
    expect(describeSilence({ awaited: ['image'], since })).toBe(
      `image is required and has not reported since ${since}, and nothing runs: was it renamed, or does CI not run for this branch?`,
    );
    expect(describeSilence({ awaited: ['image'], queued: ['lint'], since })).toBe(
      `lint stands in the queue since ${since}, and no runner has taken it: is CI at work?`,
    );
    expect(describeSilence({ awaited: ['a', 'b'], since })).toMatch(
      /^a, b are required and have not reported since .*: were they renamed/,
    );
  });
});
