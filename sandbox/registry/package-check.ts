import type { TreeFile } from '../images/git-objects.ts';
import { isCategory } from './categories.ts';
import { DATA_STREAM_SHAPE, findMisfit, PACKAGE_SHAPE } from './manifest-shape.ts';
import {
  isObject,
  objectOf,
  objectsOf,
  readYaml,
  textOf,
  textsOf,
  type ManifestObject,
  type ManifestValue,
} from './manifest-yaml.ts';
import type { PackageCatalog } from './package-catalog.ts';
import { pipelinesOf } from './package-details.ts';
import type { PackageEntry } from './package-index.ts';
import { isRange } from './version-range.ts';
import { isStrictVersion } from './versions.ts';

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
  const misfit = findMisfit(manifest, PACKAGE_SHAPE);
  if (misfit !== undefined) return `manifest.yml: ${misfit}`;
  const odd = textsOf(manifest['categories']).find((category) => !isCategory(category));
  if (!isStrictVersion(textOf(manifest['format_version']))) return 'no format_version, or no strict version';
  if (withoutBuild(textOf(manifest['version'])) !== withoutBuild(entry.version)) {
    return `inconsistent versions (path: ${entry.version}, manifest: ${textOf(manifest['version'])})`;
  }
  if (textOf(manifest['title']) === '') return 'no title set';
  if (textOf(manifest['description']) === '') return 'no description set';
  if (odd !== undefined) return `invalid category: ${odd}`;
  if (!RELEASES.includes(textOf(manifest['release'])))
    return `invalid release: ${textOf(manifest['release'])}`;
  if (range !== undefined && !isRange(textOf(range))) return `invalid Kibana versions range ${textOf(range)}`;
  if (!paths.has('docs/README.md')) return 'no readme file found, docs/README.md is required';
  if (lostImage !== undefined) return `there is no ${lostImage}`;
  if (folder !== undefined) return `directory name contains -: ${folder}`;
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
    const pipelines = pipelinesOf(paths, path);
    const hasDefault = pipelines.some((file) => file === 'default.yml' || file === 'default.json');
    const older = textOf(manifest['ingest_pipeline']);
    const misfit = findMisfit(manifest, DATA_STREAM_SHAPE);
    if (misfit !== undefined) return `${where}: ${misfit}`;
    if (!DATA_STREAM_TYPES.includes(textOf(manifest['type']))) return `${where}: type is not valid`;
    if (textOf(manifest['dataset']).includes('-')) return `${where}: dataset is not allowed to contain -`;
    if (!RELEASES.includes(textOf(manifest['release']))) return `${where}: invalid release`;
    if (older !== '' && !pipelines.includes(`${older}.yml`) && !pipelines.includes(`${older}.json`)) {
      return `${where}: defined ingest_pipeline does not exist: ${older}`;
    }
    if (pipelines.length > 0 && !hasDefault && older === '') return `${where}: unused pipelines`;
    const broken = await findBrokenPipeline(catalog, files, path, older);
    if (broken !== undefined) return `${where}: ${broken} holds no pipeline`;
    const missing = await findMissingField(catalog, files, path);
    if (missing !== undefined) return `${where}: ${missing}`;
  }
  return undefined;
}

/** The registry reads the pipeline that a data stream uses, and none of the others. */
async function findBrokenPipeline(
  catalog: PackageCatalog,
  files: readonly TreeFile[],
  dataStream: string,
  older: string,
): Promise<string | undefined> {
  const folder = `data_stream/${dataStream}/elasticsearch/ingest_pipeline/`;
  const used = ['default', older].flatMap((name) => [`${folder}${name}.yml`, `${folder}${name}.json`]);
  for (const { path, id } of files.filter((file) => used.includes(file.path))) {
    const text = (await catalog.git.read(id))?.body.toString('utf8') ?? '';
    try {
      const pipeline = (path.endsWith('.json') ? JSON.parse(text) : readYaml(text)) as ManifestValue;
      if (pipeline !== null && !isObject(pipeline)) return path;
    } catch {
      return path;
    }
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
