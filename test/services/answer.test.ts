import { expect, test } from 'vitest';
import { headerOf, maxAgeMs, retryAfterMs } from '../../services/answer.ts';

test.each<[string | string[] | undefined, number]>([
  [undefined, 0],
  ['public', 0],
  ['max-age=10', 10_000],
  ['max-age=10, public', 10_000],
  ['public,max-age=600', 600_000],
  [['max-age=10', 'public'], 10_000],
  ['s-maxage=99, max-age=1', 1_000],
  ['s-maxage=99', 0],
  [['max-age=0', 'private, no-store'], 0],
  ['no-store, max-age=5', 0],
])('a cache may keep %j for %i ms', (value, ms) => {
  expect(maxAgeMs({ 'cache-control': value })).toBe(ms);
});

test.each<[string | undefined, number | undefined]>([
  [undefined, undefined],
  ['0', 0],
  ['120', 120_000],
  ['Wed, 21 Oct 2026 07:28:30 GMT', 30_000],
  ['Wed, 21 Oct 2026 07:27:00 GMT', 0],
  ['soon', undefined],
])('Retry-After: %s means %s ms', (value, ms) => {
  expect(retryAfterMs({ 'retry-after': value }, Date.parse('2026-10-21T07:28:00Z'))).toBe(ms);
});

test('several lines of a header are one', () => {
  expect(headerOf({ vary: ['a', 'b'] }, 'vary')).toBe('a, b');
});
