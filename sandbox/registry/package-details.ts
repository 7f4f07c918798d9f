import type { TreeFile } from '../images/git-objects.ts';
import { describeDataStream, describeStream } from './data-streams.ts';
import { flagOf, objectOf, objectsOf, textOf, textsOf, type ManifestObject } from './manifest-yaml.ts';
import { omitEmpty, readImages, readVariables, summarize } from './package-summary.ts';
import type { PackageEntry } from './package-index.ts';

/** Everything that the page of a package version is made of. */
export interface PackageParts {
  readonly entry: PackageEntry;
  readonly manifest: ManifestObject;
  readonly files: readonly TreeFile[];
  /** The manifests of its data streams by folder name, in the order of the names. */
  readonly dataStreams: ReadonlyMap<string, ManifestObject>;
}

/** The body of `/package/NAME/VERSION/`. */
export function describePackage({ entry, manifest, files, dataStreams }: PackageParts): object {
  const { name, version } = entry;
  const { policy_templates: _shown, ...summary } = summarize(entry, manifest);
  const paths = files.map(({ path }) => path);
  const subscription = textOf(objectOf(objectOf(manifest['conditions'])?.['elastic'])?.['subscription']);
  const clusterPrivileges = objectOf(objectOf(manifest['elasticsearch'])?.['privileges']);
  const readmeOf = (file: string): string =>
    paths.includes(`docs/${file}.md`) ? `/package/${name}/${version}/docs/${file}.md` : '';
  return {
    ...summary,
    format_version: textOf(manifest['format_version']),
    ...omitEmpty({ readme: readmeOf('README') }),
    license: textOf(manifest['license']) || subscription || 'basic',
    ...omitEmpty({
      screenshots: readImages(manifest['screenshots'], name, version),
      assets: orderAssets(paths).map((path) => `/package/${name}/${version}/${path}`),
      policy_templates: objectsOf(manifest['policy_templates']).map((template) => ({
        name: textOf(template['name']),
        title: textOf(template['title']),
        description: textOf(template['description']),
        ...omitEmpty({
          data_streams: textsOf(template['data_streams']),
          inputs: objectsOf(template['inputs']).map(describeInput),
        }),
        multiple:
          template['multiple'] === undefined || template['multiple'] === null || flagOf(template['multiple']),
        ...omitEmpty({
          icons: readImages(template['icons'], name, version),
          categories: textsOf(template['categories']),
          screenshots: readImages(template['screenshots'], name, version),
          readme: textOf(template['name']) === '' ? '' : readmeOf(textOf(template['name'])),
          type: textOf(template['type']),
          input: textOf(template['input']),
          template_path: textOf(template['template_path']),
        }),
      })),
      data_streams: [...dataStreams].map(([path, dataStream]) =>
        describeDataStream(
          { package: name, release: summary.release, path, pipelines: pipelinesOf(paths, path) },
          dataStream,
        ),
      ),
      vars: readVariables(manifest['vars']),
    }),
    ...(objectOf(manifest['elasticsearch']) === undefined
      ? {}
      : {
          elasticsearch:
            clusterPrivileges === undefined
              ? {}
              : { privileges: omitEmpty({ cluster: textsOf(clusterPrivileges['cluster']) }) },
        }),
  };
}

/** The file names in a data stream's folder of ingest pipelines. */
export function pipelinesOf(paths: readonly string[], dataStream: string): string[] {
  const folder = `data_stream/${dataStream}/elasticsearch/ingest_pipeline/`;
  return paths.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
}

/** The registry lists a package's files level by level, and within a level folder by folder. */
export function orderAssets(paths: readonly string[]): string[] {
  return paths
    .filter((path) => !path.includes('.DS_Store'))
    .map((path) => path.split('/'))
    .sort((one, other) => one.length - other.length || compareParts(one, other))
    .map((parts) => parts.join('/'));
}

function compareParts(one: readonly string[], other: readonly string[]): number {
  const position = one.findIndex((part, at) => part !== other[at]);
  if (position < 0) return 0;
  return (one[position] ?? '') < (other[position] ?? '') ? -1 : 1;
}

function describeInput(input: ManifestObject): object {
  return {
    type: textOf(input['type']),
    ...omitEmpty({
      vars: readVariables(input['vars']),
      title: textOf(input['title']),
      description: textOf(input['description']),
      streams: objectsOf(input['streams']).map(describeStream),
      template_path: textOf(input['template_path']),
      input_group: textOf(input['input_group']),
    }),
  };
}
