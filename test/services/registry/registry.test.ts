import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { blobId, contentDigest } from '../../../services/github/git-objects.ts';
import { RegistryAnswerUnexpected } from '../../../services/registry/registry-answer-unexpected.ts';
import { RegistryError } from '../../../services/registry/registry-error.ts';
import { RegistryUnreachable } from '../../../services/registry/registry-unreachable.ts';
import { Registry } from '../../../services/registry/registry.ts';
import { startFake, type Fake, type FakeAnswer, type FakeService } from '../fake-service.ts';
import { makeZip, rename } from './sample-zip.ts';

const SAMPLE = { name: 'sample', version: '1.0.0' };
const PAGE = 'GET /package/sample/1.0.0/';
const ZIP = 'GET /epr/sample/sample-1.0.0.zip';
/** As the real one does: two lines. */
const CACHED = { 'cache-control': ['max-age=10', 'public'] };
const UNKNOWN: FakeAnswer = {
  status: 404,
  headers: { 'content-type': 'text/plain', 'cache-control': ['max-age=0', 'private, no-store'] },
  body: 'package revision not found\n',
};

let fake: FakeService | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await fake?.close();
});

async function registryWith(routes: Record<string, Fake | Fake[]>, zipLimit?: number): Promise<Registry> {
  fake = await startFake(routes);
  return new Registry({ url: `${fake.url}/`, ...(zipLimit === undefined ? {} : { zipLimit }) });
}

function page(...assets: string[]): FakeAnswer {
  return {
    headers: CACHED,
    body: { ...SAMPLE, assets: assets.map((path) => `/package/sample/1.0.0/${path}`) },
  };
}

describe('a look at the page of a version', () => {
  test('that is served', async () => {
    const registry = await registryWith({ [PAGE]: page('manifest.yml') });
    await expect(registry.lookAtPackage(SAMPLE)).resolves.toEqual({ served: true, maxAgeMs: 10_000 });
    expect(fake?.requests).toEqual([PAGE]);
  });

  test('that the registry does not know', async () => {
    const registry = await registryWith({ [PAGE]: UNKNOWN });
    await expect(registry.lookAtPackage(SAMPLE)).resolves.toEqual({ served: false, maxAgeMs: 0 });
  });

  test('with build metadata, which a plain "+" could spoil', async () => {
    const version = '1.0.0-rc1+b2';
    const registry = await registryWith({
      'GET /package/sample/1.0.0-rc1%2Bb2/': { body: { name: 'sample', version } },
    });
    await expect(registry.lookAtPackage({ name: 'sample', version })).resolves.toMatchObject({
      served: true,
    });
  });

  test('never leaves the registry for a hostile name', async () => {
    const registry = await registryWith({});
    await expect(registry.lookAtPackage({ name: '../..', version: '1.0.0' })).rejects.toThrow(
      'no package version',
    );
    expect(fake?.requests).toEqual([]);
  });

  test.each([
    [400, 'invalid package version'],
    [404, 'resource not found'],
    [404, '<html>CDN: no such host</html>'],
    [429, ''],
    [500, 'internal server error'],
    [502, ''],
    [503, ''],
    [504, ''],
  ])('with the status %i and the words "%s" is an error', async (status, body) => {
    const registry = await registryWith({ [PAGE]: { status, body, headers: { 'retry-after': '7' } } });
    const error = await registry.lookAtPackage(SAMPLE).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RegistryError);
    expect(error).toMatchObject({ status, operation: 'lookAtPackage', retryAfterMs: 7_000 });
    expect(String(error)).toContain(`[GET] "${fake?.url}/package/sample/1.0.0/": ${status} `);
  });

  test.each<[string, FakeAnswer]>([
    ['the page of another version', { body: { name: 'sample', version: '1.0.1' } }],
    ['the page of another package', { body: { name: 'simple', version: '1.0.0' } }],
    ['a page for people', { body: '<!doctype html><title>Welcome</title>' }],
    ['broken JSON', { body: '{"name":"sample","ver' }],
    ['something else', { body: [] }],
    ['a redirect', { status: 301, headers: { location: 'https://elsewhere.example.org/' } }],
  ])('that is %s makes no sense', async (_title, answer) => {
    const registry = await registryWith({ [PAGE]: answer });
    await expect(registry.lookAtPackage(SAMPLE)).rejects.toBeInstanceOf(RegistryAnswerUnexpected);
  });

  test('that breaks off', async () => {
    const registry = await registryWith({
      [PAGE]: (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"name":', () => response.destroy());
      },
    });
    await expect(registry.lookAtPackage(SAMPLE)).rejects.toBeInstanceOf(RegistryUnreachable);
  });

  test('without anybody there', async () => {
    const registry = await registryWith({});
    await fake?.close();
    await expect(registry.lookAtPackage(SAMPLE)).rejects.toBeInstanceOf(RegistryUnreachable);
  });
});

