import {
  flagOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
  type ManifestObject,
  type ManifestValue,
} from './manifest-yaml.ts';
import { dropEmptyMappings, omitEmpty, readVariables } from './package-summary.ts';

/** What a data stream's manifest is read together with. */
export interface DataStreamPlace {
  /** The package's name. */
  readonly package: string;
  /** The package's release, which is the data stream's unless it names its own. */
  readonly release: string;
  /** The name of the data stream's folder. */
  readonly path: string;
  /** The file names in its `elasticsearch/ingest_pipeline` folder. */
  readonly pipelines: readonly string[];
}

/** A data stream as the page of its package shows it. */
export function describeDataStream(place: DataStreamPlace, manifest: ManifestObject): object {
  const elasticsearch = objectOf(manifest['elasticsearch']);
  const named = textOf(objectOf(elasticsearch?.['ingest_pipeline'])?.['name']);
  const hasDefault = place.pipelines.some((file) => file === 'default.yml' || file === 'default.json');
  // A default pipeline that lies in the folder is used without being named; under `elasticsearch` it even
  // replaces the older `ingest_pipeline` key.
  const takesDefault = hasDefault && elasticsearch !== undefined && named === '';
  const pipeline = takesDefault
    ? 'default'
    : textOf(manifest['ingest_pipeline']) || (hasDefault ? 'default' : '');
  return {
    type: textOf(manifest['type']),
    dataset: textOf(manifest['dataset']) || `${place.package}.${place.path}`,
    ...omitEmpty({
      hidden: flagOf(manifest['hidden']),
      ilm_policy: textOf(manifest['ilm_policy']),
      dataset_is_prefix: flagOf(manifest['dataset_is_prefix']),
    }),
    title: textOf(manifest['title']),
    release: textOf(manifest['release']) || place.release,
    ...omitEmpty({
      ingest_pipeline: pipeline,
      streams: objectsOf(manifest['streams']).map((stream) => ({
        template_path: 'stream.yml.hbs',
        enabled: true,
        ...describeStream(stream),
      })),
    }),
    package: place.package,
    ...(elasticsearch === undefined
      ? {}
      : { elasticsearch: describeElasticsearch(elasticsearch, takesDefault ? 'default' : named) }),
    path: place.path,
  };
}

/** A stream of a data stream, or of an input: only what its manifest says. */
export function describeStream(stream: ManifestObject): object {
  return {
    input: textOf(stream['input']),
    ...omitEmpty({
      vars: readVariables(stream['vars']),
      data_stream: textOf(stream['data_stream']),
      template_path: textOf(stream['template_path']),
      title: textOf(stream['title']),
      description: textOf(stream['description']),
    }),
    ...(stream['enabled'] === undefined || stream['enabled'] === null
      ? {}
      : { enabled: flagOf(stream['enabled']) }),
  };
}

function describeElasticsearch(elasticsearch: ManifestObject, pipeline: string): object {
  const template = objectOf(elasticsearch['index_template']);
  const privileges = objectOf(elasticsearch['privileges']);
  return {
    ...settingsOf('index_template.settings', template?.['settings']),
    ...settingsOf('index_template.mappings', template?.['mappings']),
    ...omitEmpty({ 'ingest_pipeline.name': pipeline }),
    ...(privileges === undefined
      ? {}
      : { privileges: omitEmpty({ indices: textsOf(privileges['indices']) }) }),
  };
}

/** Of settings and mappings the uppermost level loses what is empty, as all levels do their empty mappings. */
function settingsOf(key: string, value: ManifestValue | undefined): object {
  const settings = Object.entries(objectOf(value) ?? {})
    .map(([name, setting]) => [name, dropEmptyMappings(setting)] as const)
    .filter(([, setting]) => setting !== null);
  return settings.length === 0 ? {} : { [key]: Object.fromEntries(settings) };
}
