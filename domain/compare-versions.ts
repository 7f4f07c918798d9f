/**
 * The precedence of two semantic versions (https://semver.org/#spec-item-11): below 0 when the first is older, above
 * 0 when it is newer, and 0 when neither is, such as for two that differ in build metadata alone.
 */
export function compareVersions(one: string, other: string): number {
  const [mine, theirs] = [partsOf(one), partsOf(other)];
  const byNumbers = compareLists(mine.numbers, theirs.numbers);
  if (byNumbers !== 0) return byNumbers;
  // A pre-release comes before its release.
  if (mine.labels.length === 0 || theirs.labels.length === 0)
    return theirs.labels.length - mine.labels.length;
  return compareLists(mine.labels, theirs.labels);
}

function partsOf(version: string): { readonly numbers: string[]; readonly labels: string[] } {
  const [plain = ''] = version.split('+');
  const dash = plain.indexOf('-');
  if (dash < 0) return { numbers: plain.split('.'), labels: [] };
  return { numbers: plain.slice(0, dash).split('.'), labels: plain.slice(dash + 1).split('.') };
}

/** Of two lists that begin alike the longer one is the newer. */
function compareLists(mine: readonly string[], theirs: readonly string[]): number {
  for (const [position, one] of mine.entries()) {
    const other = theirs[position];
    if (other === undefined) return 1;
    const order = compareParts(one, other);
    if (order !== 0) return order;
  }
  return mine.length - theirs.length;
}

/** Numbers count as numbers, however long, and come before words. */
function compareParts(one: string, other: string): number {
  const [isNumber, isOther] = [one, other].map((part) => /^\d+$/.test(part));
  if (isNumber !== isOther) return isNumber === true ? -1 : 1;
  if (isNumber === true && one.length !== other.length) return one.length - other.length;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
