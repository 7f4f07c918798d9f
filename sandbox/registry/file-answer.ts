import { createHash } from 'node:crypto';
import { readRanges, type ByteRange } from './byte-ranges.ts';
import { contentTypeOf } from './content-type.ts';
import { checkPreconditions, wantedRange, type RequestHeaders } from './preconditions.ts';
import { answer, cacheable, type RegistryAnswer } from './registry-answer.ts';

/** What a request says about how it wants a file. */
export interface FileRequest {
  readonly method: string;
  /** By name in small letters. */
  readonly headers: RequestHeaders;
}

/** A file of a package as it is served. */
export interface ServedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly modified: Date;
  /** Seconds that it may be kept. */
  readonly maxAge: number;
}

/**
 * Serves a file of a package as Go's web server serves files: with its time and no tag, in parts when they are
 * asked for, and not at all when the asker has it or wants another one.
 */
export function fileAnswer(file: ServedFile, { method, headers }: FileRequest): RegistryAnswer {
  const { content } = file;
  const seconds = Math.floor(file.modified.getTime() / 1000);
  const kept = { ...cacheable(file.maxAge), 'last-modified': file.modified.toUTCString() };
  const ended = checkPreconditions(headers, method, seconds);
  if (ended !== undefined) return answer(ended, kept, '');
  const type = contentTypeOf(file.path, content);
  const ranges = readRanges(wantedRange(headers, method, seconds), content.length);
  if (typeof ranges === 'string') return refuseRange(ranges, content.length, kept);
  const served = { ...kept, 'accept-ranges': 'bytes' };
  const [first, ...others] = ranges;
  if (first === undefined) return answer(200, { ...served, 'content-type': type }, content);
  if (others.length > 0) return answerParts(ranges, type, content, served);
  const range = { 'content-range': describeRange(first, content.length), 'content-type': type };
  return answer(206, { ...served, ...range }, content.subarray(first.start, first.end + 1));
}

function refuseRange(why: string, size: number, kept: RegistryAnswer['headers']): RegistryAnswer {
  const isBeyond = why.endsWith('overlap');
  const headers = {
    ...kept,
    ...(isBeyond ? { 'content-range': `bytes */${size}` } : {}),
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  return answer(416, headers, `${why}\n`);
}

function answerParts(
  ranges: readonly ByteRange[],
  type: string,
  content: Buffer,
  served: RegistryAnswer['headers'],
): RegistryAnswer {
  const boundary = createHash('sha256').update(content).digest('hex').slice(0, 60);
  const parts = ranges.flatMap((range, position) => [
    `${position === 0 ? '' : '\r\n'}--${boundary}\r\n`,
    `Content-Range: ${describeRange(range, content.length)}\r\nContent-Type: ${type}\r\n\r\n`,
    content.subarray(range.start, range.end + 1),
  ]);
  const body = Buffer.concat([...parts, `\r\n--${boundary}--\r\n`].map((part) => Buffer.from(part)));
  return answer(206, { ...served, 'content-type': `multipart/byteranges; boundary=${boundary}` }, body);
}

function describeRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end}/${size}`;
}
