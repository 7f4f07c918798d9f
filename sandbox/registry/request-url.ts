import { posix } from 'node:path';

/** A request's address, read as the registry's web server reads it. */
export interface RequestUrl {
  /** Decoded. */
  readonly path: string;
  /** As it came in, with its question mark; empty without one. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
}

/**
 * Reads the address of a request; undefined when its path is not properly escaped. Whoever takes the registry for a
 * proxy names the host as well, which does not matter.
 */
export function readRequestUrl(target: string): RequestUrl | undefined {
  const url = target.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = url.indexOf('?');
  const rawQuery = mark < 0 ? '' : url.slice(mark);
  const path = unescape(mark < 0 ? url : url.slice(0, mark));
  return path === undefined ? undefined : { path, rawQuery, query: readQuery(rawQuery.slice(1)) };
}

/** A path without `.`, `..` and double slashes, that begins with a slash and keeps the one at its end. */
export function cleanPath(path: string): string {
  const clean = posix.normalize(`/${path}`);
  return path.endsWith('/') && !clean.endsWith('/') ? `${clean}/` : clean;
}

/** Escapes a path as Go does, which leaves less unescaped than browsers do. */
export function escapePath(path: string): string {
  return [...Buffer.from(path)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w\-.~$&+,/:;=@]/.test(character) ? character : percent(byte);
    })
    .join('');
}

/** Pairs that are not properly escaped, and those with a semicolon, are passed over without a word. */
function readQuery(query: string): URLSearchParams {
  const read = new URLSearchParams();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const [key = '', ...value] = pair.replaceAll('+', ' ').split('=');
    const [name, text] = [unescape(key), unescape(value.join('='))];
    if (name !== undefined && text !== undefined) read.append(name, text);
  }
  return read;
}

function unescape(text: string): string | undefined {
  if (/%(?![0-9a-f]{2})/i.test(text)) return undefined;
  // Node hands the bytes of a request over as Latin 1.
  const bytes = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
