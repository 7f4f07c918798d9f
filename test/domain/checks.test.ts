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
});

describe('a silence', () => {
  it.each<[what: string, awaited: string[] | undefined, reports: CheckReport[], required: string[]]>([
    ['nothing has reported', [], [], []],
    ['nothing has reported of what is required', ['a', 'b'], [], ['b', 'a']],
    ['one that is required has not, and nothing runs', ['image'], [report('lint', 'success')], ['image']],
    ['another runs: it may order that one', undefined, [report('lint', 'pending')], ['image']],
    ['all have', undefined, [report('lint', 'success')], ['lint']],
    ['one is red', undefined, [report('lint', 'failure')], []],
  ])('%s', (_what, awaited, reports, required) => {
    expect(findSilent(reports, required)).toEqual(awaited);
  });

  it('names what is awaited, since when, and the likely causes', () => {
    const since = '2026-03-01T12:00:00.000Z';
    expect(describeSilence({ awaited: [], since })).toBe(
      `no check has reported at all since ${since}: does CI run for this branch, and is it at work?`,
    );
    expect(describeSilence({ awaited: ['image'], since })).toBe(
      `image is required and has not reported since ${since}, and nothing runs: was it renamed, or does CI not run for this branch?`,
    );
    expect(describeSilence({ awaited: ['a', 'b'], since })).toMatch(
      /^a, b are required and have not reported since .*: were they renamed/,
    );
  });
});
