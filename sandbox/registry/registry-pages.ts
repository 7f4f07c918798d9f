import type { Image } from '../images/image-store.ts';
import { countCategories } from './categories.ts';
import { FAVICON } from './favicon.ts';
import { fileAnswer, type FileRequest } from './file-answer.ts';
import { packPackage } from './package-archive.ts';
import type { PackageCatalog } from './package-catalog.ts';
import type { PackageEntry, PackageIndex } from './package-index.ts';
import type { PackageSummary } from './package-summary.ts';
import {
  answer,
  badUrl,
  cacheable,
  cacheableRefusal,
  jsonAnswer,
  prettyJson,
  redirect,
  refusal,
  type RegistryAnswer,
} from './registry-answer.ts';
import { cleanPath, escapePath, readRequestUrl, type RequestUrl } from './request-url.ts';
import { routeOf, type Route } from './routes.ts';
import { InvalidQuery, readCategoriesQuery, readFlag, readSearchQuery, search, select } from './search.ts';
import { isRequestable } from './versions.ts';

/** A request as far as the registry looks at it. */
export interface RegistryRequest extends FileRequest {
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
 * statuses, same texts, same headers. The method hardly matters: a DELETE of a package shows it.
 */
export async function answerRegistry(request: RegistryRequest, shelf: Shelf): Promise<RegistryAnswer> {
  if (request.method === 'OPTIONS' && request.url === '*') return answer(200, {}, '');
  const url = readRequestUrl(request.url);
  if (url === undefined) return badUrl();
  const clean = cleanPath(url.path);
  if (clean !== url.path) return answer(301, { location: `${escapePath(clean)}${url.rawQuery}` }, '');
  try {
    return await goTo(routeOf(clean), url, request, shelf);
  } catch (error) {
    if (error instanceof InvalidQuery) return refusal(400, error.message);
    throw error;
  }
}

async function goTo(
  route: Route,
  { rawQuery, query }: RequestUrl,
  request: RegistryRequest,
  shelf: Shelf,
): Promise<RegistryAnswer> {
  switch (route.to) {
    case 'index':
      return jsonAnswer(prettyJson(SERVICE), INDEX_MAX_AGE);
    case 'search':
      return answerSearch(query, shelf);
    case 'categories':
      return answerCategories(query, shelf);
    case 'health':
      return answer(200, {}, '');
    case 'favicon':
      return answer(200, { ...cacheable(shelf.cacheTimes.other), 'content-type': 'image/x-icon' }, FAVICON);
    case 'archive':
    case 'signature':
      return answerArchive(route.name, route.version, route.to === 'signature', shelf);
    case 'page':
      return answerPackage(route.name, route.version, shelf);
    case 'file':
      return answerFile(route, request, shelf);
    case 'redirect':
      return redirect(`${escapePath(route.path)}${rawQuery}`, request.method);
    case 'nowhere':
      return refusal(404, '404 page not found');
  }
}

async function answerSearch(query: URLSearchParams, shelf: Shelf): Promise<RegistryAnswer> {
  const filter = readSearchQuery(query);
  const found = search(await summaries(shelf, filter.package), filter);
  return jsonAnswer(found.length === 0 ? '[]' : prettyJson(found), shelf.cacheTimes.search);
}

async function answerCategories(query: URLSearchParams, shelf: Shelf): Promise<RegistryAnswer> {
  const filter = readCategoriesQuery(query);
  const withTemplates = readFlag(query, 'include_policy_templates');
  const categories = countCategories(select(await summaries(shelf, ''), filter), withTemplates);
  return jsonAnswer(prettyJson(categories.length === 0 ? null : categories), shelf.cacheTimes.other);
}

async function answerPackage(name: string, version: string, shelf: Shelf): Promise<RegistryAnswer> {
  if (!isRequestable(version)) return refusal(400, 'invalid package version');
  const entry = entryOf(await shelf.catalog.index(shelf.image), name, version);
  const details = entry === undefined ? undefined : await shelf.catalog.details(entry);
  if (details === undefined) return refusal(404, 'package revision not found');
  return jsonAnswer(prettyJson(details), shelf.cacheTimes.other);
}

async function answerFile(
  { name, version, file }: Extract<Route, { readonly to: 'file' }>,
  request: RegistryRequest,
  { catalog, image, cacheTimes }: Shelf,
): Promise<RegistryAnswer> {
  if (!isRequestable(version)) return refusal(400, 'invalid package version');
  const entry = entryOf(await catalog.index(image), name, version);
  if (entry === undefined) return refusal(404, 'package revision not found');
  const content = await catalog.content(entry, file);
  if (content === undefined) return cacheableRefusal(404, 'resource not found', cacheTimes.other);
  const served = { path: file, content, modified: new Date(image.builtAt), maxAge: cacheTimes.other };
  return fileAnswer(served, request);
}

async function answerArchive(
  name: string,
  version: string,
  isSignature: boolean,
  { catalog, image, cacheTimes }: Shelf,
): Promise<RegistryAnswer> {
  if (!isRequestable(version)) return refusal(400, 'invalid package version');
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
