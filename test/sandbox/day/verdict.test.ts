import { describe, expect, it } from 'vitest';
import { CAST, HELD } from '../../../sandbox/day/cast.ts';
import { EXPECTATIONS } from '../../../sandbox/day/expectations.ts';
import { Transcript, type Expectation } from '../../../sandbox/day/transcript.ts';
import { judgeDay } from '../../../sandbox/day/verdict.ts';

const EXPECTED: readonly Expectation[] = [
  { in: 'limelight list', line: /gel@1\.0\.0 .* waits for approval/ },
  { in: 'limelight why gel@1.0.0', line: '- Who can act: nobody needs to' },
];

function shown(pages: Readonly<Record<string, string>>): { transcript: Transcript; printed: string[] } {
  const printed: string[] = [];
  const transcript = new Transcript((line) => void printed.push(line));
  for (const [page, text] of Object.entries(pages)) transcript.show(page, text);
  return { transcript, printed };
}

const LIST = 'PACKAGE\n◷  gel@1.0.0  add-snapshot  waits for approval\n';
const WHY = 'gel@1.0.0 is a certified star\n\n- Who can act: nobody needs to\n';

describe('the verdict over a day', () => {
  it('is good when every line was seen, and counts them', () => {
    const { transcript, printed } = shown({ 'limelight list': LIST, 'limelight why gel@1.0.0': WHY });
    expect(judgeDay(transcript, EXPECTED, 1)).toEqual({
      exitCode: 0,
      lines: ['the day went as it should: 1 versions, 2 lines expected and seen'],
    });
    expect(printed).toContain('    - Who can act: nobody needs to');
  });

  it.each([
    ['is not there', { 'limelight list': LIST, 'limelight why gel@1.0.0': 'gel@1.0.0 is a star\n' }],
    [
      'is only part of a line',
      { 'limelight list': LIST, 'limelight why gel@1.0.0': '- Who can act: nobody needs to know\n' },
    ],
    ['is on another page', { 'limelight list': `${LIST}- Who can act: nobody needs to\n` }],
  ])('is bad, and names the line, when a line %s', (_, pages: Record<string, string>) => {
    expect(judgeDay(shown(pages).transcript, EXPECTED, 1)).toEqual({
      exitCode: 1,
      lines: [
        'missing in `limelight why gel@1.0.0`: - Who can act: nobody needs to',
        'the day did not go as it should: 1 of 2 lines are missing',
      ],
    });
  });

  it('judges the last answer to a command, not the first', () => {
    const { transcript } = shown({ 'limelight list': LIST, 'limelight why gel@1.0.0': WHY });
    transcript.show('limelight list', 'No journeys.');
    const { exitCode, lines } = judgeDay(transcript, EXPECTED, 1);
    expect(exitCode).toBe(1);
    expect(lines[0]).toBe(`missing in \`limelight list\`: ${String(EXPECTED[0]?.line)}`);
  });
});

describe('what is expected of the day', () => {
  it.each(CAST.map(({ version }) => version))('says something of why and of history of %s', (version) => {
    const pages = EXPECTATIONS.map(({ in: page }) => page);
    expect(pages).toContain(`limelight why ${version}`);
    expect(pages).toContain(`limelight history ${version}`);
  });

  it('sees each of the ten in a list', () => {
    const inLists = EXPECTATIONS.filter(({ in: page }) => page.startsWith('limelight list'));
    const patterns = inLists.map(({ line }) => String(line).replaceAll('\\', ''));
    const unseen = CAST.filter(({ version }) => !patterns.some((line) => line.includes(version)));
    expect(unseen).toEqual([]);
  });

  it('is not met by a journey that stands otherwise', () => {
    const held = EXPECTATIONS.filter(({ line }) => String(line).includes(HELD.replaceAll('.', '\\.')));
    const row = ` ◷  ${HELD}  add-snapshot  waits for approval  53 s  rita`;
    const { transcript } = shown({ 'limelight list': row });
    expect(held.filter(({ in: page }) => page === 'limelight list')).toHaveLength(1);
    expect(transcript.missing(held)).toEqual(held);
  });
});
