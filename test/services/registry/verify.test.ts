import { afterEach, describe, expect, test } from 'vitest';
import type { ContentFiles } from '../../../domain/content.ts';
import type { ContentLevel } from '../../../domain/pipeline.ts';
import { blobId } from '../../../services/github/git-objects.ts';
import { Registry } from '../../../services/registry/registry.ts';
import { lookAtServed, type ServedLook } from '../../../services/registry/verify.ts';
import { startFake, type Fake, type FakeService } from '../fake-service.ts';
import { makeZip } from './sample-zip.ts';

const SAMPLE = { name: 'sample', version: '1.0.0' };
const PAGE = '/package/sample/1.0.0/';
const FILES: Record<string, string> = {
  'manifest.yml': 'name: sample\n',
  'changelog.yml': '- version: 1.0.0\n',
  'bin/run': '#!/bin/sh\n',
};
const EXPECTED: ContentFiles = Object.fromEntries(
  Object.entries(FILES).map(([path, text]) => [path, { blob: blobId(Buffer.from(text)), mode: '100755' }]),
);

let fake: FakeService | undefined;
afterEach(() => fake?.close());

/** A registry that serves these files, and answers otherwise where told. */
async function look(
  level: ContentLevel,
  files: Record<string, string>,
  answers: Record<string, Fake | Fake[]> = {},
): Promise<ServedLook> {
  const statics = Object.entries(files).map(([path, body]): [string, Fake] => [
    `GET ${PAGE}${path}`,
    { body },
  ]);
  const zip = Object.fromEntries(Object.entries(files).map(([path, text]) => [`sample-1.0.0/${path}`, text]));
  fake = await startFake({
    [`GET ${PAGE}`]: {
      headers: { 'cache-control': 'max-age=600, public' },
      body: { ...SAMPLE, assets: Object.keys(files).map((path) => PAGE + path) },
    },
    'GET /epr/sample/sample-1.0.0.zip': { body: await makeZip(zip) },
    'GET /search': { headers: { 'cache-control': 'max-age=60, public' }, body: [SAMPLE] },
    ...Object.fromEntries(statics),
    ...answers,
  });
  const registry = new Registry({ url: fake.url });
  const { sentence, ...rest } = await lookAtServed(registry, {
    packageVersion: SAMPLE,
    level,
    files: EXPECTED,
  });
  return { ...rest, sentence: sentence.replace(fake.url, 'REGISTRY') };
}

const requested = (): string[] => (fake?.requests ?? []).map((request) => request.replace(/^GET |\?.*/g, ''));

test.each<[ContentLevel, string, string[]]>([
  ['full', ' with exactly this content (3 files)', [PAGE, '/epr/sample/sample-1.0.0.zip', '/search']],
  [
    'manifest',
    ' with these 3 files, and its manifest and changelog are exactly these',
    [PAGE, PAGE, `${PAGE}manifest.yml`, `${PAGE}changelog.yml`, '/search'],
  ],
  ['presence', '', [PAGE, '/search']],
])('at level %s what is served is served, modes aside', async (level, words, requests) => {
  await expect(look(level, FILES)).resolves.toEqual({
    verdict: 'served',
    sentence: `REGISTRY serves sample@1.0.0${words}`,
    maxAgeMs: 600_000,
  });
  expect(requested()).toEqual(requests);
});

test('what the page does not have is not served, and nothing else is asked', async () => {
  const answers = { [`GET ${PAGE}`]: { status: 404, body: 'package revision not found' } };
  await expect(look('full', FILES, answers)).resolves.toEqual({
    verdict: 'not-served',
    sentence: 'REGISTRY does not serve sample@1.0.0',
    maxAgeMs: 0,
  });
  expect(requested()).toEqual([PAGE]);
});

test('what the search leaves out is not listed', async () => {
  const answers = { 'GET /search': { body: [{ name: 'sample', version: '0.9.0' }] } };
  await expect(look('presence', FILES, answers)).resolves.toMatchObject({
    verdict: 'not-listed',
    sentence: 'REGISTRY serves sample@1.0.0 but its search does not list it',
  });
});

describe('what differs', () => {
  const { 'bin/run': _run, ...without } = FILES;

  test.each<[string, ContentLevel, Record<string, string>, object]>([
    ['a changed file', 'full', { ...FILES, 'bin/run': 'rm -r\n' }, { changed: ['bin/run'] }],
    ['a missing file', 'full', without, { missing: ['bin/run'] }],
    ['a file too many', 'full', { ...FILES, extra: 'x' }, { added: ['extra'] }],
    ['no files', 'full', {}, { missing: ['bin/run', 'changelog.yml', 'manifest.yml'] }],
    ['another manifest', 'manifest', { ...FILES, 'manifest.yml': 'x' }, { changed: ['manifest.yml'] }],
    ['a missing file, by its path', 'manifest', without, { missing: ['bin/run'] }],
    ['a file too many, by its path', 'manifest', { ...FILES, extra: 'x' }, { added: ['extra'] }],
  ])('by %s at level %s', async (_title, level, files, lists) => {
    const { verdict, sentence, difference } = await look(level, files);
    expect(verdict).toBe('differs');
    expect(difference).toEqual({ missing: [], added: [], changed: [], modeOnly: [], ...lists });
    expect(sentence).toMatch(/ serves sample@1\.0\.0 with another content: \d /);
    expect(requested()).not.toContain('/search');
  });

  test('is not seen where the level does not look', async () => {
    await expect(look('manifest', { ...FILES, 'bin/run': 'x' })).resolves.toMatchObject({
      verdict: 'served',
    });
    await fake?.close();
    await expect(look('presence', {})).resolves.toMatchObject({ verdict: 'served' });
  });
});

test.each<[ContentLevel, string]>([
  ['full', 'GET /epr/sample/sample-1.0.0.zip'],
  ['manifest', `GET ${PAGE}manifest.yml`],
])(
  'at level %s a replica that has the page and one that has no files yet: not served',
  async (level, route) => {
    const answers = { [route]: { status: 404, body: 'artifact not found' } };
    await expect(look(level, FILES, answers)).resolves.toMatchObject({
      verdict: 'not-served',
      sentence: 'REGISTRY has the page of sample@1.0.0 but not its files: it may be changing over',
    });
  },
);

test('any other trouble is thrown', async () => {
  const answers = { 'GET /epr/sample/sample-1.0.0.zip': { status: 503 } };
  await expect(look('full', FILES, answers)).rejects.toMatchObject({ name: 'RegistryError', status: 503 });
});
