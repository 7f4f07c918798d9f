/** One file that two commits disagree about. */
export interface FileChange {
  readonly path: string;
  /** `renamed`: a file that went and one that came are alike enough for GitHub to count them as one. */
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  /** Where a renamed file was. */
  readonly previousPath?: string;
  /** The blob on the newer side, or on the older one when the file is gone. */
  readonly oid: string;
  readonly additions: number;
  readonly deletions: number;
}

/** What makes git list changes as {@link parseFileChanges} reads them; renames are found as GitHub finds them. */
export const FILE_CHANGES_ARGS = ['diff-tree', '-r', '-z', '--find-renames', '--raw', '--numstat'];

const STATUS: Readonly<Record<string, FileChange['status']>> = { A: 'added', D: 'removed', R: 'renamed' };

/** Reads what git printed for {@link FILE_CHANGES_ARGS}, in order of the paths. */
export function parseFileChanges(printed: string): FileChange[] {
  const fields = printed.split('\0');
  const files = new Map<string, FileChange>();
  let at = 0;
  const next = (): string => fields[at++] ?? '';
  while (at < fields.length) {
    const field = next();
    if (field.startsWith(':')) {
      const [, , before = '', after = '', letter = ''] = field.split(' ');
      const status = STATUS[letter.slice(0, 1)] ?? 'modified';
      const first = next();
      const path = status === 'renamed' ? next() : first;
      const oid = status === 'removed' ? before : after;
      const previous = status === 'renamed' ? { previousPath: first } : {};
      files.set(path, { path, status, ...previous, oid, additions: 0, deletions: 0 });
    } else if (field !== '') {
      const [additions, deletions, given = ''] = field.split('\t');
      // Of a renamed file git prints both paths, in fields of their own.
      if (given === '') next();
      const file = files.get(given === '' ? next() : given);
      // Binary files count no lines: git prints a dash.
      if (file !== undefined)
        files.set(file.path, {
          ...file,
          additions: Number(additions) || 0,
          deletions: Number(deletions) || 0,
        });
    }
  }
  return [...files.values()];
}
