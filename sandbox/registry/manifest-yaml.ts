import { Document, isScalar, parseAllDocuments, visit } from 'yaml';
import { parseFlag } from './go-flag.ts';

/** What a manifest may hold at any place. */
export type ManifestValue = string | number | boolean | null | ManifestValue[] | ManifestObject;
export interface ManifestObject {
  [key: string]: ManifestValue;
}

/**
 * Reads YAML as the registry does: YAML 1.1 without dates and base-60 numbers, the last of two equal keys wins,
 * and a dotted key (`kibana.version: ^8.0.0`) is short for nested ones.
 *
 * @throws when the text is no YAML, or not a mapping at its top, or when a key is no text.
 */
export function readManifestYaml(text: string): ManifestObject {
  const document = parseFirst(text);
  visit(document, {
    Pair(_, { key }) {
      const name = isScalar(key) ? key.value : key;
      const isMerge = typeof name === 'symbol';
      if (!isMerge && typeof name !== 'string') throw new Error(`the key ${String(name)} is no text`);
    },
  });
  const value = nest(document.toJS() as ManifestValue);
  if (!isObject(value)) throw new Error('it is no YAML mapping');
  return value;
}

/**
 * Reads any YAML the same way, dotted keys left as they are; of several documents the first.
 *
 * @throws when the text is no YAML.
 */
export function readYaml(text: string): unknown {
  return parseFirst(text).toJS();
}

/** True for a mapping. */
export function isObject(value: ManifestValue | undefined): value is ManifestObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that the registry reads as text: numbers and booleans are written out, what is missing is empty. */
export function textOf(value: ManifestValue | undefined): string {
  if (value === undefined || value === null || typeof value === 'object') return '';
  return typeof value === 'number' && !Number.isInteger(value) ? fractionText(value) : String(value);
}

/** A field that the registry reads as a list: a single value is a list of one, and a mapping is none. */
export function listOf(value: ManifestValue | undefined): ManifestValue[] {
  if (value === undefined || value === null || isObject(value)) return [];
  return Array.isArray(value) ? value : [value];
}

/** True for what the registry reads as a list, though it may be empty. */
export function isList(value: ManifestValue | undefined): boolean {
  return value !== undefined && value !== null && !isObject(value);
}

/** A list of mappings; nothing in the place of one is an empty one. */
export function objectsOf(value: ManifestValue | undefined): ManifestObject[] {
  return listOf(value)
    .map((item) => item ?? {})
    .filter(isObject);
}

/** A list of texts. */
export function textsOf(value: ManifestValue | undefined): string[] {
  return listOf(value).map(textOf);
}

/** A mapping below a key; undefined where there is none. An empty list is an empty mapping. */
export function objectOf(value: ManifestValue | undefined): ManifestObject | undefined {
  if (Array.isArray(value) && value.length === 0) return {};
  return isObject(value) ? value : undefined;
}

/** True for `true` and for the texts that Go takes for it. */
export function flagOf(value: ManifestValue | undefined): boolean {
  return value === true || (typeof value === 'string' && parseFlag(value) === true);
}

/** True for what the registry takes for a flag, set or not. */
export function isFlag(value: ManifestValue): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && parseFlag(value) !== undefined);
}

function parseFirst(text: string): Document {
  const documents = parseAllDocuments(text, {
    schema: 'yaml-1.1',
    uniqueKeys: false,
    logLevel: 'error',
    customTags: (tags) =>
      tags
        .filter((tag) => typeof tag === 'string' || !/timestamp|binary/.test(tag.tag))
        .filter((tag) => typeof tag === 'string' || tag.format !== 'TIME'),
  });
  const document: Document = documents[0] ?? new Document();
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return document;
}

/** Go writes a fraction with an exponent sooner than JavaScript does, and the exponent with two digits. */
function fractionText(value: number): string {
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e6 ? value.toExponential() : String(value);
  return text.replace(/(?<=e[+-])(?=\d$)/, '0');
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
