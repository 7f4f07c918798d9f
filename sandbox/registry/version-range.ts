import { compare, satisfies, validRange, type SemVer } from 'semver';

const PART = '[\\dxX*]+';
const LABELS = '[\\da-zA-Z-]+(?:\\.[\\da-zA-Z-]+)*';
const VERSION = `v?${PART}(?:\\.${PART}){0,2}(?:-${LABELS})?(?:\\+${LABELS})?`;
const CONDITION = `(?:!=|>=|=>|<=|=<|~>|[=<>~^])?\\s*${VERSION}`;
const ALTERNATIVE = new RegExp(`^\\s*${CONDITION}\\s*(?:(?:\\s+|,\\s*)${CONDITION}\\s*)*$`);
const OPERATORS: Readonly<Record<string, string>> = { '=>': '>=', '=<': '<=', '~>': '~' };
const SPAN = new RegExp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`, 'g');

/** True for a range that a manifest may name, such as `^7.14.0 || ^8.0.0`. */
export function isRange(range: string): boolean {
  return alternativesOf(range).every(
    (alternative) =>
      ALTERNATIVE.test(alternative) &&
      conditionsOf(alternative).every((condition) => validRange(condition.replace(/^!=/, '')) !== null),
  );
}

/**
 * True when the version is in the range. The registry's library lets a pre-release pass a condition only where
 * that very condition names one; it takes commas and blanks between conditions alike, and knows `!=`.
 */
export function isInRange(version: SemVer, range: string): boolean {
  return alternativesOf(range).some((alternative) =>
    conditionsOf(alternative).every((condition) => meets(version, condition)),
  );
}

function meets(version: SemVer, condition: string): boolean {
  const isEarly = version.prerelease.length > 0;
  if (condition.startsWith('!=')) {
    const excluded = condition.slice(2);
    if (/^\d+\.\d+\.\d+/.test(excluded)) return compare(version, excluded) !== 0;
    return !isEarly && !satisfies(version, excluded);
  }
  const namesEarly = /^[^+]*\d-/.test(condition);
  return (namesEarly || !isEarly) && satisfies(version, condition, { includePrerelease: true });
}

function alternativesOf(range: string): string[] {
  return range.replaceAll(SPAN, ' >=$1, <=$2 ').split('||');
}

/** The conditions of an alternative in the spelling that our library knows: no `v`, no zeros in front. */
function conditionsOf(alternative: string): string[] {
  return [...alternative.matchAll(new RegExp(CONDITION, 'g'))].map(([condition]) => {
    const [, operator = '', numbers = '', labels = ''] =
      /^([^\dvxX*]*)v?([\dxX*.]+)(.*)$/.exec(condition.replaceAll(/\s/g, '')) ?? [];
    const plain = numbers.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
    return `${OPERATORS[operator] ?? operator}${plain.join('.')}${labels}`;
  });
}
