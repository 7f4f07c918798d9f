import type { ContentSource } from '../domain/journey-input.ts';

/** Where a content comes from, in words. */
export function describeSource(source: ContentSource): string {
  switch (source.kind) {
    case 'uploaded':
      return `a folder, kept as tree ${source.tree.slice(0, 12)} under ${source.ref}`;
    case 'ref':
      return `${source.ref}:${source.path}`;
    case 'pull-request':
      return `pull request #${source.number}`;
    case 'storage':
      return 'as it stands in the storage';
  }
}
