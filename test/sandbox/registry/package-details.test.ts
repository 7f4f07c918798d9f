import { expect, it } from 'vitest';
import { countCategories } from '../../../sandbox/registry/categories.ts';
import { readManifestYaml } from '../../../sandbox/registry/manifest-yaml.ts';
import { describePackage, orderAssets } from '../../../sandbox/registry/package-details.ts';
import { summarize } from '../../../sandbox/registry/package-summary.ts';
import { readCategoriesQuery, readSearchQuery, search } from '../../../sandbox/registry/search.ts';

const entry = { name: 'lamp', version: '1.0.0', tree: '', branch: 'snapshot' };

function page(
  manifest: string,
  files: readonly string[] = [],
  dataStreams: Readonly<Record<string, string>> = {},
): object {
  return describePackage({
    entry,
    manifest: readManifestYaml(manifest),
    files: files.map((path) => ({ path, mode: '100644', id: '' })),
    dataStreams: new Map(Object.entries(dataStreams).map(([path, text]) => [path, readManifestYaml(text)])),
  });
}

function found(
  query: string,
  ...versions: readonly (readonly [name: string, version: string, manifest?: string])[]
): string[] {
  const packages = versions.map(([name, version, manifest = '']) =>
    summarize({ ...entry, name, version }, readManifestYaml(`title: ${name}\n${manifest}`)),
  );
  return search(packages, readSearchQuery(new URLSearchParams(query))).map(({ version }) => version);
}

it('reads YAML 1.1 with dotted keys, the last of two keys, and no dates', () => {
  expect(readManifestYaml('a.b: yes\na.c: 2020-01-01\na.d: 010\nx: 1\nx: 1:30\n')).toEqual({
    a: { b: true, c: '2020-01-01', d: 8 },
    x: '1:30',
  });
});

it('describes defaults: type, release, license, several inputs', () => {
  expect(
    page(
      'description: Watches.\nconditions: {elastic.subscription: gold}\npolicy_templates: [{name: a, title: A, description: B, inputs: [{type: logfile}]}]',
      ['docs/a.md'],
    ),
  ).toEqual({
    name: 'lamp',
    version: '1.0.0',
    release: 'ga',
    description: 'Watches.',
    type: 'integration',
    download: '/epr/lamp/lamp-1.0.0.zip',
    path: '/package/lamp/1.0.0',
    conditions: { elastic: { subscription: 'gold' } },
    format_version: '',
    license: 'gold',
    assets: ['/package/lamp/1.0.0/docs/a.md'],
    policy_templates: [
      {
        name: 'a',
        title: 'A',
        description: 'B',
        inputs: [{ type: 'logfile' }],
        multiple: true,
        readme: '/package/lamp/1.0.0/docs/a.md',
      },
    ],
  });
});

it('keeps an empty default, and takes none for none', () => {
  const vars = [
    '{name: a, type: text, default: ""}',
    '{name: b, type: text, default: null}',
    '{name: c, type: bool, default: false}',
    '{name: d, type: text, default: []}',
    '{name: e, type: yaml, default: {}}',
  ];
  const flags = { multi: false, required: false, show_user: false };
  expect(page(`vars: [${vars.join()}]`)).toMatchObject({
    vars: [
      { name: 'a', type: 'text', ...flags, default: '' },
      { name: 'b', type: 'text', ...flags },
      { name: 'c', type: 'bool', ...flags, default: false },
      { name: 'd', type: 'text', ...flags, default: [] },
      { name: 'e', type: 'yaml', ...flags },
    ],
  });
});

it('finds the ingest pipeline of a data stream, named or lying there', () => {
  const files = [
    'data_stream/a/elasticsearch/ingest_pipeline/default.yml',
    'data_stream/b/elasticsearch/ingest_pipeline/own.json',
  ];
  const settings = 'elasticsearch: {index_template.settings: {index.mapping.limit: 5}}';
  const streams = {
    a: `title: A\ntype: logs\nrelease: beta\n${settings}`,
    b: 'title: B\ntype: logs\ningest_pipeline: own\nstreams: [{input: logfile, enabled: false}]',
  };
  expect(page('{}', files, streams)).toMatchObject({
    data_streams: [
      {
        dataset: 'lamp.a',
        release: 'beta',
        ingest_pipeline: 'default',
        elasticsearch: {
          'index_template.settings': { index: { mapping: { limit: 5 } } },
          'ingest_pipeline.name': 'default',
        },
      },
      {
        dataset: 'lamp.b',
        release: 'ga',
        ingest_pipeline: 'own',
        streams: [{ input: 'logfile', template_path: 'stream.yml.hbs', enabled: false }],
      },
    ],
  });
});

