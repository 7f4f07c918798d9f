import { z } from 'zod';
import { checkPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import { maxAgeMs } from '../answer.ts';
import { blobId, contentDigest } from '../github/git-objects.ts';
import type { CallOptions } from '../http.ts';
import { readZip } from './read-zip.ts';
import { RegistryAnswerUnexpected } from './registry-answer-unexpected.ts';
import { readJson, RegistryApi, type Exchange } from './registry-api.ts';

export interface RegistryOptions extends CallOptions {
  /** The root, such as `https://epr.example.org/`. */
  readonly url: string;
  /** The largest zip that is downloaded, in bytes; 256 MiB unless told. The largest real ones have some 10 MB. */
  readonly zipLimit?: number;
}

/** How long caches before the registry may give the same answer, in milliseconds. */
interface Cached {
  readonly maxAgeMs: number;
}

/** The files that tell most of a package version: what it is, and what changed. */
const TELLING_FILES = ['manifest.yml', 'changelog.yml'];

const packageAnswer = z.object({
  name: z.string(),
  version: z.string(),
  assets: z.array(z.string()).nullish(),
});
const searchAnswer = z.array(z.object({ name: z.string(), version: z.string() }));

/**
 * A package registry, by its HTTP API (https://github.com/elastic/package-registry).
 *
 * All methods only read, and throw {@link RegistryUnreachable} without an answer, {@link RegistryError} for a
 * status that does not answer the question, {@link RegistryAnswerUnexpected} for a success that makes no sense.
 */
export class Registry {
  readonly url: string;
  readonly #api: RegistryApi;
  readonly #zipLimit: number;

  constructor({ url, zipLimit = 256 * 1024 ** 2, ...options }: RegistryOptions) {
    this.url = url;
    this.#api = new RegistryApi(url, options);
    this.#zipLimit = zipLimit;
  }

  /**
   * Whether the registry has exactly this version. Of all answers this is the one to begin with: its 404 is never
   * cached, while that of a file, asked for too early, stays in the caches as long as a success would.
   */
  async lookAtPackage(packageVersion: PackageVersion): Promise<{ served: boolean } & Cached> {
    const exchange = await this.#fetchPackage('lookAtPackage', packageVersion);
    const served = !isUnknownPackage(exchange);
    if (served) readPackage(exchange, packageVersion);
    return { served, maxAgeMs: maxAgeMs(exchange.answer.headers) };
  }

  /**
   * Whether a search lists exactly this version, and which it lists. Without `all` a search gives the newest
   * version only, without `prerelease` neither pre-releases nor any 0.x.
   */
  async lookAtSearch(
    packageVersion: PackageVersion,
  ): Promise<{ listed: boolean; versions: string[] } & Cached> {
    const { name, version } = checkPackageVersion(packageVersion);
    const exchange = await this.#api.fetch('lookAtSearch', `search?package=${name}&all=true&prerelease=true`);
    const versions = readJson(exchange, searchAnswer)
      .filter((found) => found.name === name)
      .map((found) => found.version);
    return { listed: versions.includes(version), versions, maxAgeMs: maxAgeMs(exchange.answer.headers) };
  }

  /**
   * All versions that a search lists, of all packages or of one, as `NAME@VERSION`: in one request, because a
   * registry has no pages. It may be as old as caches let it be: what is missing is to be asked for by its page.
   *
   * @throws {@link RegistryAnswerUnexpected} for a list of more than 32 MiB, some eight times the real one.
   */
  async listVersions(packageName?: string): Promise<ReadonlySet<string>> {
    const narrowed = packageName === undefined ? '' : `package=${encodeURIComponent(packageName)}&`;
    const exchange = await this.#api.fetch('listVersions', `search?${narrowed}all=true&prerelease=true`);
    return new Set(readJson(exchange, searchAnswer).map(({ name, version }) => `${name}@${version}`));
  }

  /**
   * Every file that the registry serves of a version, with its git blob id, and the digest of them all as
   * `Content.digest` has it: from the zip, by way of a temporary file that is always removed.
   *
   * The bytes of the zip itself tell nothing: the registry makes it anew in each image.
   *
   * @throws {@link RegistryError} 404 for a version that is not served; {@link RegistryAnswerUnexpected} for a
   *   zip that is too large, broken, or holds anything outside of `NAME-VERSION/`.
   */
  async readContent(
    packageVersion: PackageVersion,
  ): Promise<{ files: Record<string, { blob: string }>; digest: string } & Cached> {
    const { name, version } = checkPackageVersion(packageVersion);
    const folder = `${name}-${version}`;
    const path = `epr/${name}/${encodeURIComponent(folder)}.zip`;
    const { result, maxAgeMs } = await this.#api.download('readContent', path, this.#zipLimit, (file) =>
      readZip(file, folder),
    );
    const files = Object.fromEntries([...result].map(([path, blob]) => [path, { blob, mode: '100644' }]));
    return { files, digest: contentDigest(files), maxAgeMs };
  }

  /**
   * The paths of all files and the blob ids of the most telling ones, for three small requests.
   *
   * @throws {@link RegistryError} 404 for a version that is not served.
   */
  async readManifestLevel(
    packageVersion: PackageVersion,
  ): Promise<{ paths: string[]; blobs: Record<string, string> } & Cached> {
    const exchange = await this.#fetchPackage('readManifestLevel', packageVersion);
    const paths = readPackage(exchange, packageVersion);
    const blobs: Record<string, string> = {};
    const ages = [maxAgeMs(exchange.answer.headers)];
    for (const path of TELLING_FILES.filter((path) => paths.includes(path))) {
      const file = await this.#api.fetchBytes('readManifestLevel', pagePath(packageVersion) + path);
      blobs[path] = blobId(file.bytes);
      ages.push(file.maxAgeMs);
    }
    return { paths, blobs, maxAgeMs: Math.max(...ages) };
  }

  #fetchPackage(operation: string, packageVersion: PackageVersion): Promise<Exchange> {
    return this.#api.fetch(operation, pagePath(packageVersion));
  }
}

function pagePath(packageVersion: PackageVersion): string {
  const { name, version } = checkPackageVersion(packageVersion);
  return `package/${name}/${encodeURIComponent(version)}/`;
}

/** Another 404 comes from something else than a registry, or asks for another address. */
function isUnknownPackage({ answer }: Exchange): boolean {
  return answer.status === 404 && answer.text.trim() === 'package revision not found';
}

/** @returns the paths of its files. */
function readPackage(exchange: Exchange, { name, version }: PackageVersion): string[] {
  const page = readJson(exchange, packageAnswer);
  if (page.name !== name || page.version !== version) {
    throw new RegistryAnswerUnexpected(exchange.call, `it is the page of ${page.name}@${page.version}`);
  }
  const prefix = `/package/${name}/${version}/`;
  return (page.assets ?? []).map((asset) => {
    if (!asset.startsWith(prefix)) {
      throw new RegistryAnswerUnexpected(exchange.call, `its asset ${asset} is outside of ${prefix}`);
    }
    return asset.slice(prefix.length);
  });
}
