import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readZip } from '../../../services/registry/read-zip.ts';
import { makeZip, rename } from './sample-zip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limelight-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(
  zip: Buffer,
  limits?: { entries: number; unpacked: number },
): Promise<Map<string, string>> {
  const file = join(folder, 'sample.zip');
  await writeFile(file, zip);
  return readZip(file, 'sample-1.0.0', limits);
}

test('gives the blob ids that git gives, large, empty and binary files too', async () => {
  const files = {
    'manifest.yml': 'name: sample\n',
    'docs/README.md': 'ä€\n',
    empty: '',
    'img/logo.png': Buffer.from([0, 255, 13, 10, 0]),
    large: Buffer.alloc(3_000_000, 'limelight'),
  };
  const entries = Object.entries(files).map(([path, bytes]) => [`sample-1.0.0/${path}`, bytes]);
  const zip = await makeZip({
    'sample-1.0.0/': '',
    'sample-1.0.0/docs/': '',
    ...Object.fromEntries(entries),
  });
  const expected = Object.entries(files).map(([path, input]) => [
    path,
    execFileSync('git', ['hash-object', '--stdin'], { input }).toString().trim(),
  ]);
  expect([...(await read(zip))]).toEqual(expected);
});

test('an empty zip has no files', async () => {
  expect((await read(await makeZip({}))).size).toBe(0);
});

test.each([
  ['other-1.0.0/a', 'other-1.0.0/a', 'outside of sample-1.0.0/'],
  ['sample-1.0.01/a', 'sample-1.0.01/a', 'outside of sample-1.0.0/'],
  ['x/sample-1.0.0/a', '/sample-1.0.0//a', 'absolute path'],
  ['sample-1.0.0/xx/a', 'sample-1.0.0/../a', 'invalid relative path'],
  ['xx/sample-1.0.0/a', '../sample-1.0.0/a', 'invalid relative path'],
  ['sample-1.0.0/x/a', String.raw`sample-1.0.0/x\a`, 'invalid characters'],
  ['sample-1.0.0/b', 'sample-1.0.0/a', '"a" is there twice'],
])('refuses an entry %s written as %s', async (from, to, why) => {
  const zip = rename(await makeZip({ 'sample-1.0.0/a': '1', [from]: '2' }), from, to);
  await expect(read(zip)).rejects.toThrow(why);
});

test('refuses more entries than allowed before it reads any', async () => {
  const zip = await makeZip({ 'sample-1.0.0/a': '1', 'sample-1.0.0/b': '2', 'sample-1.0.0/c': '3' });
  await expect(read(zip, { entries: 2, unpacked: 100 })).rejects.toThrow('more than 2 entries');
});

test('refuses what unpacks to more than allowed', async () => {
  const zip = await makeZip({ 'sample-1.0.0/a': '1'.repeat(60), 'sample-1.0.0/b': '2'.repeat(60) });
  await expect(read(zip, { entries: 10, unpacked: 100 })).rejects.toThrow('unpacks to more than 100 bytes');
});

test('refuses an entry that lies about its size', async () => {
  const zip = await makeZip({ 'sample-1.0.0/a': Buffer.alloc(5_000, 'x') });
  // Its size, as the central directory has it, is made smaller.
  const central = zip.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  zip.writeUInt32LE(10, central + 24);
  await expect(read(zip)).rejects.toThrow('too many bytes in the stream');
});

test.each([
  ['no zip at all', Buffer.from('<html>not found</html>')],
  ['nothing', Buffer.alloc(0)],
])('refuses %s', async (_title, bytes) => {
  await expect(read(bytes)).rejects.toThrow(/end of central directory/i);
});

test('refuses a zip that broke off', async () => {
  const zip = await makeZip({ 'sample-1.0.0/a': Buffer.alloc(5_000, 'x') });
  await expect(read(zip.subarray(0, zip.length - 30))).rejects.toThrow(/./);
});