it('lists files level by level, and within a level folder by folder', () => {
  expect(orderAssets(['a/x/1', 'a/b', 'c', 'a-b/c', '.DS_Store', 'b/a'])).toEqual([
    'c',
    'a/b',
    'a-b/c',
    'b/a',
    'a/x/1',
  ]);
});

it('shows the newest release only, unless it is asked for more', () => {
  const lamp = [
    ['lamp', '1.10.0'],
    ['lamp', '1.9.0'],
    ['lamp', '2.0.0-rc1'],
    ['lamp', '0.9.0'],
  ] as const;
  expect(found('', ...lamp)).toEqual(['1.10.0']);
  expect(found('prerelease=1', ...lamp)).toEqual(['2.0.0-rc1']);
  expect(found('all=t', ...lamp)).toEqual(['1.10.0', '1.9.0']);
  expect(found('all=True&prerelease=TRUE', ...lamp)).toEqual(['0.9.0', '1.10.0', '1.9.0', '2.0.0-rc1']);
  expect(found('experimental=true&prerelease=true', ...lamp)).toEqual(['1.10.0']);
  expect(found('experimental=true', ['lamp', '1.0.0-a'], ['lamp', '1.0.0-b'])).toEqual(['1.0.0-b']);
});

it('narrows by category, type and Kibana', () => {
  const manifest =
    'type: input\ncategories: [web]\nconditions: {kibana.version: "^8.1.0"}\npolicy_templates: [{name: a, categories: [aws]}, {name: b}]';
  const lamp = ['lamp', '1.0.0', manifest] as const;
  expect(
    ['category=web', 'category=aws', 'type=input', 'kibana.version=8.2'].flatMap((query) =>
      found(query, lamp),
    ),
  ).toHaveLength(4);
  expect(
    ['category=crm', 'type=integration', 'kibana.version=8.0.9', 'kibana.version=8.2.0-SNAPSHOT'].flatMap(
      (query) => found(query, lamp),
    ),
  ).toEqual([]);
  const summary = summarize(entry, readManifestYaml(manifest));
  const filter = readSearchQuery(new URLSearchParams('category=aws'));
  expect(search([summary], filter)[0]?.policy_templates).toMatchObject([{ name: 'a' }]);
  expect(countCategories([summary], false)).toEqual([{ id: 'web', title: 'Web', count: 1 }]);
  expect(countCategories([summary], true)).toEqual([
    { id: 'aws', title: 'AWS', count: 2 },
    { id: 'web', title: 'Web', count: 3 },
  ]);
});

it('reads fields as the configuration library unpacks them', () => {
  const manifest = [
    'title: 0.00001',
    'description: 1234567.5',
    'categories: {web: yes}',
    'icons: {src: /a.svg}',
    'vars: [~, {name: a, multi: T, required: "1", show_user: "0"}]',
    'conditions: []',
    'policy_templates: [{name: a, title: A, description: B, data_streams: log, inputs: {type: x}}]',
  ];
  const flags = { multi: false, required: false, show_user: false };
  expect(page(`${manifest.join('\n')}\n---\ntitle: another document\n`)).toMatchObject({
    title: '1e-05',
    description: '1.2345675e+06',
    conditions: {},
    vars: [
      { name: '', type: '', ...flags },
      { name: 'a', type: '', ...flags, multi: true, required: true },
    ],
    policy_templates: [{ name: 'a', title: 'A', description: 'B', data_streams: ['log'], multiple: true }],
  });
  expect(Object.keys(page(manifest.join('\n')))).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/icons|categories/)]),
  );
});

it('leaves what is empty out of the uppermost level of settings and mappings', () => {
  const mappings = '{a: [], b: {}, c: ~, d: [~], e: "", f: {g: {}, h: ~}, i: false}';
  expect(
    page('{}', [], { log: `title: L\ntype: logs\nelasticsearch: {index_template.mappings: ${mappings}}` }),
  ).toMatchObject({
    data_streams: [
      {
        elasticsearch: {
          'index_template.mappings': { a: [], d: [null], e: '', f: { g: null, h: null }, i: false },
        },
      },
    ],
  });
});

it('refuses a key that is no text', () => {
  expect(() => readManifestYaml('vars: [{default: {1: a}}]')).toThrow('the key 1 is no text');
  expect(readManifestYaml('a: &a {b: c}\nd: {<<: *a, e: f}')).toMatchObject({ d: { b: 'c', e: 'f' } });
});

it('narrows categories by what a search knows too, and passes over the rest', () => {
  const filter = readCategoriesQuery(new URLSearchParams('all=maybe&category=web&package=x&prerelease=t'));
  expect(filter).toMatchObject({ all: false, category: '', package: '', prerelease: true });
  expect(() => readCategoriesQuery(new URLSearchParams('experimental=maybe'))).toThrow(
    "invalid 'experimental' query param: 'maybe'",
  );
});
