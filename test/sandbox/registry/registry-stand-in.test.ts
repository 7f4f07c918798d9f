import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ImageStore, type Image } from '../../../sandbox/images/image-store.ts';
import { RegistryStandIn, type RegistryStandInOptions } from '../../../sandbox/registry/registry-stand-in.ts';
import { samplePackage, SampleStorage } from '../sample-storage.ts';

const SERVICE = '{\n  "service.name": "package-registry",\n  "service.version": "1.15.0"\n}\n';
const endings: (() => Promise<void> | void)[] = [];

class Rig {
  readonly storage = new SampleStorage({
    production: samplePackage('nginx', '1.0.0'),
    snapshot: {
      ...samplePackage('nginx', '1.1.0'),
      ...samplePackage('nginx', '1.0.0', { 'changelog.yml': '- other: true\n' }),
    },
  });
  readonly images = new ImageStore();
  #build = 0;

  constructor() {
    endings.unshift(() => this.storage.remove());
    this.publish(['production', 'snapshot']);
  }

  publish(branches: readonly string[]): Image {
    this.#build += 1;
    const layers = branches.map((branch) => ({
      branch,
      commit: this.storage.tip(branch) ?? '',
      build: this.#build,
    }));
    const { branch, commit } = layers.at(-1) ?? { branch: '', commit: '' };
    const builtAt = `2022-12-01T00:00:0${this.#build}.000Z`;
    const image = { stage: branch, branch, commit, build: this.#build, builtAt, layers };
    this.images.publish(image);
    return image;
  }

  async start(options: Partial<RegistryStandInOptions> = {}): Promise<RegistryStandIn> {
    const { images } = this;
    const place = { stage: 'snapshot', branch: 'snapshot', gitDir: this.storage.gitDir };
    const registry = await RegistryStandIn.start({
      ...place,
      images,
      rollout: { mode: 'manual' },
      ...options,
    });
    endings.unshift(() => registry.close());
    return registry;
  }
}

async function get(
  registry: RegistryStandIn,
  path: string,
  options: { method?: 'GET' | 'HEAD' | 'POST'; headers?: Record<string, string>; body?: string } = {},
) {
  const answer = await request(`${registry.url}${path}`, options);
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  return {
    status: answer.statusCode,
    headers: answer.headers,
    bytes,
    text: bytes.toString(),
    json: (): unknown => JSON.parse(bytes.toString()),
  };
}

async function versions(registry: RegistryStandIn, query = 'all=true&prerelease=true'): Promise<string[]> {
  const answer = await get(registry, `/search?package=nginx&${query}`);
  return (answer.json() as { version: string }[]).map(({ version }) => version);
}

async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/'))
      files.set(entry.fileName, await text(await zip.openReadStreamPromise(entry)));
  }
  return files;
}

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

