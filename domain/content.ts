/** A file of a package version as git knows it. */
export interface ContentFile {
  /** Git blob id (SHA-1, 40 hex digits). */
  readonly blob: string;
  /** Git file mode, such as `100644`. Reported, never compared: 8 % of real promotions changed modes only. */
  readonly mode: string;
}

/** The files of one package version, by path relative to its folder. Identity is the map path -> blob id. */
export type ContentFiles = Readonly<Record<string, ContentFile>>;

/** A content small enough to travel through a workflow: what it is, not what is in it. */
export interface Content {
  /** Git tree id of the folder, by which it is grafted onto another branch. */
  readonly tree: string;
  /** SHA-256 over the sorted `path NUL blob LF` lines: equal if and only if the path -> blob maps are equal. */
  readonly digest: string;
  /** How many files it has. */
  readonly files: number;
}

/** What a branch was found to hold instead of the content that the journey carries. */
export interface FoundContent {
  readonly stage: string;
  readonly branch: string;
  /** Git tree id of the version's folder there. */
  readonly tree: string;
}

/** What differs between two contents, by path; all three lists sorted. */
export interface ContentDifference {
  readonly missing: readonly string[];
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Same bytes, other file mode: a note, never a failure. */
  readonly modeOnly: readonly string[];
}

/** Compares by path and blob id. `expected` lacks what is `added`; `actual` lacks what is `missing`. */
export function compareContent(expected: ContentFiles, actual: ContentFiles): ContentDifference {
  const missing: string[] = [];
  const changed: string[] = [];
  const modeOnly: string[] = [];
  for (const [path, file] of Object.entries(expected)) {
    // A file may be called `constructor`.
    const other = Object.hasOwn(actual, path) ? actual[path] : undefined;
    if (other === undefined) missing.push(path);
    else if (other.blob !== file.blob) changed.push(path);
    else if (other.mode !== file.mode) modeOnly.push(path);
  }
  const added = Object.keys(actual).filter((path) => !Object.hasOwn(expected, path));
  return { missing: missing.sort(), added: added.sort(), changed: changed.sort(), modeOnly: modeOnly.sort() };
}

/** True when the path -> blob maps are equal, whatever the modes. */
export function isSameContent(difference: ContentDifference): boolean {
  return difference.missing.length + difference.added.length + difference.changed.length === 0;
}

/** One line for people: `2 files changed (manifest.yml, docs/README.md), 1 missing (a.txt)`. */
export function describeDifference(difference: ContentDifference): string {
  const parts = (['changed', 'missing', 'added'] as const)
    .filter((kind) => difference[kind].length > 0)
    .map((kind) => `${difference[kind].length} ${kind} (${listSome(difference[kind])})`);
  return parts.length === 0 ? 'no difference' : parts.join(', ');
}

function listSome(paths: readonly string[]): string {
  return paths.length <= 5
    ? paths.join(', ')
    : `${paths.slice(0, 5).join(', ')} and ${paths.length - 5} more`;
}
