import {
  compareContent,
  describeDifference,
  isSameContent,
  type ContentDifference,
  type ContentFiles,
} from '../../domain/content.ts';
import { formatPackageVersion, type PackageVersion } from '../../domain/package-version.ts';
import type { ContentLevel } from '../../domain/pipeline.ts';
import { RegistryError } from './registry-error.ts';
import type { Registry } from './registry.ts';

/** What one look at a registry found. Of two looks that found the same all but `maxAgeMs` is equal. */
export interface ServedLook {
  readonly verdict: 'served' | 'not-served' | 'not-listed' | 'differs';
  /** For people. */
  readonly sentence: string;
  /** Present when it differs. Modes are not looked at. */
  readonly difference?: ContentDifference;
  /** How long a cache may repeat these answers: of two looks closer than that the second may tell nothing new. */
  readonly maxAgeMs: number;
}

/** What should be served. */
export interface ServedQuestion {
  readonly packageVersion: PackageVersion;
  readonly level: ContentLevel;
  readonly files: ContentFiles;
}

/**
 * Looks once whether a registry serves a package version, with this content, and lists it in a search.
 *
 * The page of the exact version comes first and alone decides whether to go on, because only its "no" is never
 * cached; the search comes last, because it may be stale for longest.
 *
 * @throws what {@link Registry} throws, but not for a zip or a file that one replica serves and another, older
 *   one does not yet: that is `not-served`.
 */
export async function lookAtServed(registry: Registry, question: ServedQuestion): Promise<ServedLook> {
  const { packageVersion } = question;
  const it = formatPackageVersion(packageVersion);
  const page = await registry.lookAtPackage(packageVersion);
  if (!page.served) {
    return {
      verdict: 'not-served',
      sentence: `${registry.url} does not serve ${it}`,
      maxAgeMs: page.maxAgeMs,
    };
  }

  const content = await readContent(registry, question);
  const ages = [page.maxAgeMs, content?.maxAgeMs ?? 0];
  if (content === undefined) {
    const sentence = `${registry.url} has the page of ${it} but not its files: it may be changing over`;
    return { verdict: 'not-served', sentence, maxAgeMs: Math.max(...ages) };
  }
  const difference = compareContent(question.files, content.files);
  if (!isSameContent(difference)) {
    const sentence = `${registry.url} serves ${it} with another content: ${describeDifference(difference)}`;
    return { verdict: 'differs', sentence, difference, maxAgeMs: Math.max(...ages) };
  }

  const search = await registry.lookAtSearch(packageVersion);
  ages.push(search.maxAgeMs);
  if (!search.listed) {
    const sentence = `${registry.url} serves ${it} but its search does not list it`;
    return { verdict: 'not-listed', sentence, maxAgeMs: Math.max(...ages) };
  }
  const sentence = `${registry.url} serves ${it}${describeLevel(question)}`;
  return { verdict: 'served', sentence, maxAgeMs: Math.max(...ages) };
}

/** The served content as far as the level looks; the rest is taken to be as expected. Undefined for a 404. */
async function readContent(
  registry: Registry,
  { packageVersion, level, files: expected }: ServedQuestion,
): Promise<{ files: ContentFiles; maxAgeMs: number } | undefined> {
  const take = (
    path: string,
    blob = expected[path]?.blob ?? '',
  ): [string, { blob: string; mode: string }] => [path, { blob, mode: expected[path]?.mode ?? '' }];
  try {
    switch (level) {
      case 'presence':
        return { files: expected, maxAgeMs: 0 };
      case 'manifest': {
        const { paths, blobs, maxAgeMs } = await registry.readManifestLevel(packageVersion);
        return { files: Object.fromEntries(paths.map((path) => take(path, blobs[path]))), maxAgeMs };
      }
      case 'full': {
        const { files, maxAgeMs } = await registry.readContent(packageVersion);
        const entries = Object.entries(files).map(([path, { blob }]) => take(path, blob));
        return { files: Object.fromEntries(entries), maxAgeMs };
      }
    }
  } catch (error) {
    if (error instanceof RegistryError && error.status === 404) return undefined;
    throw error;
  }
}

function describeLevel({ level, files }: ServedQuestion): string {
  const count = Object.keys(files).length;
  const ofFiles = count === 1 ? '1 file' : `${count} files`;
  switch (level) {
    case 'full':
      return ` with exactly this content (${ofFiles})`;
    case 'manifest':
      return ` with these ${ofFiles}, and its manifest and changelog are exactly these`;
    case 'presence':
      return '';
  }
}