describe('what is served', () => {
  it('takes a version from the first layer that has it, byte for byte', async () => {
    const registry = await new Rig().start();
    expect(await versions(registry)).toEqual(['1.0.0', '1.1.0']);
    expect((await get(registry, '/package/nginx/1.0.0/changelog.yml')).text).toBe('- version: 1.0.0\n');
    const archive = await get(registry, '/epr/nginx/nginx-1.0.0.zip');
    const files = await unzip(archive.bytes);
    expect([...files.keys()].sort()).toEqual(
      ['changelog.yml', 'docs/README.md', 'manifest.yml'].map((path) => `nginx-1.0.0/${path}`),
    );
    expect(files.get('nginx-1.0.0/manifest.yml')).toBe(
      (await get(registry, '/package/nginx/1.0.0/manifest.yml')).text,
    );
    const { assets } = (await get(registry, '/package/nginx/1.0.0/')).json() as { assets: string[] };
    expect(assets).toEqual(
      ['changelog.yml', 'manifest.yml', 'docs/README.md'].map((path) => `/package/nginx/1.0.0/${path}`),
    );
  });

  it('packs the same bytes again after a restart', async () => {
    const rig = new Rig();
    const packed = async (): Promise<Buffer> => {
      const registry = await rig.start();
      const { bytes } = await get(registry, '/epr/nginx/nginx-1.0.0.zip');
      await registry.close();
      return bytes;
    };
    const first = await packed();
    expect(first.length).toBeGreaterThan(300);
    expect((await packed()).equals(first)).toBe(true);
  });

  it('can hold other bytes of the same version than another registry, by its image or by a fault', async () => {
    const rig = new Rig();
    const commit = rig.storage.commit('other', samplePackage('nginx', '1.1.0', { 'changelog.yml': 'other' }));
    const [snapshot, staging] = [await rig.start(), await rig.start({ stage: 'staging' })];
    const layers = [{ branch: 'other', commit, build: 1 }];
    await staging.rollOut({ ...rig.publish(['production', 'snapshot']), commit, layers });
    const path = '/package/nginx/1.1.0/changelog.yml';
    const textIn = async (registry: RegistryStandIn): Promise<string> => (await get(registry, path)).text;
    expect([await textIn(snapshot), await textIn(staging)]).toEqual(['- version: 1.1.0\n', 'other']);
    snapshot.faults.add({ kind: 'wrongContentSameVersion', value: 'nginx@1.1.0/changelog.yml' });
    const archive = await unzip((await get(snapshot, '/epr/nginx/nginx-1.1.0.zip')).bytes);
    expect(archive.get('nginx-1.1.0/changelog.yml')).toBe(await textIn(snapshot));
    expect(await textIn(snapshot)).toContain('not what was built');
    expect(await textIn(staging)).toBe('other');
    snapshot.faults.clear('wrongContentSameVersion');
    expect(await textIn(snapshot)).toBe('- version: 1.1.0\n');
  });

  it('packs the same image to the same bytes, and another image to others', async () => {
    const rig = new Rig();
    const registry = await rig.start();
    const digest = async (): Promise<string> =>
      createHash('sha256')
        .update((await get(registry, '/epr/nginx/nginx-1.0.0.zip')).bytes)
        .digest('hex');
    const first = await digest();
    expect(await digest()).toBe(first);
    rig.publish(['production', 'snapshot']);
    await registry.rollOut();
    expect(await digest()).not.toBe(first);
  });

  it('answers HEAD without a body and POST as GET', async () => {
    const registry = await new Rig().start();
    const whole = await get(registry, '/search?package=nginx');
    expect(await get(registry, '/search?package=nginx', { method: 'HEAD' })).toMatchObject({
      status: 200,
      text: '',
    });
    expect(await get(registry, '/search?package=nginx', { method: 'POST' })).toMatchObject({
      status: 200,
      text: whole.text,
    });
  });

  it('sends caching as two lines, and none that may be kept with a refusal', async () => {
    const registry = await new Rig().start({ searchMaxAge: 60, maxAge: 600 });
    expect((await get(registry, '/search')).headers['cache-control']).toEqual(['max-age=60', 'public']);
    expect((await get(registry, '/package/nginx/1.0.0/')).headers['cache-control']).toEqual([
      'max-age=600',
      'public',
    ]);
    expect((await get(registry, '/package/nginx/9.0.0/')).headers['cache-control']).toEqual([
      'max-age=0',
      'private, no-store',
    ]);
    const signature = await get(registry, '/epr/nginx/nginx-1.0.0.zip.sig');
    expect(signature).toMatchObject({
      status: 500,
      text: 'internal server error\n',
      headers: { 'cache-control': ['max-age=600', 'public'] },
    });
  });

  it.each([
    ['/epr/nginx/nginx-9.0.0.zip.sig', 404, 'signature file not found\n'],
    ['/epr/nginx/nginx-latest.zip', 400, 'invalid package version\n'],
    ['/package/NGINX/1.0.0/', 301, '<a href="/package/NGINX/1.0.0">Moved Permanently</a>.\n\n'],
    ['/package/NGINX/1.0.0', 404, '404 page not found\n'],
    ['/package/NGINX/1.0.0/manifest.yml', 404, 'package revision not found\n'],
    ['/package/nginx/1.0.0-/', 404, 'package revision not found\n'],
    ['/package/nginx/1.0.0-01/', 400, 'invalid package version\n'],
    ['/package/nginx/v1.0.0/', 400, 'invalid package version\n'],
    ['/categories?prerelease=maybe', 400, "invalid 'prerelease' query param: 'maybe'\n"],
    ['/categories?all=maybe', 200, expect.stringContaining('"web"')],
    ['/categories?include_policy_templates=2', 400, "invalid 'include_policy_templates' query param: '2'\n"],
    ['/search?package=%zz', 200, expect.stringContaining('"nginx"')],
    ['/search?kibana.version=8.0.0-01', 400, expect.stringContaining("'8.0.0-01': Version segment starts")],
    ['/favicon.ico', 200, expect.any(String)],
    ['/nowhere', 404, '404 page not found\n'],
    ['//', 301, ''],
    ['/%zz', 400, '400 Bad Request'],
    ['/package//nginx/1.1.0/', 301, ''],
    ['/search/?package=nginx', 301, '<a href="/search?package=nginx">Moved Permanently</a>.\n\n'],
    ['/index.json', 200, SERVICE],
  ])('%s: %i', async (path, status, body) => {
    const registry = await new Rig().start();
    expect(await get(registry, path)).toMatchObject({ status, text: body });
  });

  it.each([
    ['http://elsewhere/index.json', 200],
    ['HTTP://elsewhere:80/search?package=nginx', 200],
    ['http://elsewhere/search/', 301],
    ['http://elsewhere', 301],
  ])('takes %s for the address of a proxy: %i', async (path, status) => {
    const registry = await new Rig().start();
    const { port } = new URL(registry.url);
    const [answer] = (await once(httpGet({ port, path }), 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(status);
  });

  it('serves a part of a file, and nothing of one that the asker has', async () => {
    const registry = await new Rig().start();
    const path = '/package/nginx/1.0.0/changelog.yml';
    const part = await get(registry, path, { headers: { range: 'bytes=2-8' } });
    expect(part).toMatchObject({
      status: 206,
      text: 'version',
      headers: { 'content-range': 'bytes 2-8/17' },
    });
    const { headers } = await get(registry, path);
    const since = { 'if-modified-since': String(headers['last-modified']) };
    expect(await get(registry, path, { headers: since })).toMatchObject({ status: 304, text: '' });
    expect(await get(registry, path, { headers: { range: 'bytes=90-' } })).toMatchObject({ status: 416 });
  });

  it('tells the length of files and of short answers, and sends the rest in chunks', async () => {
    const rig = new Rig();
    rig.storage.commit('snapshot', samplePackage('long', '1.0.0', { 'docs/long.txt': 'x'.repeat(3000) }));
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`docs/page_${at}.md`, '']));
    rig.storage.commit('snapshot', samplePackage('long', '1.0.0', files));
    rig.publish(['production', 'snapshot']);
    const registry = await rig.start();
    const lengthOf = async (path: string): Promise<unknown[]> => {
      const { headers } = await get(registry, path);
      return [headers['content-length'], headers['transfer-encoding']];
    };
    expect(await lengthOf('/package/long/1.0.0/docs/long.txt')).toEqual(['3000', undefined]);
    expect(await lengthOf('/health')).toEqual(['0', undefined]);
    expect(await lengthOf('/package/long/1.0.0/')).toEqual([undefined, 'chunked']);
    expect(await lengthOf('/epr/long/long-1.0.0.zip')).toEqual([undefined, 'chunked']);
  });

  it('takes the first of equals for the newest, in the order of plain names', async () => {
    const rig = new Rig();
    const [plain, built] = ['2.0.0', '2.0.0+b1'].map((version) => samplePackage('nginx', version));
    rig.storage.commit('snapshot', { ...plain, ...built });
    rig.publish(['production', 'snapshot']);
    const registry = await rig.start();
    expect(await versions(registry, '')).toEqual(['2.0.0']);
    expect(await versions(registry)).toEqual(['1.0.0', '1.1.0', '2.0.0', '2.0.0+b1']);
  });

  it.each([
    ['', undefined],
    ['    categories: []\n', 2],
    ['    categories: [web]\n', 2],
  ])('counts a single template that lists its categories, be there none: %j', async (list, counted) => {
    const rig = new Rig();
    const manifest = [
      'format_version: 1.0.0\nname: nginx\ntitle: Nginx\nversion: 3.0.0\ndescription: Nginx\ncategories: [network]\n',
      `policy_templates:\n  - name: one\n    title: One\n    description: One\n${list}`,
    ].join('');
    rig.storage.commit('snapshot', samplePackage('nginx', '3.0.0', { 'manifest.yml': manifest }));
    rig.publish(['production', 'snapshot']);
    const registry = await rig.start();
    const categories = (await get(registry, '/categories?include_policy_templates=true')).json();
    expect(categories).toContainEqual({ id: 'network', title: 'Network', count: counted ?? 1 });
    const [found] = (await get(registry, '/search?package=nginx')).json() as [{ policy_templates: object[] }];
    expect(found.policy_templates[0]).toEqual({
      name: 'one',
      title: 'One',
      description: 'One',
      ...(list.includes('web') && { categories: ['web'] }),
    });
  });

  it('passes over a version whose manifest cannot be read', async () => {
    const rig = new Rig();
    rig.storage.commit('snapshot', {
      'packages/nginx/1.2.0/manifest.yml': 'name: [',
      'packages/nginx/latest/a.txt': '',
    });
    rig.publish(['production', 'snapshot']);
    const registry = await rig.start();
    expect(await versions(registry)).toEqual(['1.0.0', '1.1.0']);
    expect(await get(registry, '/package/nginx/1.2.0/')).toMatchObject({ status: 404 });
  });
});

