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

/** A body the way the recording wrote it: binary as its length, JSON as such, text as it is. */
function asRecorded(body: Buffer, { body: recorded, headers }: Recorded): unknown {
  if (typeof recorded !== 'string') return JSON.parse(body.toString());
  // Archives are packed on the fly by another deflate: their bytes differ, their files are compared elsewhere.
  if (headers['content-type'] === 'application/zip')
    return body.subarray(0, 2).toString() === 'PK' ? recorded : body;
  return recorded.startsWith('<') && recorded.endsWith(' bytes>')
    ? `<${body.length} bytes>`
    : body.toString();
}

describe.skipIf(!isThere)(
  'what elastic/package-registry v1.15.0 answered (skipped where the recording is not beside the clone)',
  () => {
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
        const headers = Object.keys(exchange.headers).map((name) => [
          name,
          [answer.headers[name] ?? []].flat().join(', '),
        ]);
        expect({
          status: answer.statusCode,
          headers: Object.fromEntries(headers),
          body: asRecorded(body, exchange),
        }).toEqual({
          status: exchange.status,
          headers: exchange.headers,
          body: exchange.body,
        });
      },
    );
  },
);
