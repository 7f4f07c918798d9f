import { isFlag, isObject, type ManifestObject, type ManifestValue } from './manifest-yaml.ts';

/** What the registry's configuration library unpacks a field into. */
type Kind = 'text' | 'needed' | 'flag' | 'texts' | { readonly listOf: Shape } | { readonly object: Shape };
interface Shape {
  readonly [field: string]: Kind;
}

const IMAGE: Shape = { src: 'needed', title: 'text', size: 'text', type: 'text' };
const VARIABLE: Shape = {
  name: 'text',
  type: 'text',
  title: 'text',
  description: 'text',
  multi: 'flag',
  required: 'flag',
  show_user: 'flag',
};
const STREAM: Shape = {
  input: 'needed',
  vars: { listOf: VARIABLE },
  data_stream: 'text',
  template_path: 'text',
  title: 'text',
  description: 'text',
  enabled: 'flag',
};
const INPUT: Shape = {
  type: 'needed',
  vars: { listOf: VARIABLE },
  title: 'text',
  description: 'text',
  streams: { listOf: STREAM },
  template_path: 'text',
  input_group: 'text',
};
const TEMPLATE: Shape = {
  name: 'needed',
  title: 'needed',
  description: 'needed',
  data_streams: 'texts',
  inputs: { listOf: INPUT },
  multiple: 'flag',
  icons: { listOf: IMAGE },
  categories: 'texts',
  screenshots: { listOf: IMAGE },
  type: 'text',
  input: 'text',
  template_path: 'text',
};

/** The manifest of a package. */
export const PACKAGE_SHAPE: Shape = {
  format_version: 'text',
  name: 'text',
  title: 'text',
  version: 'text',
  release: 'text',
  source: { object: { license: 'text' } },
  description: 'text',
  type: 'text',
  license: 'text',
  icons: { listOf: IMAGE },
  screenshots: { listOf: IMAGE },
  policy_templates: { listOf: TEMPLATE },
  conditions: {
    object: { kibana: { object: { version: 'text' } }, elastic: { object: { subscription: 'text' } } },
  },
  owner: { object: { github: 'text' } },
  categories: 'texts',
  vars: { listOf: VARIABLE },
  elasticsearch: { object: { privileges: { object: { cluster: 'texts' } } } },
};

/** The manifest of a data stream. */
export const DATA_STREAM_SHAPE: Shape = {
  type: 'needed',
  dataset: 'text',
  hidden: 'flag',
  ilm_policy: 'text',
  dataset_is_prefix: 'flag',
  title: 'needed',
  release: 'text',
  ingest_pipeline: 'text',
  streams: { listOf: STREAM },
  elasticsearch: {
    object: {
      index_template: { object: { settings: { object: {} }, mappings: { object: {} } } },
      privileges: { object: { indices: 'texts' } },
    },
  },
};

/**
 * Compares a manifest with what the registry unpacks it into. Fields that it does not know may be anything.
 *
 * @returns the first field that does not fit, and why; undefined when all do.
 */
export function findMisfit(manifest: ManifestObject, shape: Shape, below = ''): string | undefined {
  for (const [field, kind] of Object.entries(shape)) {
    const why = misfitOf(manifest[field] ?? null, kind, `${below}${field}`);
    if (why !== undefined) return why;
  }
  return undefined;
}

function misfitOf(value: ManifestValue, kind: Kind, where: string): string | undefined {
  if (kind === 'needed' && (value === null || value === '')) return `${where} is not set`;
  if (value === null) return undefined;
  if (kind === 'text' || kind === 'needed') {
    return typeof value === 'object' ? `${where} is no text` : undefined;
  }
  if (kind === 'flag') return isFlag(value) ? undefined : `${where} is neither true nor false`;
  if (kind === 'texts') return first(value, (item, at) => misfitOf(item, 'text', `${where}.${at}`));
  if (typeof value !== 'object') return `${where} is no mapping or list`;
  if ('object' in kind) return isObject(value) ? findMisfit(value, kind.object, `${where}.`) : undefined;
  return first(value, (item, at) => {
    if (item !== null && !isObject(item)) return `${where}.${at} is no mapping`;
    return findMisfit(item ?? {}, kind.listOf, `${where}.${at}.`);
  });
}

/** A mapping in the place of a list counts as an empty list. */
function first(
  value: ManifestValue,
  look: (item: ManifestValue, at: number) => string | undefined,
): string | undefined {
  const items = Array.isArray(value) ? value : [];
  return items.map(look).find((why) => why !== undefined);
}
