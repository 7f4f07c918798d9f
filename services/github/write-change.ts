import { formatPackageVersion, packagePath, type PackageVersion } from '../../domain/package-version.ts';
import { BranchWouldBeEmpty } from './branch-would-be-empty.ts';
import { EmptyChange } from './empty-change.ts';
import type { GitHubConnection } from './github-connection.ts';
import type { ChangeGround, TreeEntry } from './look-before-change.ts';
import { createCommit, createTree, type NewTreeEntry } from './write-objects.ts';

/** What both kinds of change are written from. */
export interface ChangeWriting {
  readonly ground: ChangeGround;
  readonly packageVersion: PackageVersion;
  readonly message: string;
  /** ISO 8601; git keeps seconds. Take it from what does not change between attempts, never from now. */
  readonly date: string;
}

/** See {@link GitHubStorage.writeAddition}. */
export async function writeAddition(
  connection: GitHubConnection,
  { ground, packageVersion, tree, message, date }: ChangeWriting & { readonly tree: string },
): Promise<string> {
  if (ground.versionTree === tree) {
    throw new EmptyChange(
      `${formatPackageVersion(packageVersion)} is there already, with this very content.`,
    );
  }
  const root = await createTree(connection, [folder(packagePath(packageVersion), tree)], ground.base.tree);
  return createCommit(connection, { tree: root, parents: [ground.base.commit], message, date });
}

/** See {@link GitHubStorage.writeRemoval}. */
export async function writeRemoval(
  connection: GitHubConnection,
  { ground, packageVersion, message, date }: ChangeWriting,
): Promise<string> {
  if (ground.versionTree === null) {
    throw new EmptyChange(`${formatPackageVersion(packageVersion)} is not there: nothing to remove.`);
  }
  const root = await createTreeWithout(connection, ground, packageVersion);
  return createCommit(connection, { tree: root, parents: [ground.base.commit], message, date });
}

/**
 * Rebuilds the lowest folder that keeps something, and grafts it where it was. `sha: null` would be shorter,
 * but GitHub documents it for files only, and nobody has reported it to work for a folder.
 */
async function createTreeWithout(
  connection: GitHubConnection,
  { base, entries }: ChangeGround,
  { name, version }: PackageVersion,
): Promise<string> {
  if (entries === undefined) throw new TypeError('Look before the change with kind "remove".');
  const versions = without(entries.name, version);
  if (versions.length > 0) {
    const tree = await createTree(connection, versions);
    return createTree(connection, [folder(`packages/${name}`, tree)], base.tree);
  }
  const packages = without(entries.packages, name);
  if (packages.length > 0) {
    const tree = await createTree(connection, packages);
    return createTree(connection, [folder('packages', tree)], base.tree);
  }
  const root = without(entries.root, 'packages');
  if (root.length === 0) {
    throw new BranchWouldBeEmpty(
      `${name}@${version} is all that the branch holds: it would have no file left.`,
    );
  }
  return createTree(connection, root);
}

function folder(path: string, sha: string): NewTreeEntry {
  return { path, mode: '040000', type: 'tree', sha };
}

function without(entries: readonly TreeEntry[], name: string): NewTreeEntry[] {
  return entries
    .filter((entry) => entry.name !== name)
    .map(({ name, mode, type, oid }) => ({ path: name, mode, type, sha: oid }) as NewTreeEntry);
}