describe('rolling out', () => {
  it('does not serve what was only published', async () => {
    const rig = new Rig();
    const registry = await rig.start();
    rig.storage.commit('snapshot', samplePackage('nginx', '1.2.0'));
    rig.publish(['production', 'snapshot']);
    expect(await versions(registry)).toEqual(['1.0.0', '1.1.0']);
    await registry.rollOut();
    expect(await versions(registry)).toEqual(['1.0.0', '1.1.0', '1.2.0']);
    expect(registry.state()).toMatchObject({ rollOuts: 1, published: { build: 2 }, pods: [{ build: 2 }] });
  });

  it('rolls out by itself when it is told to', async () => {
    const rig = new Rig();
    const registry = await rig.start({ rollout: { mode: 'automatic', delayMs: 5 } });
    rig.publish(['production', 'snapshot']);
    await vi.waitFor(() => expect(registry.state().pods).toMatchObject([{ build: 2 }]), { interval: 5 });
  });

  it('takes the first image when it started before there was one', async () => {
    const rig = new Rig();
    const registry = await rig.start({ stage: 'production', branch: 'production' });
    expect(await get(registry, '/search')).toMatchObject({ status: 503 });
    rig.publish(['production']);
    await vi.waitFor(() => expect(registry.state().pods).toMatchObject([{ branch: 'production' }]));
    expect(await versions(registry)).toEqual(['1.0.0']);
  });

  it('changes its pods over one by one, so that answers alternate', async () => {
    const rig = new Rig();
    const registry = await rig.start({ pods: 2, podSwitchMs: 100 });
    rig.storage.commit('snapshot', samplePackage('nginx', '1.2.0'));
    rig.publish(['production', 'snapshot']);
    const rollOut = registry.rollOut();
    await vi.waitFor(() => expect(registry.state().pods).toMatchObject([{ build: 2 }, { build: 1 }]), {
      interval: 5,
    });
    const counts = [(await versions(registry)).length, (await versions(registry)).length];
    expect(new Set(counts)).toEqual(new Set([2, 3]));
    await rollOut;
    expect(registry.state().pods).toMatchObject([{ build: 2 }, { build: 2 }]);
  });

  it('that begins late takes the image of its own moment, unless it was told which', async () => {
    const rig = new Rig();
    const registry = await rig.start();
    registry.faults.add({ kind: 'rolloutDelayed', ms: 100, times: 2 });
    const second = rig.publish(['production', 'snapshot']);
    const [late, named] = [registry.rollOut(), registry.rollOut(second)];
    rig.publish(['production', 'snapshot']);
    await registry.rollOut();
    expect(registry.state()).toMatchObject({ rollOuts: 1, pods: [{ build: 3 }] });
    await late;
    expect(registry.state()).toMatchObject({ pods: [{ build: 3 }] });
    await named;
    expect(registry.state()).toMatchObject({ rollOuts: 3, pods: [{ build: 2 }] });
  });

  it('loses a version that no layer holds any more', async () => {
    const rig = new Rig();
    rig.storage.commit('snapshot', { 'packages/nginx/1.1.0/manifest.yml': undefined });
    const registry = await rig.start();
    rig.publish(['production', 'snapshot']);
    await registry.rollOut();
    expect(await get(registry, '/package/nginx/1.1.0/')).toMatchObject({ status: 404 });
  });

  it('serves after a restart what it served before, until what was published meanwhile is rolled out', async () => {
    const rig = new Rig();
    const stateFile = `${rig.storage.folder}/registry.json`;
    const registry = await rig.start({ stateFile });
    await registry.close();
    rig.publish(['production', 'snapshot']);
    const again = await rig.start({ stateFile });
    expect(again.state().pods).toMatchObject([{ build: 1 }]);
    await again.close();
    const automatic = await rig.start({ stateFile, rollout: { mode: 'automatic', delayMs: 5 } });
    await vi.waitFor(() => expect(automatic.state().pods).toMatchObject([{ build: 2 }]), { interval: 5 });
  });
});

