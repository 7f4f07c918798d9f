import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ImageStore } from '../../../sandbox/images/image-store.ts';
import { RegistryStandIn } from '../../../sandbox/registry/registry-stand-in.ts';

const bundle = resolve(import.meta.dirname, '../../../../shared/data/package-storage.bundle');
const BRANCHES = ['production', 'staging', 'snapshot'];
const folder = mkdtempSync(join(tmpdir(), 'limelight-storage-'));
const gitDir = join(folder, 'storage.git');

/** NAME/VERSION -> path -> blob id. */
type Contents = Map<string, Map<string, string>>;

/** What a registry must serve, as git tells it: of each version the first branch's files. */
function contentsOf(branches: readonly string[]): Contents {
  const contents: Contents = new Map();
  for (const branch of branches) {
    const before = new Set(contents.keys());
    const tree = execFileSync('git', ['-C', gitDir, 'ls-tree', '-r', branch, 'packages'], {
      encoding: 'utf8',
    });
    for (const line of tree.trim().split('\n')) {
      const [, id = '', name = '', path = ''] =
        /^\d+ blob (\w+)\tpackages\/([^/]+\/[^/]+)\/(.+)$/.exec(line) ?? [];
      if (name === '' || before.has(name)) continue;
      contents.set(name, (contents.get(name) ?? new Map<string, string>()).set(path, id));
    }
  }
  return contents;
}

function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

async function get(url: string) {
  const answer = await request(url);
  const body = Buffer.from(await answer.body.arrayBuffer());
  return { status: answer.statusCode, type: String(answer.headers['content-type']), body };
}

async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    ids.set(entry.fileName, blobId(await buffer(await zip.openReadStreamPromise(entry))));
  }
  return ids;
}

/** All queries that can be made of some values of each parameter. */
function queriesOf(parameters: Readonly<Record<string, readonly string[]>>): string[] {
  return Object.entries(parameters).reduce<string[]>(
    (queries, [name, values]) =>
      queries.flatMap((query) => [query, ...values.map((value) => `${query}&${name}=${value}`)]),
    [''],
  );
}

describe.skipIf(!existsSync(bundle))(
  'every package of a real storage (skipped where the bundle is not beside the clone)',
  () => {
    const registries = new Map<string, RegistryStandIn>();

    beforeAll(async () => {
      execFileSync('git', ['clone', '--quiet', '--mirror', bundle, gitDir]);
      const images = new ImageStore();
      for (const [at, branch] of BRANCHES.entries()) {
        const layers = BRANCHES.slice(0, at + 1).map((name) => ({ branch: name, commit: name, build: 1 }));
        const builtAt = '2022-12-01T00:00:00.000Z';
        images.publish({ stage: branch, branch, commit: branch, build: 1, builtAt, layers });
        const place = { stage: branch, branch, gitDir, images, rollout: { mode: 'manual' } } as const;
        registries.set(branch, await RegistryStandIn.start(place));
      }
    });

    afterAll(async () => {
      for (const registry of registries.values()) await registry.close();
      rmSync(folder, { recursive: true });
    });

    it.each(BRANCHES)(
      '%s serves the page of each version; snapshot, which has them all, every file and archive',
      async (branch) => {
        const { url } = registries.get(branch) ?? { url: '' };
        const contents = contentsOf(BRANCHES.slice(0, BRANCHES.indexOf(branch) + 1));
        const found = await get(`${url}/search?all=true&prerelease=true`);
        const elements = JSON.parse(found.body.toString()) as { path: string; download: string }[];
        expect(elements.map(({ path }) => path.slice('/package/'.length)).sort()).toEqual(
          [...contents.keys()].sort(),
        );
        expect(contents.size).toBeGreaterThan(10);
        for (const { path, download } of elements) {
          const name = path.slice('/package/'.length);
          const files = contents.get(name) ?? new Map<string, string>();
          const page = JSON.parse((await get(`${url}${path}/`)).body.toString()) as { assets: string[] };
          expect(page.assets.map((asset) => asset.slice(path.length + 1)).sort()).toEqual(
            [...files.keys()].sort(),
          );
          // It serves the packages of all branches, so that one registry is enough for the bytes.
          if (branch !== 'snapshot') continue;
          const served = [...files].map(async ([file, id]) => {
            const { status, type, body } = await get(`${url}${path}/${file}`);
            expect([file, status, blobId(body)]).toEqual([file, 200, id]);
            expect(type).not.toBe('application/octet-stream');
          });
          await Promise.all(served);
          const root = name.replace('/', '-');
          expect(await unzip((await get(`${url}${download}`)).body)).toEqual(
            new Map([...files].map(([file, id]) => [`${root}/${file}`, id])),
          );
        }
      },
    );

    it.each(BRANCHES)(
      '%s answers every search in its order, and every list of categories',
      async (branch) => {
        const { url } = registries.get(branch) ?? { url: '' };
        const flags = {
          all: ['true'],
          prerelease: ['1', 'false'],
          experimental: ['true'],
          internal: ['true'],
        };
        const kibana = { 'kibana.version': ['7.16.0', '8.5.0-SNAPSHOT'] };
        const searches = queriesOf({
          ...flags,
          ...kibana,
          package: ['apache'],
          category: ['web', 'security'],
          type: ['integration', 'input'],
        });
        const sizes = new Set<number>();
        for (const query of searches) {
          const { status, body } = await get(`${url}/search?${query}`);
          const elements = JSON.parse(body.toString()) as { name: string; title: string; version: string }[];
          const order = elements.map(({ title, version }) => `${title}\0${version}`);
          expect([query, status, order]).toEqual([query, 200, order.toSorted()]);
          const names = new Set(elements.map(({ name }) => name));
          expect([query, names.size === elements.length || query.includes('all=')]).toEqual([query, true]);
          sizes.add(elements.length);
        }
        expect(sizes.size).toBeGreaterThan(5);
        for (const query of queriesOf({ ...flags, ...kibana, include_policy_templates: ['true'] })) {
          const { status, body } = await get(`${url}/categories?${query}`);
          const ids = ((JSON.parse(body.toString()) ?? []) as { id: string; count: number }[]).map(
            ({ id }) => id,
          );
          expect([query, status, ids]).toEqual([query, 200, ids.toSorted()]);
        }
      },
    );
  },
);
