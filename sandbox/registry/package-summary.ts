import { posix } from 'node:path';
import type { PackageEntry } from './package-index.ts';
import {
  flagOf,
  isList,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
  type ManifestObject,
  type ManifestValue,
} from './manifest-yaml.ts';
import { isPrerelease } from './versions.ts';

/** One element of a `/search` answer. */
export interface PackageSummary {
  readonly name: string;
  readonly title?: string;
  readonly version: string;
  readonly release: string;
  readonly description: string;
  readonly type: string;
  readonly policy_templates?: readonly SummaryTemplate[];
  readonly conditions?: { readonly kibana?: { readonly version: string } };
  readonly categories?: readonly string[];
  readonly [field: string]: unknown;
}

/** Marks a template that has a list of categories, though it may be empty. It is in no answer: JSON has no symbols. */
export const LISTS_CATEGORIES = Symbol('lists categories');

/** A policy template as a search shows it. */
export interface SummaryTemplate {
  readonly name: string;
  readonly categories?: readonly string[];
  readonly [LISTS_CATEGORIES]: boolean;
  readonly [field: string]: unknown;
}

/** What a search shows of a package version: fields of its manifest, and three that are computed. */
export function summarize({ name, version }: PackageEntry, manifest: ManifestObject): PackageSummary {
  const conditions = readConditions(manifest['conditions']);
  const source = objectOf(manifest['source']);
  const owner = objectOf(manifest['owner']);
  return {
    name,
    ...omitEmpty({ title: textOf(manifest['title']) }),
    version,
    release: textOf(manifest['release']) || (isPrerelease(version) ? 'beta' : 'ga'),
    ...(source === undefined ? {} : { source: omitEmpty({ license: textOf(source['license']) }) }),
    description: textOf(manifest['description']),
    type: textOf(manifest['type']) || 'integration',
    download: `/epr/${name}/${name}-${version}.zip`,
    path: `/package/${name}/${version}`,
    ...omitEmpty({
      icons: readImages(manifest['icons'], name, version),
      policy_templates: objectsOf(manifest['policy_templates']).map((template) => ({
        name: textOf(template['name']),
        title: textOf(template['title']),
        description: textOf(template['description']),
        ...omitEmpty({
          icons: readImages(template['icons'], name, version),
          categories: textsOf(template['categories']),
        }),
        [LISTS_CATEGORIES]: isList(template['categories']),
      })),
    }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(owner === undefined ? {} : { owner: omitEmpty({ github: textOf(owner['github']) }) }),
    ...omitEmpty({ categories: textsOf(manifest['categories']) }),
  };
}

/** Images of a manifest with the path below which the registry serves them. */
export function readImages(images: ManifestValue | undefined, name: string, version: string): object[] {
  return objectsOf(images).map((image) => {
    const src = textOf(image['src']);
    return {
      src,
      path: posix.join('/package', name, version, src),
      ...omitEmpty({
        title: textOf(image['title']),
        size: textOf(image['size']),
        type: textOf(image['type']),
      }),
    };
  });
}

/** Variables of a package, an input or a stream. A default of nothing is no default; an empty text is one. */
export function readVariables(variables: ManifestValue | undefined): object[] {
  return objectsOf(variables).map((variable) => {
    const preset = dropEmptyMappings(variable['default'] ?? null);
    return {
      name: textOf(variable['name']),
      type: textOf(variable['type']),
      ...omitEmpty({ title: textOf(variable['title']), description: textOf(variable['description']) }),
      multi: flagOf(variable['multi']),
      required: flagOf(variable['required']),
      show_user: flagOf(variable['show_user']),
      ...(preset === null ? {} : { default: preset }),
    };
  });
}

/** Leaves out what Go's `omitempty` leaves out: empty texts and lists, false, and what is not there. */
export function omitEmpty<T extends object>(fields: T): Partial<T> {
  const kept = Object.entries(fields).filter(
    ([, value]) =>
      value !== undefined &&
      value !== null &&
      value !== '' &&
      value !== false &&
      !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as Partial<T>;
}

/** The registry's configuration library keeps empty lists, and takes empty mappings for nothing. */
export function dropEmptyMappings(value: ManifestValue): ManifestValue {
  if (Array.isArray(value)) return value.map(dropEmptyMappings);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.map(([key, inner]) => [key, dropEmptyMappings(inner)]));
}

function readConditions(value: ManifestValue | undefined): object | undefined {
  const conditions = objectOf(value);
  if (conditions === undefined) return undefined;
  const kibana = objectOf(conditions['kibana']);
  const elastic = objectOf(conditions['elastic']);
  return {
    ...(kibana === undefined ? {} : { kibana: { version: textOf(kibana['version']) } }),
    ...(elastic === undefined ? {} : { elastic: { subscription: textOf(elastic['subscription']) } }),
  };
}
