import { TREE_MODE, type TreeEntry } from './git-format.ts';
import type { GitRepository } from './git-repository.ts';

/** What to put at a path: an object, or null to delete the file that is there. */
export interface TreeEdit {
  readonly path: string;
  readonly entry: { readonly mode: string; readonly oid: string } | null;
}

/** Thrown when a file is to be deleted that is not there, or is a folder. GitHub refuses the whole request. */
export class AbsentPathError extends Error {
  override readonly name = 'AbsentPathError';
}

interface Node {
  edit?: TreeEdit;
  readonly children: Map<string, Node>;
}

/**
 * Writes the trees that a list of edits makes of a base tree, and returns the id of the root.
 *
 * Only the trees on the edited paths are read and written. A folder that loses its last file goes too, as in
 * `git rm`; so the root's id is the one that git itself would come to.
 *
 * @throws AbsentPathError when an edit deletes what is not a file of the base.
 */
export async function editTree(
  git: GitRepository,
  base: string | undefined,
  edits: readonly TreeEdit[],
): Promise<string> {
  const root: Node = { children: new Map() };
  for (const edit of edits) {
    let node = root;
    for (const name of edit.path.split('/')) {
      let child = node.children.get(name);
      if (child === undefined) node.children.set(name, (child = { children: new Map() }));
      node = child;
    }
    node.edit = edit;
  }
  return (await applyNode(git, base, root)) ?? (await git.writeTree([]));
}

async function applyNode(
  git: GitRepository,
  base: string | undefined,
  node: Node,
): Promise<string | undefined> {
  const entries = new Map<string, TreeEntry>();
  if (base !== undefined) for (const entry of (await git.tree(base)) ?? []) entries.set(entry.name, entry);
  for (const [name, child] of node.children) {
    if (child.edit !== undefined) applyEdit(entries, name, child.edit);
    if (child.children.size === 0) continue;
    const before = entries.get(name);
    const oid = await applyNode(git, before?.mode === TREE_MODE ? before.oid : undefined, child);
    if (oid === undefined) entries.delete(name);
    else entries.set(name, { mode: TREE_MODE, name, oid });
  }
  return entries.size === 0 ? undefined : git.writeTree([...entries.values()]);
}

function applyEdit(entries: Map<string, TreeEntry>, name: string, { path, entry }: TreeEdit): void {
  if (entry !== null) {
    entries.set(name, { name, ...entry });
    return;
  }
  const before = entries.get(name);
  if (before === undefined || before.mode === TREE_MODE) throw new AbsentPathError(path);
  entries.delete(name);
}
