import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageStore, type Layer } from '../../../sandbox/images/image-store.ts';
import { RegistryStandIn } from '../../../sandbox/registry/registry-stand-in.ts';

interface Recorded {
  readonly registry: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const data = resolve(import.meta.dirname, '../../../../shared/data');
const bundle = join(data, 'package-storage.bundle');
const recordedFile = join(data, 'registry/recorded.json');
const isThere = existsSync(bundle) && existsSync(recordedFile);
const recorded = isThere ? (JSON.parse(readFileSync(recordedFile, 'utf8')) as Recorded[]) : [];
const title = isThere
  ? 'the recorded answers of elastic/package-registry v1.15.0'
  : 'recorded answers (skipped: there are none beside this clone)';

describe.skipIf(!isThere)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'limelight-recorded-'));
  const gitDir = join(folder, 'storage.git');
  const registries = new Map<string, RegistryStandIn>();

  beforeAll(async () => {
    execFileSync('git', ['clone', '--quiet', '--mirror', bundle, gitDir]);
    const images = new ImageStore();
    const serves = {
      production: ['production'],
      staging: ['production', 'staging'],
      snapshot: ['production', 'staging', 'snapshot'],
    };
    for (const [branch, branches] of Object.entries(serves)) {
      const layers: Layer[] = branches.map((layer) => ({
        branch: layer,
        commit: execFileSync('git', ['-C', gitDir, 'rev-parse', layer], { encoding: 'utf8' }).trim(),
        build: 1,
      }));
      const commit = layers.at(-1)?.commit ?? '';
      images.publish({
        stage: branch,
        branch,
        commit,
        build: 1,
        builtAt: '2022-12-01T00:00:00.000Z',
        layers,
      });
      const registry = await RegistryStandIn.start({
        stage: branch,
        branch,
        gitDir,
        images,
        rollout: { mode: 'manual' },
      });
      registries.set(branch, registry);
    }
  });

  afterAll(async () => {
    for (const registry of registries.values()) await registry.close();
    rmSync(folder, { recursive: true });
  });

  it.each(recorded.map((exchange) => [`${exchange.registry} ${exchange.path}`, exchange] as const))(
    '%s',
    async (_, exchange) => {
      const { url } = registries.get(exchange.registry) ?? { url: '' };
      const answer = await request(`${url}${exchange.path}`);
      const body = Buffer.from(await answer.body.arrayBuffer());
      expect(answer.statusCode).toBe(exchange.status);
      for (const [name, value] of Object.entries(exchange.headers)) {
        const line = [answer.headers[name] ?? []].flat().join(', ');
        expect(`${name}: ${line}`).toBe(`${name}: ${value}`);
      }
      if (exchange.path.endsWith('.zip') && exchange.status === 200) {
        // Packed on the fly by another deflate: the bytes differ, the files are compared elsewhere.
        expect(body.subarray(0, 2).toString()).toBe('PK');
      } else if (typeof exchange.body === 'string' && /^<\d+ bytes>$/.test(exchange.body)) {
        expect(`<${body.length} bytes>`).toBe(exchange.body);
      } else if (typeof exchange.body === 'string') {
        expect(body.toString()).toBe(exchange.body);
      } else {
        expect(JSON.parse(body.toString())).toEqual(exchange.body);
      }
    },
  );
});