describe('the cache before it', () => {
  it('keeps a good answer as long as it may, and no refusal', async () => {
    const rig = new Rig();
    const registry = await rig.start({ cdn: true, searchMaxAge: 600 });
    expect(await versions(registry)).toHaveLength(2);
    expect(await get(registry, '/package/nginx/1.2.0/')).toMatchObject({ status: 404 });
    rig.storage.commit('snapshot', samplePackage('nginx', '1.2.0'));
    rig.publish(['production', 'snapshot']);
    await registry.rollOut();
    expect(await versions(registry)).toHaveLength(2);
    expect(await versions(registry, 'all=true&prerelease=true&_=1')).toHaveLength(3);
    expect(await get(registry, '/package/nginx/1.2.0/')).toMatchObject({ status: 200 });
    expect(registry.state().cached).toHaveLength(3);
  });

  it.each([
    ['if-modified-since', 'Fri, 01 Jan 2100 00:00:00 GMT', 304],
    ['if-none-match', '*', 304],
    ['if-unmodified-since', 'Fri, 01 Jan 2010 00:00:00 GMT', 412],
    ['if-match', '"other"', 412],
    ['range', 'bytes=0-1', 206],
  ])('gives what was asked with %s: %s to nobody else, and nobody else his', async (name, value, status) => {
    const registry = await new Rig().start({ cdn: true });
    const path = '/package/nginx/1.0.0/changelog.yml';
    const conditional = { headers: { [name]: value } };
    expect(await get(registry, path, conditional)).toMatchObject({ status });
    expect(await get(registry, path)).toMatchObject({ status: 200, text: '- version: 1.0.0\n' });
    expect((await get(registry, path)).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect(await get(registry, path, conditional)).toMatchObject({ status });
  });

  it('keeps by address, and where no cache-buster is honoured without it', async () => {
    for (const [cacheBustHonoured, cached] of [
      [true, ['/search?package=nginx&_=1', '/search?package=nginx&_=2', '/search?_=3']],
      [false, ['/search?package=nginx', '/search']],
    ] as const) {
      const registry = await new Rig().start({ cdn: true, cacheBustHonoured });
      for (const query of ['package=nginx&_=1', 'package=nginx&_=2', '_=3'])
        await get(registry, `/search?${query}`);
      expect(registry.state().cached).toEqual(cached);
    }
  });

  it('forgets in time, unless it is slow to forget', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    endings.push(() => void vi.useRealTimers());
    const registry = await new Rig().start({ cdn: true, searchMaxAge: 10 });
    await get(registry, '/search');
    registry.faults.add({ kind: 'staleCdn', ms: 60_000, times: 1 });
    vi.setSystemTime(Date.now() + 9_000);
    expect((await get(registry, '/search')).headers).toMatchObject({ 'x-cache': 'HIT', age: '9' });
    vi.setSystemTime(Date.now() + 2_000);
    expect((await get(registry, '/search')).headers).toMatchObject({ 'x-cache': 'HIT' });
    expect((await get(registry, '/search')).headers['x-cache']).toBeUndefined();
  });
});

