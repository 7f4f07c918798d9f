import { parse } from 'yaml';

/** What a manifest may hold at any place. */
export type ManifestValue = string | number | boolean | null | ManifestValue[] | ManifestObject;
export interface ManifestObject {
  [key: string]: ManifestValue;
}

/**
 * Reads YAML as the registry does: YAML 1.1 without dates and base-60 numbers, the last of two equal keys wins,
 * and a dotted key (`kibana.version: ^8.0.0`) is short for nested ones.
 *
 * @throws when the text is no YAML, or not a mapping at its top.
 */
export function readManifestYaml(text: string): ManifestObject {
  const value = nest(readYaml(text) as ManifestValue);
  if (!isObject(value)) throw new Error('it is no YAML mapping');
  return value;
}

/** Reads any YAML the same way, dotted keys left as they are. @throws when the text is no YAML. */
export function readYaml(text: string): unknown {
  return parse(text, {
    schema: 'yaml-1.1',
    uniqueKeys: false,
    logLevel: 'error',
    customTags: (tags) =>
      tags
        .filter((tag) => typeof tag === 'string' || !/timestamp|binary/.test(tag.tag))
        .filter((tag) => typeof tag === 'string' || tag.format !== 'TIME'),
  });
}

/** True for a mapping. */
export function isObject(value: ManifestValue | undefined): value is ManifestObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that the registry reads as text: numbers and booleans are written out, what is missing is empty. */
export function textOf(value: ManifestValue | undefined): string {
  if (value === undefined || value === null || typeof value === 'object') return '';
  return String(value);
}

/** A field that the registry reads as a list: a single value is a list of one. */
export function listOf(value: ManifestValue | undefined): ManifestValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A list of mappings. */
export function objectsOf(value: ManifestValue | undefined): ManifestObject[] {
  return listOf(value).filter(isObject);
}

/** A list of texts. */
export function textsOf(value: ManifestValue | undefined): string[] {
  return listOf(value).map(textOf);
}

/** A mapping below a key; undefined where there is none. */
export function objectOf(value: ManifestValue | undefined): ManifestObject | undefined {
  return isObject(value) ? value : undefined;
}

/** True for `true` and the text "true". */
export function flagOf(value: ManifestValue | undefined): boolean {
  return value === true || value === 'true';
}

function nest(value: ManifestValue): ManifestValue {
  if (Array.isArray(value)) return value.map(nest);
  if (!isObject(value)) return value;
  const nested: ManifestObject = {};
  for (const [key, inner] of Object.entries(value)) put(nested, key.split('.'), nest(inner));
  return nested;
}

function put(into: ManifestObject, path: readonly string[], value: ManifestValue): void {
  const [first, ...rest] = path as [string, ...string[]];
  const there = into[first];
  if (rest.length > 0) {
    const below = isObject(there) ? there : {};
    into[first] = below;
    put(below, rest, value);
  } else if (isObject(there) && isObject(value)) {
    for (const [key, inner] of Object.entries(value)) put(there, [key], inner);
  } else into[first] = value;
}
