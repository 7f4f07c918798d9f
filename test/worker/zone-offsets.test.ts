import { describe, expect, it } from 'vitest';
import { endOfQuiet } from '../../domain/quiet-hours.ts';
import { isZone, offsetsOf } from '../../worker/zone-offsets.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

function firstOf(zone: string, count: number): string[] {
  return offsetsOf(zone, NOW)
    .slice(0, count)
    .map(({ since, minutes }) => `${new Date(since).toISOString().slice(0, 16)} ${minutes}`);
}

describe('the clocks of a zone', () => {
  it.each([
    [
      'Europe/Berlin',
      ['2026-01-01T00:00 60', '2026-03-29T01:00 120', '2026-10-25T01:00 60', '2027-03-28T01:00 120'],
    ],
    ['America/New_York', ['2026-01-01T00:00 -300', '2026-03-08T07:00 -240', '2026-11-01T06:00 -300']],
    ['Australia/Lord_Howe', ['2026-01-01T00:00 660', '2026-04-04T15:00 630', '2026-10-03T15:30 660']],
    ['Asia/Kathmandu', ['2026-01-01T00:00 345']],
    ['UTC', ['2026-01-01T00:00 0']],
  ])('%s', (zone, expected) => {
    expect(firstOf(zone, expected.length)).toEqual(expected);
  });

  it('are known for ten years, and the same whenever in a year they are asked for', () => {
    expect(offsetsOf('Europe/Berlin', NOW)).toHaveLength(21);
    expect(offsetsOf('Europe/Berlin', Date.parse('2026-12-31T23:00:00Z'))).toEqual(
      offsetsOf('Europe/Berlin', NOW),
    );
  });

  it('end a night where Node itself sees them end it, on each day of ten years', () => {
    const zone = 'Europe/Berlin';
    const quiet = { from: '20:00', to: '07:00', zone, offsets: offsetsOf(zone, NOW) };
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
    for (let midnight = Date.UTC(2026, 0, 2); midnight < Date.UTC(2036, 0); midnight += 86_400_000)
      expect(clock.format(endOfQuiet(quiet, midnight))).toBe('07:00');
  });

  it('are those of a zone, or of nothing', () => {
    expect(['Europe/Berlin', 'Europe/Atlantis'].map(isZone)).toEqual([true, false]);
    expect(() => offsetsOf('Europe/Atlantis')).toThrow(RangeError);
  });
});
