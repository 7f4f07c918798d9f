import { describe, expect, it } from 'vitest';
import {
  formatPackageVersion,
  InvalidPackageVersion,
  packagePath,
  parsePackageVersion,
} from '../../domain/package-version.ts';

const GOOD = [
  'nginx@1.6.0',
  '1password@0.1.0',
  'security_detection_engine@0.16.1',
  'elasticsearch@1.1.0-preview1',
  'apm@8.0.0-rc.1+build.5',
  'endpoint@8.3.0-SNAPSHOT',
  'a@0.0.0-0',
  'a@1.0.0-x.lock',
];

const HOSTILE: readonly [why: string, text: string][] = [
  ['empty', ''],
  ['no version', 'nginx'],
  ['empty version', 'nginx@'],
  ['empty name', '@1.0.0'],
  ['a tag for a version', 'nginx@latest'],
  ['upper case', 'Nginx@1.0.0'],
  ['a blank', 'nginx @1.0.0'],
  ['a blank behind', 'nginx@1.0.0 '],
  ['a line break behind', 'nginx@1.0.0\n'],
  ['a slash in the name', 'a/b@1.0.0'],
  ['a slash in the version', 'nginx@1.0.0/..'],
  ['a way up', '..@1.0.0'],
  ['a way up in the version', 'nginx@1.0.0-..'],
  ['a hyphen in the name', 'my-package@1.0.0'],
  ['two versions', 'nginx@1.0.0@2.0.0'],
  ['a leading v', 'nginx@v1.0.0'],
  ['two parts only', 'nginx@1.0'],
  ['a leading zero', 'nginx@01.0.0'],
  ['a leading zero in a numeric pre-release', 'nginx@1.0.0-01'],
  ['an empty pre-release', 'nginx@1.0.0-'],
  ['a NUL', 'nginx@1.0.0\0'],
  ['markup', '<b>@1.0.0'],
  ['300 characters', `${'a'.repeat(294)}@1.0.0`],
  ['a very long pre-release', `nginx@1.0.0-${'x'.repeat(300)}`],
  ['Cyrillic that looks Latin', 'nginх@1.0.0'],
];

describe('parsePackageVersion', () => {
  it.each(GOOD)('reads %s and writes it back', (text) => {
    expect(formatPackageVersion(parsePackageVersion(text))).toBe(text);
  });

  it.each(HOSTILE)('refuses %s', (_why, text) => {
    expect(() => parsePackageVersion(text)).toThrow(InvalidPackageVersion);
  });

  it('says what to write instead, and does not repeat all of a long text', () => {
    const refuse = () => parsePackageVersion(`${'a'.repeat(500)}@1.0.0`);
    expect(refuse).toThrow(/Write NAME@VERSION, such as nginx@1\.6\.0\.$/);
    expect(refuse).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{0,250}$/) }));
  });
});

it('packagePath is where a branch keeps the version', () => {
  expect(packagePath(parsePackageVersion('nginx@1.6.0'))).toBe('packages/nginx/1.6.0');
});
