import { compare, parse, satisfies, validRange, type SemVer } from 'semver';

/** Strict semver, as the registry asks for in paths and manifests: no `v`, no missing parts. */
export function isStrictVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+(?:[-+]|$)/.test(text) && parse(text) !== null;
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

/** A version as a query may write it: a leading `v` and missing parts are allowed. */
export function readLooseVersion(text: string): SemVer | undefined {
  const match = /^v?(\d+)(\.\d+)?(\.\d+)?([-+].+)?$/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch, rest] = match;
  return parse(`${major ?? ''}${minor ?? '.0'}${patch ?? '.0'}${rest ?? ''}`) ?? undefined;
}

/** True for a range that a manifest may name, such as `^7.14.0 || ^8.0.0`. */
export function isRange(range: string): boolean {
  return alternatives(range).every((alternative) => validRange(alternative) !== null);
}

/**
 * True when the version is in the range. The registry's library lets a pre-release pass wherever the range
 * itself names one, and nowhere else; it takes commas and blanks between conditions alike.
 */
export function isInRange(version: SemVer, range: string): boolean {
  return alternatives(range).some((alternative) =>
    satisfies(version, alternative, { includePrerelease: /\d-/.test(alternative) }),
  );
}

function alternatives(range: string): string[] {
  return range.split('||').map((alternative) => alternative.replaceAll(',', ' ').trim());
}
