import { compare, parse, SemVer } from 'semver';

/** The greatest number that the registry's library takes for a part of a version. */
const GREATEST = 2n ** 64n - 1n;

/** Strict semver, as the registry asks for in paths and manifests: no `v`, no missing parts. */
export function isStrictVersion(text: string): boolean {
  return isRequestable(text) && parse(text) !== null;
}

/**
 * What the registry lets pass as a version in an address. It asks less than semver does: labels may be empty and
 * numbers larger than anything. There is no package of such a version, so the answer is "not found".
 */
export function isRequestable(text: string): boolean {
  const [, numbers = '', prerelease = ''] =
    /^(\d+\.\d+\.\d+)(?:-([\da-z.-]*))?(?:\+[\da-z.-]*)?$/i.exec(text) ?? [];
  const isPlain = (part: string): boolean => !/^0\d/.test(part) && BigInt(part) <= GREATEST;
  return numbers !== '' && numbers.split('.').every(isPlain) && !hasLeadingZero(prerelease);
}

/** The registry's notion: a major version 0 counts as a pre-release. */
export function isPrerelease(version: string): boolean {
  const parsed = parse(version);
  return parsed === null || parsed.major < 1 || parsed.prerelease.length > 0;
}

/** True when `one` is not older than `other`; build metadata does not count. */
export function isNewerOrEqual(one: string, other: string): boolean {
  return compare(one, other) >= 0;
}

/**
 * A version as a query may write it: a leading `v`, leading zeros and missing parts are allowed.
 *
 * @returns the version, or in the words of the registry's library why it is none.
 */
export function readLooseVersion(text: string): SemVer | string {
  const labels = '([\\da-zA-Z-]+(?:\\.[\\da-zA-Z-]+)*)';
  const pattern = new RegExp(`^v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:-${labels})?(?:\\+${labels})?$`);
  const match = pattern.exec(text);
  if (match === null) return 'Invalid Semantic Version';
  const [, major = '', minor = '0', patch = '0', prerelease = '', build] = match;
  for (const part of [major, minor, patch]) {
    if (BigInt(part) <= GREATEST) continue;
    return `Error parsing version segment: strconv.ParseUint: parsing "${part}": value out of range`;
  }
  if (hasLeadingZero(prerelease)) return 'Version segment starts with 0';
  const numbers = [major, minor, patch].map((part) => Math.min(Number(part), Number.MAX_SAFE_INTEGER));
  const label = prerelease === '' ? '' : `-${prerelease}`;
  return new SemVer(`${numbers.join('.')}${label}${build === undefined ? '' : `+${build}`}`);
}

function hasLeadingZero(prerelease: string): boolean {
  return prerelease.split('.').some((part) => /^0\d+$/.test(part));
}
