import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { GitObjects } from '../../../sandbox/images/git-objects.ts';
import { PackageCatalog } from '../../../sandbox/registry/package-catalog.ts';
import { checkPackage } from '../../../sandbox/registry/package-check.ts';
import { indexImage, type PackageEntry } from '../../../sandbox/registry/package-index.ts';
import { samplePackage, SampleStorage, type SampleFiles } from '../sample-storage.ts';

const bundle = resolve(import.meta.dirname, '../../../../shared/data/package-storage.bundle');
const endings: (() => Promise<void> | void)[] = [];

const MANIFEST = [
  'format_version: 1.0.0',
  'name: lamp',
  'title: Lamp',
  'version: 1.0.0',
  'description: Watches lamps.',
].join('\n');
const FIELDS = [
  '- {name: "@timestamp", type: date}',
  '- name: data_stream',
  '  type: group',
  '  fields: [{name: type, type: constant_keyword}, {name: dataset, type: constant_keyword}]',
  '- {name: data_stream.namespace, type: constant_keyword}',
].join('\n');
const DATA_STREAM: SampleFiles = {
  'data_stream/log/manifest.yml': 'title: Log\ntype: logs\nstreams: [{input: logfile, title: Log}]\n',
  'data_stream/log/fields/fields.yml': FIELDS,
};

function template(more: string): string {
  return `policy_templates: [{name: a, title: A, description: B, ${more}}]`;
}

function open(gitDir: string): PackageCatalog {
  const git = new GitObjects(gitDir);
  endings.unshift(() => git.close());
  return new PackageCatalog(git);
}

async function check(files: SampleFiles): Promise<string | undefined> {
  const storage = new SampleStorage({ snapshot: samplePackage('lamp', '1.0.0', files) });
  endings.unshift(() => storage.remove());
  const catalog = open(storage.gitDir);
  return checkPackage(catalog, {
    name: 'lamp',
    version: '1.0.0',
    branch: 'snapshot',
    tree: await treeOf(catalog),
  });
}

async function treeOf({ git }: PackageCatalog): Promise<string> {
  return (await git.read('refs/heads/snapshot:packages/lamp/1.0.0'))?.id ?? '';
}

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

