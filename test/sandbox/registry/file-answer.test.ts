import { expect, it } from 'vitest';
import { contentTypeOf } from '../../../sandbox/registry/content-type.ts';
import { fileAnswer } from '../../../sandbox/registry/file-answer.ts';

const TIME = 'Thu, 01 Dec 2022 00:00:00 GMT';
const YEAR_BEFORE = 'Wed, 01 Dec 2021 00:00:00 GMT';

function ask(headers: Record<string, string>, { method = 'GET', text = '0123456789' } = {}) {
  const file = { path: 'a.txt', content: Buffer.from(text), modified: new Date(TIME), maxAge: 10 };
  const { status, headers: answered, body } = fileAnswer(file, { method, headers });
  return [status, body.toString(), answered['content-range']];
}

it.each([
  ['bytes=2-3', 206, '23', 'bytes 2-3/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=-300', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=-0', 206, '', 'bytes 10-9/10'],
  ['bytes=0-999', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes= 1 - 2 ,', 206, '12', 'bytes 1-2/10'],
  ['bytes=0-1, 90-', 206, '01', 'bytes 0-1/10'],
  ['bytes=0-8,2-9', 200, '0123456789', undefined],
  ['bytes=', 200, '0123456789', undefined],
  ['bytes=90-91,99-', 416, 'invalid range: failed to overlap\n', 'bytes */10'],
  ['bytes=5-2', 416, 'invalid range\n', undefined],
  ['bytes=abc', 416, 'invalid range\n', undefined],
  ['bytes=-', 416, 'invalid range\n', undefined],
  ['lines=0-1', 416, 'invalid range\n', undefined],
])('range %s: %i', (range, status, body, contentRange) => {
  expect(ask({ range })).toEqual([status, body, contentRange]);
});

it('sends several parts, each with its place and its type', () => {
  const file = { path: 'a.txt', content: Buffer.from('0123456789'), modified: new Date(TIME), maxAge: 10 };
  const { status, headers, body } = fileAnswer(file, { method: 'GET', headers: { range: 'bytes=0-0,2-3' } });
  const [, boundary = ''] =
    /^multipart\/byteranges; boundary=(\w+)$/.exec(String(headers['content-type'])) ?? [];
  const type = 'Content-Type: text/plain; charset=utf-8';
  expect(status).toBe(206);
  const part = (range: string, text: string): string =>
    `--${boundary}\r\nContent-Range: bytes ${range}/10\r\n${type}\r\n\r\n${text}\r\n`;
  expect(body.toString()).toBe(`${part('0-0', '0')}${part('2-3', '23')}--${boundary}--\r\n`);
});

it.each([
  [{ 'if-modified-since': TIME }, 304],
  [{ 'if-modified-since': YEAR_BEFORE }, 200],
  [{ 'if-modified-since': 'Thursday, 01-Dec-22 00:00:00 GMT' }, 304],
  [{ 'if-modified-since': 'Thu Dec  1 00:00:00 2022' }, 304],
  [{ 'if-modified-since': '2022-12-01T00:00:00Z' }, 200],
  [{ 'if-none-match': '*' }, 304],
  [{ 'if-none-match': '"x"', 'if-modified-since': TIME }, 200],
  [{ 'if-match': '*' }, 200],
  [{ 'if-match': '"x"' }, 412],
  [{ 'if-unmodified-since': YEAR_BEFORE }, 412],
  [{ 'if-unmodified-since': TIME }, 200],
  [{ range: 'bytes=99-', 'if-modified-since': TIME }, 304],
  [{ range: 'bytes=0-1', 'if-range': '"x"' }, 200],
  [{ range: 'bytes=0-1', 'if-range': TIME }, 206],
  [{ range: 'bytes=0-1', 'if-range': YEAR_BEFORE }, 200],
])('%o: %i', (headers, status) => {
  expect(ask(headers)[0]).toBe(status);
});

it('looks at conditions for reading only when it is read', () => {
  expect(ask({ 'if-modified-since': TIME }, { method: 'POST' })[0]).toBe(200);
  expect(ask({ 'if-none-match': '*' }, { method: 'POST' })[0]).toBe(412);
});

it('takes parts of an empty file as they come', () => {
  expect(ask({ range: 'bytes=0-1' }, { text: '' })).toEqual([200, '', undefined]);
  expect(ask({ range: 'bytes=-3' }, { text: '' })).toEqual([206, '', 'bytes 0--1/0']);
});

it.each([
  ['manifest.yml', '', 'text/yaml; charset=UTF-8'],
  ['a.yaml', 'a: b', 'text/plain; charset=utf-8'],
  ['README.MD', '', 'text/markdown; charset=utf-8'],
  ['stream.yml.hbs', '{{#each paths}}', 'text/plain; charset=utf-8'],
  ['page.hbs', ' <p>', 'text/html; charset=utf-8'],
  ['page.hbs', '<br/>', 'text/plain; charset=utf-8'],
  ['page.hbs', '<?xml version="1.0"?>', 'text/xml; charset=utf-8'],
  ['LICENSE', '', 'text/plain; charset=utf-8'],
  ['a.bin', 'a\0b', 'application/octet-stream'],
  ['.png', '', 'image/png'],
  ['icon', 'GIF89a', 'image/gif'],
])('%s of %j is %s', (path, content, type) => {
  expect(contentTypeOf(path, Buffer.from(content))).toBe(type);
});
