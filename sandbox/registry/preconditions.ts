/** The headers of a request that say on what condition a file is wanted. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * What a file's time says to the conditions of a request; files have no tags here, so that no tag ever fits.
 *
 * @param modified - in whole seconds.
 * @returns the status that ends the exchange, 304 or 412; undefined when the file is to be sent.
 */
export function checkPreconditions(
  headers: RequestHeaders,
  method: string,
  modified: number,
): 304 | 412 | undefined {
  const isRead = method === 'GET' || method === 'HEAD';
  const [match, noneMatch] = [textOf(headers, 'if-match'), textOf(headers, 'if-none-match')];
  const unmodifiedSince = readHttpTime(textOf(headers, 'if-unmodified-since'));
  const modifiedSince = readHttpTime(textOf(headers, 'if-modified-since'));
  if (match !== '') {
    if (match.trim() !== '*') return 412;
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) return 412;
  if (noneMatch !== '') {
    if (noneMatch.trim() === '*') return isRead ? 304 : 412;
    return undefined;
  }
  return isRead && modifiedSince !== undefined && modified <= modifiedSince ? 304 : undefined;
}

/** The range that is asked for; empty when none is, or when the asker's part is of another file. */
export function wantedRange(headers: RequestHeaders, method: string, modified: number): string {
  const since = textOf(headers, 'if-range');
  const isSame = since === '' || readHttpTime(since) === modified || (method !== 'GET' && method !== 'HEAD');
  return isSame ? textOf(headers, 'range') : '';
}

/** Reads one of the three forms that HTTP has for times. @returns seconds; undefined when it is none. */
export function readHttpTime(text: string): number | undefined {
  const [, day, month, year, clock] =
    /^\w{3}, (\d\d) (\w{3}) (\d{4}) (\d\d:\d\d:\d\d) GMT$/.exec(text) ??
    /^\w+day, (\d\d)-(\w{3})-(\d\d) (\d\d:\d\d:\d\d) GMT$/.exec(text) ??
    swap(/^\w{3} (\w{3}) ([ \d]\d) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text));
  const [hours = '', minutes, seconds] = (clock ?? '').split(':');
  if (day === undefined || month === undefined || year === undefined || !MONTHS.includes(month)) {
    return undefined;
  }
  const century = Number(year) < 69 ? 2000 : Number(year) < 100 ? 1900 : 0;
  const date = [Number(year) + century, MONTHS.indexOf(month), Number(day)] as const;
  return Date.UTC(...date, Number(hours), Number(minutes), Number(seconds)) / 1000;
}

/** The oldest of the three names the month first and the year last. */
function swap(found: RegExpExecArray | null): (string | undefined)[] {
  return found === null ? [] : [found[0], found[2], found[1], found[4], found[3]];
}

function textOf(headers: RequestHeaders, name: string): string {
  return [headers[name] ?? []].flat()[0] ?? '';
}