describe('what a registry would start with', () => {
  it.each([
    ['a package of manifest and readme', {}],
    ['a data stream with its fields, nested or dotted', DATA_STREAM],
    [
      'a default pipeline',
      { ...DATA_STREAM, 'data_stream/log/elasticsearch/ingest_pipeline/default.yml': 'processors: []' },
    ],
    [
      'a pipeline that is not used and no pipeline, beside an empty one that is',
      {
        ...DATA_STREAM,
        'data_stream/log/elasticsearch/ingest_pipeline/default.yml': '',
        'data_stream/log/elasticsearch/ingest_pipeline/odd.json': '[',
      },
    ],
    [
      'fields that it does not know, of any kind',
      { 'manifest.yml': `${MANIFEST}\ndiscovery: [5]\nagent: x` },
    ],
    ['a category of a policy template', { 'manifest.yml': `${MANIFEST}\n${template('categories: [new]')}` }],
    [
      'an icon that is there',
      { 'manifest.yml': `${MANIFEST}\nicons: [{src: /img/lamp.svg}]`, 'img/lamp.svg': '<svg/>' },
    ],
  ])('%s', async (_, files) => {
    await expect(check(files)).resolves.toBeUndefined();
  });

  it.each([
    ['no YAML', { 'manifest.yml': 'name: [' }, 'manifest.yml'],
    ['no mapping', { 'manifest.yml': '- name' }, 'manifest.yml'],
    [
      'no format version',
      { 'manifest.yml': MANIFEST.replace('format_version: 1.0.0', '') },
      'format_version',
    ],
    [
      'another version',
      { 'manifest.yml': MANIFEST.replace('version: 1.0.0\nd', 'version: 1.0.1\nd') },
      'inconsistent versions',
    ],
    ['no title', { 'manifest.yml': MANIFEST.replace('title: Lamp', '') }, 'title'],
    ['a category that it does not know', { 'manifest.yml': `${MANIFEST}\ncategories: [siem]` }, 'siem'],
    ['a list as a title', { 'manifest.yml': MANIFEST.replace('Lamp', '[Lamp]') }, 'title is no text'],
    ['a word as a flag', { 'manifest.yml': `${MANIFEST}\nvars: [{multi: "yes"}]` }, 'vars.0.multi'],
    ['a text as icons', { 'manifest.yml': `${MANIFEST}\nicons: /a.svg` }, 'icons is no mapping or list'],
    ['a text as an icon', { 'manifest.yml': `${MANIFEST}\nicons: [/a.svg]` }, 'icons.0 is no mapping'],
    ['an icon of nothing', { 'manifest.yml': `${MANIFEST}\nicons: [{src: ""}]` }, 'icons.0.src is not set'],
    ['an owner that is a text', { 'manifest.yml': `${MANIFEST}\nowner: me` }, 'owner is no mapping'],
    ['a category in a list', { 'manifest.yml': `${MANIFEST}\ncategories: [[web]]` }, 'categories.0'],
    [
      'a policy template without a title',
      { 'manifest.yml': `${MANIFEST}\npolicy_templates: [{name: a, description: B}]` },
      'policy_templates.0.title is not set',
    ],
    [
      'an input without a type',
      { 'manifest.yml': `${MANIFEST}\n${template('inputs: [{title: x}]')}` },
      'policy_templates.0.inputs.0.type is not set',
    ],
    [
      'a stream without an input',
      { ...DATA_STREAM, 'data_stream/log/manifest.yml': 'title: Log\ntype: logs\nstreams: [{title: x}]' },
      'streams.0.input is not set',
    ],
    [
      'a default pipeline that is none',
      { ...DATA_STREAM, 'data_stream/log/elasticsearch/ingest_pipeline/default.json': '' },
      'default.json holds no pipeline',
    ],
    [
      'a pipeline that is only named below elasticsearch',
      {
        ...DATA_STREAM,
        'data_stream/log/manifest.yml': 'title: Log\ntype: logs\nelasticsearch: {ingest_pipeline.name: own}',
        'data_stream/log/elasticsearch/ingest_pipeline/own.yml': 'processors: []',
      },
      'unused pipelines',
    ],
    ['an unknown release', { 'manifest.yml': `${MANIFEST}\nrelease: soon` }, 'release'],
    ['a broken range', { 'manifest.yml': `${MANIFEST}\nconditions: {kibana.version: "whenever"}` }, 'range'],
    [
      'an icon that is not there',
      { 'manifest.yml': `${MANIFEST}\nicons: [{src: /img/lamp.svg}]` },
      'lamp.svg',
    ],
    ['a folder with a dash', { 'kibana/tag-cloud/a.json': '{}' }, 'tag-cloud'],
    ['a data stream of no type', { ...DATA_STREAM, 'data_stream/log/manifest.yml': 'title: Log' }, 'type'],
    [
      'a data stream without fields',
      { 'data_stream/log/manifest.yml': 'title: Log\ntype: logs' },
      'data_stream.type',
    ],
    [
      'a pipeline that nothing uses',
      { ...DATA_STREAM, 'data_stream/log/elasticsearch/ingest_pipeline/odd.yml': '' },
      'pipelines',
    ],
  ])('not %s', async (_, files, why) => {
    await expect(check(files)).resolves.toContain(why);
  });
});

describe.skipIf(!existsSync(bundle))(
  'a real storage (skipped where the bundle is not beside the clone)',
  () => {
    it('has no package that would stop a registry', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'limelight-check-'));
      endings.push(() => rmSync(folder, { recursive: true }));
      execFileSync('git', ['clone', '--quiet', '--mirror', bundle, folder]);
      const catalog = open(folder);
      const found: (string | undefined)[] = [];
      for (const branch of ['production', 'staging', 'snapshot']) {
        const image = {
          stage: branch,
          branch,
          build: 1,
          builtAt: '',
          commit: branch,
          layers: [{ branch, commit: branch, build: 1 }],
        };
        const entries: PackageEntry[] = [...(await indexImage(catalog.git, image)).values()].flatMap(
          (versions) => [...versions.values()],
        );
        found.push(...(await Promise.all(entries.map((entry) => checkPackage(catalog, entry)))));
      }
      expect(found.length).toBeGreaterThan(40);
      expect(found.filter((why) => why !== undefined)).toEqual([]);
    });
  },
);
