import { expect, it } from 'vitest';
import { isInRange, isRange } from '../../../sandbox/registry/version-range.ts';
import { isRequestable, isStrictVersion, readLooseVersion } from '../../../sandbox/registry/versions.ts';

function check(range: string, text: string): boolean {
  const version = readLooseVersion(text);
  if (typeof version === 'string') throw new Error(version);
  return isInRange(version, range);
}

it.each([
  ['^7.14.0 || ^8.0.0', '8.2.0', true],
  ['^7.14.0 || ^8.0.0', '9.0.0', false],
  ['>=8.0.0, <9.0.0 || ^7.1', '8.2.0', true],
  ['=>8.0.0', '8.0.0', true],
  ['=<8.0.0', '8.0.1', false],
  ['!=8.2.0', '8.2.0', false],
  ['!=8.2.0', '8.2.0-SNAPSHOT', true],
  ['!=8', '8.2.0', false],
  ['!=8', '9.0.0-SNAPSHOT', false],
  ['^08.00.0', '8.1.0', true],
  ['7.0.0 - 8.0.0', '8.0.0', true],
  ['7 - 8.2', '8.2.9', true],
  ['~> 8.1', '8.1.7', true],
  ['^8.0.0', '8.2.0-SNAPSHOT', false],
  ['^8.0.0-0', '8.2.0-SNAPSHOT', true],
  ['^8.0.0-0', '9.0.0-SNAPSHOT', false],
  ['>=8.0.0 <8.2.0-SNAPSHOT', '8.1.0-rc1', false],
  ['>=8.0.0-0 <8.2.0-SNAPSHOT', '8.1.0-rc1', true],
  ['v8.x', '8.9.0', true],
  ['*', '0.0.1', true],
])('%s and %s: %s', (range, version, isIn) => {
  expect(isRange(range)).toBe(true);
  expect(check(range, version)).toBe(isIn);
});

it.each([
  '',
  'bogus',
  '^7.14.0 ||',
  '|| ^8',
  '>=8.0.0,',
  '^8.0.0 foo',
  '^8.0.0 && <9',
  '<>8',
  '==8.0.0',
  '8.2.0.0',
])('"%s" is no range', (range) => {
  expect(isRange(range)).toBe(false);
});

it('takes versions strictly in folders, less so in addresses', () => {
  const odd = ['1.0.0-', '1.0.0+', '1.0.0-a..b', '9007199254740993.0.0'];
  expect(['1.0.0', '1.0.0-a.1+b'].every((text) => isStrictVersion(text) && isRequestable(text))).toBe(true);
  expect(odd.map((text) => [isStrictVersion(text), isRequestable(text)])).toEqual(
    odd.map(() => [false, true]),
  );
  const none = ['v1.0.0', '1.0', '01.0.0', 'latest', '1.0.0-01', '1.0.0-a_b', '18446744073709551616.0.0'];
  expect(none.filter((text) => isStrictVersion(text) || isRequestable(text))).toEqual([]);
});

it.each([
  ['v8.2', '8.2.0'],
  ['8', '8.0.0'],
  ['08.2.0', '8.2.0'],
  ['8-rc1', '8.0.0-rc1'],
])('reads %s in a query as %s', (text, version) => {
  expect(readLooseVersion(text)).toMatchObject({ version });
});

it.each([
  ['V8', 'Invalid Semantic Version'],
  ['8.x', 'Invalid Semantic Version'],
  ['8.2.0-', 'Invalid Semantic Version'],
  ['8.2.0-01', 'Version segment starts with 0'],
  [
    '99999999999999999999.0.0',
    'Error parsing version segment: strconv.ParseUint: parsing "99999999999999999999": value out of range',
  ],
])('refuses %s in a query: %s', (text, why) => {
  expect(readLooseVersion(text)).toBe(why);
});
