import type { TreeFile } from '../images/git-objects.ts';
import {
  isObject,
  objectOf,
  objectsOf,
  readYaml,
  textOf,
  type ManifestObject,
  type ManifestValue,
} from './manifest-yaml.ts';
import type { PackageCatalog } from './package-catalog.ts';
import { pipelinesOf } from './package-details.ts';
import type { PackageEntry } from './package-index.ts';
import { isRange, isStrictVersion } from './versions.ts';

const RELEASES = ['', 'experimental', 'beta', 'ga'];
const DATA_STREAM_TYPES = ['logs', 'metrics', 'synthetics', 'traces'];
const REQUIRED_FIELDS: Readonly<Record<string, string>> = {
  'data_stream.type': 'constant_keyword',
  'data_stream.dataset': 'constant_keyword',
  'data_stream.namespace': 'constant_keyword',
  '@timestamp': 'date',
};

/**
 * Loads a package version as the registry does when it starts: with one bad package it does not start at all,
 * which is why a build of the image tries it (`package-registry -dry-run`) and fails.
 *
 * @returns why the registry would not start; undefined when it would.
 */
export async function checkPackage(
  catalog: PackageCatalog,
  entry: PackageEntry,
): Promise<string | undefined> {
  const manifest = await catalog.manifest(entry);
  if (manifest === undefined) return 'manifest.yml is missing or no YAML mapping';
  const files = await catalog.files(entry);
  const paths = new Set(files.map(({ path }) => path));
  const folder = [...paths]
    .flatMap((path) => path.split('/').slice(0, -1))
    .find((name) => name.includes('-'));
  const images = [...objectsOf(manifest['icons']), ...objectsOf(manifest['screenshots'])].map(({ src }) =>
    textOf(src),
  );
  const lostImage = images.find((src) => !paths.has(src.replace(/^\/+/, '')));
  const range = objectOf(objectOf(manifest['conditions'])?.['kibana'])?.['version'];
  if (!isStrictVersion(textOf(manifest['format_version']))) return 'no format_version, or no strict version';
  if (withoutBuild(textOf(manifest['version'])) !== withoutBuild(entry.version)) {
    return `inconsistent versions (path: ${entry.version}, manifest: ${textOf(manifest['version'])})`;
  }
  if (textOf(manifest['title']) === '') return 'no title set';
  if (textOf(manifest['description']) === '') return 'no description set';
  if (!RELEASES.includes(textOf(manifest['release'])))
    return `invalid release: ${textOf(manifest['release'])}`;
  if (range !== undefined && !isRange(textOf(range))) return `invalid Kibana versions range ${textOf(range)}`;
  if (!paths.has('docs/README.md')) return 'no readme file found, docs/README.md is required';
  if (lostImage !== undefined) return `there is no ${lostImage}`;
  if (folder !== undefined) return `directory name contains -: ${folder}`;
  const incomplete = objectsOf(manifest['policy_templates']).find(
    (template) => !['name', 'title', 'description'].every((key) => textOf(template[key]) !== ''),
  );
  if (incomplete !== undefined) return 'a policy template lacks name, title or description';
  return checkDataStreams(catalog, files);
}

async function checkDataStreams(
  catalog: PackageCatalog,
  files: readonly TreeFile[],
): Promise<string | undefined> {
  let dataStreams: Map<string, ManifestObject>;
  try {
    dataStreams = await catalog.dataStreams(files);
  } catch (error) {
    return `a data stream's manifest cannot be read: ${String(error)}`;
  }
  const paths = files.map(({ path }) => path);
  for (const [path, manifest] of dataStreams) {
    const where = `data stream ${path}`;
    const named = textOf(objectOf(objectOf(manifest['elasticsearch'])?.['ingest_pipeline'])?.['name']);
    const pipelines = pipelinesOf(paths, path);
    const hasDefault = pipelines.some((file) => file === 'default.yml' || file === 'default.json');
    const older = textOf(manifest['ingest_pipeline']);
    if (!DATA_STREAM_TYPES.includes(textOf(manifest['type']))) return `${where}: type is not valid`;
    if (textOf(manifest['title']) === '') return `${where}: no title`;
    if (textOf(manifest['dataset']).includes('-')) return `${where}: dataset is not allowed to contain -`;
    if (!RELEASES.includes(textOf(manifest['release']))) return `${where}: invalid release`;
    if (older !== '' && !pipelines.includes(`${older}.yml`) && !pipelines.includes(`${older}.json`)) {
      return `${where}: defined ingest_pipeline does not exist: ${older}`;
    }
    if (pipelines.length > 0 && !hasDefault && older === '' && named === '')
      return `${where}: unused pipelines`;
    const missing = await findMissingField(catalog, files, path);
    if (missing !== undefined) return `${where}: ${missing}`;
  }
  return undefined;
}

async function findMissingField(
  catalog: PackageCatalog,
  files: readonly TreeFile[],
  dataStream: string,
): Promise<string | undefined> {
  const types = new Map<string, string>();
  for (const { path, id } of files) {
    if (!path.startsWith(`data_stream/${dataStream}/fields/`)) continue;
    const text = (await catalog.git.read(id))?.body.toString('utf8') ?? '';
    try {
      collectFields(readYaml(text) as ManifestValue, '', types);
    } catch {
      return `${path} is no YAML`;
    }
  }
  return Object.entries(REQUIRED_FIELDS)
    .filter(([field, type]) => types.get(field) !== type)
    .map(([field, type]) => `field ${field} of type ${type} is missing`)
    .at(0);
}

function collectFields(value: ManifestValue | undefined, prefix: string, into: Map<string, string>): void {
  if (!Array.isArray(value)) return;
  for (const field of value.filter(isObject)) {
    const name = `${prefix}${textOf(field['name'])}`;
    if (!into.has(name)) into.set(name, textOf(field['type']));
    collectFields(field['fields'], `${name}.`, into);
  }
}

function withoutBuild(version: string): string {
  return version.split('+')[0] ?? '';
}
