import { describe, expect, it } from 'vitest';
import { describeChecks, summarizeChecks, type CheckReport } from '../../domain/checks.ts';

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
