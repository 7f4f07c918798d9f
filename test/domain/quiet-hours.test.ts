import { describe, expect, it } from 'vitest';
import { endOfQuiet, type QuietHours } from '../../domain/quiet-hours.ts';

const at = (text: string): number => Date.parse(text);
const BERLIN = [
  { since: at('2026-01-01T00:00:00Z'), minutes: 60 },
  { since: at('2026-03-29T01:00:00Z'), minutes: 120 },
  { since: at('2026-10-25T01:00:00Z'), minutes: 60 },
];
const nights: QuietHours = { from: '20:00', to: '07:00', zone: 'Europe/Berlin', offsets: BERLIN };
const nightsAndWeekends: QuietHours = { ...nights, weekends: true };
const kathmandu = { zone: 'Asia/Kathmandu', offsets: [{ since: 0, minutes: 345 }] };
const newYork = { zone: 'America/New_York', offsets: [{ since: 0, minutes: -300 }] };

describe('the end of quiet hours', () => {
  it.each<[string, QuietHours, string, string]>([
    ['by day', nights, '2026-02-03T12:00:00Z', '2026-02-03T12:00:00Z'],
    ['a moment before they begin', nights, '2026-02-03T18:59:59Z', '2026-02-03T18:59:59Z'],
    ['as they begin', nights, '2026-02-03T19:00:00Z', '2026-02-04T06:00:00Z'],
    ['before midnight', nights, '2026-02-03T22:59:59Z', '2026-02-04T06:00:00Z'],
    ['after midnight', nights, '2026-02-04T02:00:00Z', '2026-02-04T06:00:00Z'],
    ['as they end', nights, '2026-02-04T06:00:00Z', '2026-02-04T06:00:00Z'],
    ['on a weekend that is not quiet', nights, '2026-02-07T12:00:00Z', '2026-02-07T12:00:00Z'],
    ['in summer, an hour earlier by UTC', nights, '2026-07-01T18:30:00Z', '2026-07-02T05:00:00Z'],
    ['over the night that lost an hour', nights, '2026-03-28T20:00:00Z', '2026-03-29T05:00:00Z'],
    ['over the night that won an hour', nights, '2026-10-24T20:00:00Z', '2026-10-25T06:00:00Z'],
    ['on a Saturday', nightsAndWeekends, '2026-02-07T12:00:00Z', '2026-02-09T06:00:00Z'],
    ['on a Friday evening', nightsAndWeekends, '2026-02-06T20:00:00Z', '2026-02-09T06:00:00Z'],
    ['on a Friday afternoon', nightsAndWeekends, '2026-02-06T15:00:00Z', '2026-02-06T15:00:00Z'],
    ['late on a Sunday', nightsAndWeekends, '2026-02-08T22:30:00Z', '2026-02-09T06:00:00Z'],
    ['on the weekend of the lost hour', nightsAndWeekends, '2026-03-27T20:00:00Z', '2026-03-30T05:00:00Z'],
    ['at noon', { ...nights, from: '12:00', to: '13:00' }, '2026-02-03T11:30:00Z', '2026-02-03T12:00:00Z'],
    [
      'on weekends alone',
      { ...nightsAndWeekends, to: '20:00' },
      '2026-02-07T12:00:00Z',
      '2026-02-08T23:00:00Z',
    ],
    ['with no hours at all', { ...nights, to: '20:00' }, '2026-02-03T21:00:00Z', '2026-02-03T21:00:00Z'],
    [
      'until a time that is left out',
      { ...nights, to: '02:30' },
      '2026-03-28T20:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'until a time that comes twice',
      { ...nights, to: '02:30' },
      '2026-10-24T20:00:00Z',
      '2026-10-25T00:30:00Z',
    ],
    [
      'where clocks are at three quarters',
      { ...nights, ...kathmandu },
      '2026-02-03T14:15:00Z',
      '2026-02-04T01:15:00Z',
    ],
    ['west of Greenwich', { ...nights, ...newYork }, '2026-02-04T02:00:00Z', '2026-02-04T12:00:00Z'],
    ['long after the last entry', nights, '2031-07-01T19:30:00Z', '2031-07-02T06:00:00Z'],
    ['before the first entry', nights, '2020-02-03T19:00:00Z', '2020-02-04T06:00:00Z'],
  ])('%s', (_when, quiet, instant, end) => {
    expect(new Date(endOfQuiet(quiet, at(instant))).toISOString()).toBe(new Date(end).toISOString());
  });

  it('is never quiet itself, at any quarter of an hour of a year', () => {
    for (let instant = at('2026-01-01T00:00:00Z'); instant < at('2027-01-01T00:00:00Z'); instant += 900_000) {
      const end = endOfQuiet(nightsAndWeekends, instant);
      expect(end).toBeGreaterThanOrEqual(instant);
      expect(endOfQuiet(nightsAndWeekends, end)).toBe(end);
    }
  });
});
