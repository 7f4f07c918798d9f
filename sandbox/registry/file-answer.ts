import { posix } from 'node:path';
import { answer, cacheable, type RegistryAnswer } from './registry-answer.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.hbs': 'text/plain; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'text/xml; charset=utf-8',
  '.yaml': 'text/yaml; charset=UTF-8',
  '.yml': 'text/yaml; charset=UTF-8',
};

/** What a request says about how it wants a file. */
export interface FileRequest {
  readonly range: string | undefined;
  readonly ifModifiedSince: string | undefined;
}

/**
 * Serves a file of a package as a web server serves files: with its time, in part when one range is asked for,
 * and not at all when the asker has it.
 */
export function fileAnswer(
  path: string,
  content: Buffer,
  modified: Date,
  maxAge: number,
  { range, ifModifiedSince }: FileRequest,
): RegistryAnswer {
  const headers = {
    ...cacheable(maxAge),
    'content-type': TYPES[posix.extname(path).toLowerCase()] ?? 'application/octet-stream',
    'last-modified': modified.toUTCString(),
    'accept-ranges': 'bytes',
  };
  const seconds = Math.floor(modified.getTime() / 1000) * 1000;
  if (ifModifiedSince !== undefined && Date.parse(ifModifiedSince) >= seconds) {
    return answer(304, { ...cacheable(maxAge), 'last-modified': headers['last-modified'] }, '');
  }
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined || from + to === '') return answer(200, headers, content);
  const start = from === '' ? Math.max(0, content.length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? content.length - 1 : Math.min(Number(to), content.length - 1);
  if (start > end) {
    const text = 'invalid range: failed to overlap\n';
    return answer(
      416,
      { 'content-range': `bytes */${content.length}`, 'content-type': 'text/plain; charset=utf-8' },
      text,
    );
  }
  const part = content.subarray(start, end + 1);
  return answer(206, { ...headers, 'content-range': `bytes ${start}-${end}/${content.length}` }, part);
}
