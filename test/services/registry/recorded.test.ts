import { existsSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { parsePackageVersion } from '../../../domain/package-version.ts';
import { listenOnLoopback, type LoopbackServer } from '../../../sandbox/loopback-server.ts';
import { Registry } from '../../../services/registry/registry.ts';

interface Recorded {
  readonly registry: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const file = new URL('../../../../shared/data/registry/recorded.json', import.meta.url);
const isThere = existsSync(file);

/** What a real registry (v1.15.0) answered once, answered again. */
describe.skipIf(!isThere)('over recorded answers (skipped where ../shared/data/registry is absent)', () => {
  const recorded = isThere ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) : [];
  const servers: LoopbackServer[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  async function replay(stage: string): Promise<Registry> {
    const server = await listenOnLoopback((request, response) => {
      const answer = recorded.find(({ registry, path }) => registry === stage && path === request.url);
      const { status = 599, headers = {}, body = 'not recorded' } = answer ?? {};
      response.writeHead(status, headers);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    servers.push(server);
    return new Registry({ url: server.url });
  }

  test.each([
    ['production', 'nginx@1.6.0', false],
    ['staging', 'nginx@1.6.0', false],
    ['snapshot', 'nginx@1.6.0', true],
    ['production', 'docker@1.1.1', false],
    ['staging', 'docker@1.1.1', true],
    ['snapshot', 'docker@1.1.1', true],
    ['snapshot', 'apache@9.9.9', false],
  ])('the page: %s and %s, %s', async (stage, version, served) => {
    const registry = await replay(stage);
    const maxAgeMs = served ? 10_000 : 0;
    await expect(registry.lookAtPackage(parsePackageVersion(version))).resolves.toEqual({ served, maxAgeMs });
  });

  test.each([
    ['production', 'apache@1.5.1', false],
    ['snapshot', 'apache@1.5.1', true],
    ['snapshot', 'elasticsearch@1.1.0-preview1', true],
    ['production', 'nginx@1.6.0', false],
    ['snapshot', 'nginx@1.6.0', true],
  ])('the search: %s and %s, %s', async (stage, version, listed) => {
    const registry = await replay(stage);
    const look = await registry.lookAtSearch(parsePackageVersion(version));
    expect(look).toMatchObject({ listed, maxAgeMs: 10_000 });
  });
});