describe('a search', () => {
  const found = (...versions: string[]): Fake => ({
    headers: { 'cache-control': 'max-age=60, public' },
    body: versions.map((version) => ({ name: 'sample', version, title: 'Sample' })),
  });

  test('is for all versions, pre-releases too', async () => {
    const registry = await registryWith({ 'GET /search': found('0.9.0', '1.0.0', '2.0.0-rc1') });
    await expect(registry.lookAtSearch(SAMPLE)).resolves.toEqual({
      listed: true,
      versions: ['0.9.0', '1.0.0', '2.0.0-rc1'],
      maxAgeMs: 60_000,
    });
    expect(fake?.requests).toEqual(['GET /search?package=sample&all=true&prerelease=true']);
  });

  test.each([
    ['no version', []],
    ['others only', ['1.0.0-rc1', '1.0.1', '11.0.0']],
  ])('that finds %s does not list it', async (_title, versions) => {
    const registry = await registryWith({ 'GET /search': found(...versions) });
    await expect(registry.lookAtSearch(SAMPLE)).resolves.toMatchObject({ listed: false, versions });
  });

  test.each([400, 404, 429, 500, 503])('with the status %i is an error', async (status) => {
    const registry = await registryWith({ 'GET /search': { status } });
    await expect(registry.lookAtSearch(SAMPLE)).rejects.toMatchObject({ name: 'RegistryError', status });
  });

  test('that is no list makes no sense', async () => {
    const registry = await registryWith({ 'GET /search': { body: { error: 'x' } } });
    await expect(registry.lookAtSearch(SAMPLE)).rejects.toBeInstanceOf(RegistryAnswerUnexpected);
  });
});

describe('the content of a version', () => {
  const FILES = { 'manifest.yml': 'name: sample\n', 'docs/README.md': '# Sample\n' };
  const zipped = (): Promise<Buffer> =>
    makeZip({
      'sample-1.0.0/manifest.yml': FILES['manifest.yml'],
      'sample-1.0.0/docs/README.md': FILES['docs/README.md'],
    });
  test('is told by git blob ids and a digest', async () => {
    const registry = await registryWith({ [ZIP]: { headers: CACHED, body: await zipped() } });
    const { files, digest, maxAgeMs } = await registry.readContent(SAMPLE);
    expect(files).toMatchObject({
      'manifest.yml': { blob: blobId(Buffer.from(FILES['manifest.yml'])) },
      'docs/README.md': { blob: blobId(Buffer.from(FILES['docs/README.md'])) },
    });
    const asGit = Object.entries(FILES).map(([path, text]) => [
      path,
      { blob: blobId(Buffer.from(text)), mode: '100755' },
    ]);
    expect(digest).toBe(contentDigest(Object.fromEntries(asGit.toReversed())));
    expect(maxAgeMs).toBe(10_000);
  });

  test.each<[string, () => Promise<Fake>, string]>([
    ['a zip that is too large', async () => ({ body: Buffer.alloc(2_000) }), 'more than 1000 bytes'],
    ['a page for people', async () => ({ body: '<html>' }), 'cannot be used'],
    [
      'a zip with a foreign file',
      async () => ({ body: rename(await zipped(), 'sample-1.0.0', 'simple-1.0.0') }),
      'outside of',
    ],
    ['a redirect', async () => ({ status: 302, headers: { location: '/x' } }), 'leads to /x'],
  ])('is refused for %s, and nothing stays on disk', async (_title, answer, why) => {
    const temporary = await mkdtemp(join(tmpdir(), 'limelight-test-'));
    vi.stubEnv('TMPDIR', temporary);
    const registry = await registryWith({ [ZIP]: await answer() }, 1_000);
    const error = await registry.readContent(SAMPLE).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RegistryAnswerUnexpected);
    expect(String(error)).toContain(why);
    expect(await readdir(temporary)).toEqual([]);
    await rm(temporary, { recursive: true });
  });

  test('of an unknown version is a 404', async () => {
    const registry = await registryWith({ [ZIP]: { status: 404, body: 'artifact not found' } });
    await expect(registry.readContent(SAMPLE)).rejects.toMatchObject({ name: 'RegistryError', status: 404 });
  });

  test('that breaks off is asked for again later', async () => {
    const registry = await registryWith({
      [ZIP]: (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('PK', () => response.destroy());
      },
    });
    await expect(registry.readContent(SAMPLE)).rejects.toBeInstanceOf(RegistryUnreachable);
  });
});

describe('the manifest level', () => {
  test('has all paths, and the ids of manifest and changelog', async () => {
    const registry = await registryWith({
      [PAGE]: page('manifest.yml', 'changelog.yml', 'img/a.svg'),
      [`${PAGE}manifest.yml`]: {
        headers: { 'cache-control': 'public, max-age=600' },
        body: Buffer.from([0xff, 0]),
      },
      [`${PAGE}changelog.yml`]: { headers: CACHED, body: '- version: 1.0.0\n' },
    });
    await expect(registry.readManifestLevel(SAMPLE)).resolves.toEqual({
      paths: ['manifest.yml', 'changelog.yml', 'img/a.svg'],
      blobs: {
        'manifest.yml': blobId(Buffer.from([0xff, 0])),
        'changelog.yml': blobId(Buffer.from('- version: 1.0.0\n')),
      },
      maxAgeMs: 600_000,
    });
  });

  test('asks for no file that the page does not name: that 404 would stay in the caches', async () => {
    const registry = await registryWith({
      [PAGE]: page('manifest.yml'),
      [`${PAGE}manifest.yml`]: { body: 'x' },
    });
    await registry.readManifestLevel(SAMPLE);
    expect(fake?.requests).toEqual([PAGE, `${PAGE}manifest.yml`]);
  });

  test('of an unknown version is a 404', async () => {
    const registry = await registryWith({ [PAGE]: UNKNOWN });
    await expect(registry.readManifestLevel(SAMPLE)).rejects.toMatchObject({
      name: 'RegistryError',
      status: 404,
    });
  });

  test('refuses an asset of another version', async () => {
    const registry = await registryWith({
      [PAGE]: { body: { ...SAMPLE, assets: ['/package/sample/1.0.1/a'] } },
    });
    await expect(registry.readManifestLevel(SAMPLE)).rejects.toBeInstanceOf(RegistryAnswerUnexpected);
  });
});
