import type { ContentFile, ContentFiles } from '../../domain/content.ts';
import { blobId } from './git-objects.ts';

/** A file of a package that is not in git yet. */
export interface PackageFile {
  /** Relative to the package's folder, with `/`. */
  readonly path: string;
  /** `120000` is a symbolic link, whose bytes are its target. */
  readonly mode: '100644' | '100755' | '120000';
  readonly bytes: Uint8Array;
}

/** The files as git would know them. */
export function filesOf(files: readonly PackageFile[]): ContentFiles {
  // Null prototype: a file may be called `__proto__`.
  const known = Object.create(null) as Record<string, ContentFile>;
  for (const { path, mode, bytes } of files) known[path] = { blob: blobId(bytes), mode };
  return known;
}