describe('faults', () => {
  it.each([
    [{ kind: '5xx', value: '502' }, { status: 502 }],
    [
      { kind: 'rateLimit429', ms: 3000 },
      { status: 429, headers: { 'retry-after': '3' } },
    ],
    [{ kind: 'htmlErrorPage' }, { status: 200, headers: { 'content-type': 'text/html' } }],
    [{ kind: 'versionVanishes', value: 'nginx@1.1.0' }, { status: 404 }],
  ] as const)('%o', async (fault, answer) => {
    const registry = await new Rig().start();
    registry.faults.add(fault);
    expect(await get(registry, '/package/nginx/1.1.0/')).toMatchObject(answer);
  });

  it('cuts JSON, changes bytes, and leaves a file out of the archive', async () => {
    const registry = await new Rig().start();
    registry.faults.add({ kind: 'truncatedJson', times: 1 });
    const cut = await get(registry, '/package/nginx/1.1.0/');
    expect(cut.json).toThrow('JSON');
    registry.faults.add({ kind: 'wrongContentSameVersion', value: 'nginx@1.1.0/changelog.yml' });
    registry.faults.add({ kind: 'missingFileInZip', value: 'nginx@1.1.0/docs/README.md' });
    const files = await unzip((await get(registry, '/epr/nginx/nginx-1.1.0.zip')).bytes);
    expect([...files.keys()].sort()).toEqual(['nginx-1.1.0/changelog.yml', 'nginx-1.1.0/manifest.yml']);
    expect(files.get('nginx-1.1.0/changelog.yml')).toMatch(/not what was built/);
  });

  it('keeps the old image, or answers from it now and then', async () => {
    const rig = new Rig();
    const registry = await rig.start();
    rig.storage.commit('snapshot', samplePackage('nginx', '1.2.0'));
    rig.publish(['production', 'snapshot']);
    registry.faults.add({ kind: 'crashLoop', times: 1 });
    await registry.rollOut();
    expect(await versions(registry)).toHaveLength(2);
    await registry.rollOut();
    expect(await versions(registry)).toHaveLength(3);
    registry.faults.add({ kind: 'searchOnlyOld', times: 1 });
    expect(await versions(registry)).toHaveLength(2);
    registry.faults.add({ kind: 'flap' });
    const counts = [(await versions(registry)).length, (await versions(registry)).length];
    expect(new Set(counts)).toEqual(new Set([2, 3]));
  });

  it('answers from the image before also when it was restarted since', async () => {
    const rig = new Rig();
    const stateFile = `${rig.storage.folder}/registry.json`;
    const registry = await rig.start({ stateFile });
    rig.storage.commit('snapshot', samplePackage('nginx', '1.2.0'));
    rig.publish(['production', 'snapshot']);
    await registry.rollOut();
    await registry.close();
    const again = await rig.start({ stateFile });
    expect(await versions(again)).toHaveLength(3);
    again.faults.add({ kind: 'searchOnlyOld', times: 1 });
    expect(await versions(again)).toHaveLength(2);
  });

  it('refuses connections after a roll-out, and answers nothing at all', async () => {
    const rig = new Rig();
    const registry = await rig.start();
    registry.faults.add({ kind: 'timeout', times: 1 });
    await expect(request(`${registry.url}/health`, { headersTimeout: 50 })).rejects.toThrow(
      'Headers Timeout',
    );
    registry.faults.add({ kind: 'startupRefused', ms: 60_000, times: 1 });
    await registry.rollOut();
    await expect(get(registry, '/health')).rejects.toThrow('other side closed');
    expect(registry.log.exchanges.map(({ note, status, who }) => [note, status, who])).toEqual([
      ['timeout', 0, 'anonymous'],
      ['startupRefused', 0, 'anonymous'],
    ]);
  });

  it('come over the control endpoint, and so does a roll-out', async () => {
    const rig = new Rig();
    const registry = await rig.start();
    const added = await get(registry, '/__control/faults', {
      method: 'POST',
      body: '[{"kind":"5xx","times":1}]',
    });
    expect(added).toMatchObject({ status: 201 });
    expect(await get(registry, '/health')).toMatchObject({ status: 503 });
    rig.publish(['production', 'snapshot']);
    expect((await get(registry, '/__control/rollout', { method: 'POST' })).json()).toMatchObject({
      pods: [{ build: 2 }],
    });
    expect((await get(registry, '/__control/state')).json()).toMatchObject({
      stage: 'snapshot',
      rollOuts: 1,
    });
    expect(registry.log.exchanges.map(({ path }) => path)).toEqual(['/health']);
  });

  it('are all ended by a reset, and what was asked is counted in the state', async () => {
    const registry = await new Rig().start();
    registry.faults.add({ kind: '5xx' }, { kind: 'versionVanishes', value: 'nginx@1.1.0' });
    await get(registry, '/health?_=1');
    expect((await get(registry, '/__control/reset', { method: 'POST' })).json()).toEqual([]);
    await get(registry, '/health');
    await get(registry, '/search');
    expect((await get(registry, '/__control/state')).json()).toMatchObject({
      requests: {
        total: 3,
        counts: { 'GET /health': 2, 'GET /search': 1 },
        last: [{ status: 503 }, { status: 200 }, { status: 200, path: '/search' }],
      },
    });
  });
});
