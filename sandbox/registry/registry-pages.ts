import { posix } from 'node:path';
import type { Image } from '../images/image-store.ts';
import { countCategories } from './categories.ts';
import { fileAnswer, type FileRequest } from './file-answer.ts';
import { packPackage } from './package-archive.ts';
import type { PackageCatalog } from './package-catalog.ts';
import type { PackageEntry, PackageIndex } from './package-index.ts';
import type { PackageSummary } from './package-summary.ts';
import {
  answer,
  cacheable,
  cacheableRefusal,
  jsonAnswer,
  prettyJson,
  redirect,
  refusal,
  type RegistryAnswer,
} from './registry-answer.ts';
import { InvalidQuery, readFlag, readSearchQuery, search, select } from './search.ts';
import { isStrictVersion } from './versions.ts';

/** A request as far as the registry looks at it. */
export interface RegistryRequest extends FileRequest {
  readonly method: string;
  /** Path and query as they came in. */
  readonly url: string;
}

/** For how many seconds answers may be kept. */
export interface CacheTimes {
  readonly search: number;
  /** Categories, packages and their files. */
  readonly other: number;
}

/** What a request is answered from. */
export interface Shelf {
  readonly catalog: PackageCatalog;
  readonly image: Image;
  readonly cacheTimes: CacheTimes;
}

const INDEX_MAX_AGE = 10;
const SERVICE = { 'service.name': 'package-registry', 'service.version': '1.15.0' };

/**
 * Answers a request the way elastic/package-registry v1.15.0 does for packages in folders: same routes, same
 * statuses, same texts, same headers.
 */
export async function answerRegistry(request: RegistryRequest, shelf: Shelf): Promise<RegistryAnswer> {
  const url = new URL(`http://registry${request.url.startsWith('/') ? request.url : '/'}`);
  const rawPath = request.url.split('?')[0] ?? '/';
  const path = decode(rawPath);
  if (path === undefined) return refusal(400, 'invalid URL');
  const clean = cleanPath(path);
  if (clean !== path) return answer(301, { location: `${encodeURI(clean)}${url.search}` }, '');
  try {
    return await route(path, url, request, shelf);
  } catch (error) {
    if (error instanceof InvalidQuery) return refusal(400, error.message);
    throw error;
  }
}

async function route(
  path: string,
  url: URL,
  request: RegistryRequest,
  shelf: Shelf,
): Promise<RegistryAnswer> {
  if (path === '/' || path === '/index.json') return jsonAnswer(prettyJson(SERVICE), INDEX_MAX_AGE);
  if (path === '/search') return answerSearch(url.searchParams, shelf);
  if (path === '/categories') return answerCategories(url.searchParams, shelf);
  if (path === '/health') return answer(200, {}, '');
  if (/^\/(?:search|categories|health|index\.json)\/$/.test(path)) {
    return redirect(`${path.slice(0, -1)}${url.search}`, request.method);
  }
  const [, archived, archivedVersion, signature] =
    /^\/epr\/[^/]+\/([a-z0-9_]+)-([^/]+?)\.zip(\.sig)?$/.exec(path) ?? [];
  if (archived !== undefined && archivedVersion !== undefined) {
    return answerArchive(archived, archivedVersion, signature !== undefined, shelf);
  }
  const [, name, version, file] = /^\/package\/([^/]+)\/([^/]+)(?:\/(.*))?$/.exec(path) ?? [];
  if (name === undefined || version === undefined) return refusal(404, '404 page not found');
  if (/^[a-z0-9_]+$/.test(name)) {
    if (file === undefined) return redirect(`${encodeURI(path)}/${url.search}`, request.method);
    if (file === '') return answerPackage(name, version, shelf);
  }
  return file === undefined
    ? refusal(404, '404 page not found')
    : answerFile(name, version, file, request, shelf);
}

async function answerSearch(query: URLSearchParams, shelf: Shelf): Promise<RegistryAnswer> {
  const filter = readSearchQuery(query);
  const found = search(await summaries(shelf, filter.package), filter);
  return jsonAnswer(found.length === 0 ? '[]' : prettyJson(found), shelf.cacheTimes.search);
}

async function answerCategories(query: URLSearchParams, shelf: Shelf): Promise<RegistryAnswer> {
  const { kibanaVersion, experimental, prerelease } = readSearchQuery(query);
  const filter = { kibanaVersion, experimental, prerelease, all: false, package: '', type: '', category: '' };
  const packages = select(await summaries(shelf, ''), filter);
  const categories = countCategories(packages, readFlag(query, 'include_policy_templates'));
  return jsonAnswer(prettyJson(categories.length === 0 ? null : categories), shelf.cacheTimes.other);
}

async function answerPackage(name: string, version: string, shelf: Shelf): Promise<RegistryAnswer> {
  if (!isStrictVersion(version)) return refusal(400, 'invalid package version');
  const entry = entryOf(await shelf.catalog.index(shelf.image), name, version);
  const details = entry === undefined ? undefined : await shelf.catalog.details(entry);
  if (details === undefined) return refusal(404, 'package revision not found');
  return jsonAnswer(prettyJson(details), shelf.cacheTimes.other);
}

async function answerFile(
  name: string,
  version: string,
  file: string,
  request: RegistryRequest,
  { catalog, image, cacheTimes }: Shelf,
): Promise<RegistryAnswer> {
  if (!isStrictVersion(version)) return refusal(400, 'invalid package version');
  const entry = entryOf(await catalog.index(image), name, version);
  if (entry === undefined) return refusal(404, 'package revision not found');
  const content = await catalog.content(entry, file);
  if (content === undefined) return cacheableRefusal(404, 'resource not found', cacheTimes.other);
  return fileAnswer(file, content, new Date(image.builtAt), cacheTimes.other, request);
}

async function answerArchive(
  name: string,
  version: string,
  isSignature: boolean,
  { catalog, image, cacheTimes }: Shelf,
): Promise<RegistryAnswer> {
  if (!isStrictVersion(version)) return refusal(400, 'invalid package version');
  const entry = entryOf(await catalog.index(image), name, version);
  if (entry === undefined)
    return refusal(404, isSignature ? 'signature file not found' : 'artifact not found');
  // A package in a folder has no signature file, and the registry trips over that only after its cache headers.
  if (isSignature) return cacheableRefusal(500, 'internal server error', cacheTimes.other);
  const files = await catalog.contents(entry);
  const archive = await packPackage(`${name}-${version}`, files, new Date(image.builtAt));
  return answer(200, { ...cacheable(cacheTimes.other), 'content-type': 'application/zip' }, archive);
}

/** All summaries, or those of one package: a search for one reads no other's manifest. */
async function summaries({ catalog, image }: Shelf, name: string): Promise<PackageSummary[]> {
  const index = await catalog.index(image);
  const entries: PackageEntry[] = [];
  for (const [candidate, versions] of index) {
    if (name === '' || candidate === name) entries.push(...versions.values());
  }
  const found = await Promise.all(entries.map((entry) => catalog.summary(entry)));
  return found.filter((summary) => summary !== undefined);
}

function entryOf(index: PackageIndex, name: string, version: string): PackageEntry | undefined {
  return index.get(name)?.get(version);
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function cleanPath(path: string): string {
  const clean = posix.normalize(path);
  return path.endsWith('/') && !clean.endsWith('/') ? `${clean}/` : clean;
}
