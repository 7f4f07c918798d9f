import { posix } from 'node:path';

/** By extension: what the registry names itself, and what its web server knows. */
const TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.htm': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.xml': 'text/xml; charset=utf-8',
  '.yml': 'text/yaml; charset=UTF-8',
  '.zip': 'application/zip',
};

const TAGS = 'script|iframe|h1|div|font|table|a|style|title|b|body|br|p';
const MARKUP = new RegExp(`^[\\t\\n\\f\\r ]*<(?:!doctype html|html|head|${TAGS}|!--)[ >]`, 'i');

/** How contents begin that a web server tells apart without a name. */
const SIGNS: readonly (readonly [string, string])[] = [
  ['%PDF-', 'application/pdf'],
  ['%!PS-Adobe-', 'application/postscript'],
  ['\xfe\xff', 'text/plain; charset=utf-16be'],
  ['\xff\xfe', 'text/plain; charset=utf-16le'],
  ['\xef\xbb\xbf', 'text/plain; charset=utf-8'],
  ['\0\0\x01\0', 'image/x-icon'],
  ['BM', 'image/bmp'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\x1f\x8b\x08', 'application/x-gzip'],
  ['PK\x03\x04', 'application/zip'],
];

/** The type of a file: by the extension of its name, else by how its content begins. */
export function contentTypeOf(path: string, content: Buffer): string {
  const named = TYPES[posix.extname(`x${path}`).toLowerCase()];
  if (named !== undefined) return named;
  const bytes = content.subarray(0, 512);
  const head = bytes.toString('latin1');
  if (MARKUP.test(head)) return 'text/html; charset=utf-8';
  if (/^[\t\n\f\r ]*<\?xml/.test(head)) return 'text/xml; charset=utf-8';
  const [, told] = SIGNS.find(([sign]) => head.startsWith(sign)) ?? [];
  return told ?? (bytes.some(isNoText) ? 'application/octet-stream' : 'text/plain; charset=utf-8');
}

/** Bytes that no text holds. Tabs, line ends, form feeds and escapes are text. */
function isNoText(byte: number): boolean {
  return byte < 9 || byte === 11 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32);
}
