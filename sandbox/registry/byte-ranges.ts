/** A part of a file. */
export interface ByteRange {
  readonly start: number;
  /** Of the last byte, which belongs to it. */
  readonly end: number;
}

/**
 * Reads a `Range` header as Go's web server does.
 *
 * @returns the parts, an empty list when the whole file is to be sent; or why they cannot be had.
 */
export function readRanges(header: string, size: number): readonly ByteRange[] | string {
  if (header === '') return [];
  if (!header.startsWith('bytes=')) return 'invalid range';
  const asked = header
    .slice('bytes='.length)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const ranges: ByteRange[] = [];
  for (const part of asked) {
    const range = readRange(part, size);
    if (range === undefined) return 'invalid range';
    // The last so many bytes can always be had, be it none.
    if (range.start < size || part.startsWith('-')) ranges.push(range);
  }
  if (ranges.length === 0) return asked.length === 0 || size === 0 ? [] : 'invalid range: failed to overlap';
  const total = ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  return total > size ? [] : ranges;
}

function readRange(part: string, size: number): ByteRange | undefined {
  const [, from, to] = /^(\d*)\s*-\s*(\d*)$/.exec(part) ?? [];
  if (from === undefined || to === undefined || from + to === '') return undefined;
  if (from === '') return { start: Math.max(0, size - Number(to)), end: size - 1 };
  if (to !== '' && Number(to) < Number(from) && Number(from) < size) return undefined;
  return { start: Number(from), end: Math.min(to === '' ? size : Number(to), size - 1) };
}
