/** Where a request goes, with what its path says. */
export type Route =
  | { readonly to: 'index' | 'search' | 'categories' | 'health' | 'favicon' }
  | { readonly to: 'archive' | 'signature' | 'page'; readonly name: string; readonly version: string }
  | { readonly to: 'file'; readonly name: string; readonly version: string; readonly file: string }
  /** The same place with its slash at the end, or without. */
  | { readonly to: 'redirect'; readonly path: string }
  | { readonly to: 'nowhere' };

type Found = readonly string[];

/** Whether a path has one slash too many or too few is seen before what is asked for exists. */
const ROUTES: readonly (readonly [RegExp, endsWithSlash: boolean, (found: Found) => Route])[] = [
  [/^\/?$/, true, () => ({ to: 'index' })],
  [/^\/index\.json\/?$/, false, () => ({ to: 'index' })],
  [/^\/search\/?$/, false, () => ({ to: 'search' })],
  [/^\/categories\/?$/, false, () => ({ to: 'categories' })],
  [/^\/health\/?$/, false, () => ({ to: 'health' })],
  [/^\/favicon\.ico\/?$/, false, () => ({ to: 'favicon' })],
  [/^\/epr\/[^/]+\/([a-z0-9_]+)-([^/]+)\.zip\/?$/, false, (found) => ({ to: 'archive', ...named(found) })],
  [
    /^\/epr\/[^/]+\/([a-z0-9_]+)-([^/]+)\.zip\.sig\/?$/,
    false,
    (found) => ({ to: 'signature', ...named(found) }),
  ],
  [/^\/package\/([a-z0-9_]+)\/([^/]+)\/?$/, true, (found) => ({ to: 'page', ...named(found) })],
  [
    /^\/package\/([^/]+)\/([^/]+)\/(.*)$/s,
    false,
    (found) => ({ to: 'file', ...named(found), file: found[3] ?? '' }),
  ],
];

/**
 * Finds the route of a path, the first that fits in the registry's own order.
 *
 * @param path - decoded, and without `.`, `..` and double slashes.
 */
export function routeOf(path: string): Route {
  for (const [pattern, endsWithSlash, build] of ROUTES) {
    const found = pattern.exec(path);
    if (found === null) continue;
    if (path.endsWith('/') === endsWithSlash) return build(found);
    return { to: 'redirect', path: endsWithSlash ? `${path}/` : path.slice(0, -1) };
  }
  return { to: 'nowhere' };
}

function named(found: Found): { readonly name: string; readonly version: string } {
  return { name: found[1] ?? '', version: found[2] ?? '' };
}
