import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { FILE_CHANGES_ARGS, parseFileChanges, type FileChange } from './file-changes.ts';
import { GitBatch, type GitObject, type ObjectInfo } from './git-batch.ts';
import {
  decodeCommit,
  decodeTree,
  encodeCommit,
  encodeTree,
  type CommitContent,
  type TreeEntry,
} from './git-format.ts';
import { runGit } from './git-process.ts';

/** A reference and what it points to. */
export interface GitRef {
  readonly ref: string;
  readonly oid: string;
}

const deflated = promisify(deflate);

/**
 * A bare repository. Objects are read through one long-lived process and written as loose objects, both without
 * a process per object; merges, history and references are left to git itself.
 */
export class GitRepository {
  readonly gitDir: string;
  readonly #batch: GitBatch;
  /** When an object first came through here, for readers that must not see it yet. */
  readonly #born = new Map<string, number>();

  constructor(gitDir: string) {
    this.gitDir = gitDir;
    this.#batch = new GitBatch(gitDir);
  }

  close(): Promise<void> {
    return this.#batch.close();
  }

  info(expression: string): Promise<ObjectInfo | undefined> {
    return this.#batch.info(expression);
  }

  read(expression: string): Promise<GitObject | undefined> {
    return this.#batch.read(expression);
  }

  /** The entries of a tree (or of the tree of a commit); undefined when there is no such tree. */
  async tree(expression: string): Promise<TreeEntry[] | undefined> {
    const object = await this.#batch.read(`${expression}^{tree}`);
    return object === undefined ? undefined : decodeTree(object.body);
  }

  /** A commit, tags peeled; undefined when the expression names none. */
  async commit(expression: string): Promise<(CommitContent & { readonly oid: string }) | undefined> {
    const object = await this.#batch.read(`${expression}^{commit}`);
    return object === undefined ? undefined : { oid: object.oid, ...decodeCommit(object.body) };
  }

  /** Milliseconds since 1970 at which this object was first written here; undefined when it was always there. */
  bornAt(oid: string): number | undefined {
    return this.#born.get(oid);
  }

  /** Writes an object and returns its id. Writing the same one again changes nothing. */
  async write(type: ObjectInfo['type'], body: Uint8Array): Promise<string> {
    const bytes = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
    const oid = createHash('sha1').update(bytes).digest('hex');
    if ((await this.#batch.info(oid)) !== undefined) return oid;
    const folder = join(this.gitDir, 'objects', oid.slice(0, 2));
    const draft = join(this.gitDir, 'objects', `tmp_obj_${randomUUID()}`);
    await mkdir(folder, { recursive: true });
    await writeFile(draft, await deflated(bytes), { mode: 0o444 });
    // Renamed into place: a reader, or a restart, never meets half an object.
    await rename(draft, join(folder, oid.slice(2)));
    this.#born.set(oid, Date.now());
    return oid;
  }

  writeTree(entries: readonly TreeEntry[]): Promise<string> {
    return this.write('tree', encodeTree(entries));
  }

  writeCommit(commit: CommitContent): Promise<string> {
    return this.write('commit', encodeCommit(commit));
  }

  /** The object that a full reference name points to; undefined when there is no such reference. */
  async ref(name: string): Promise<string | undefined> {
    return isRefName(name) ? (await this.#batch.info(name))?.oid : undefined;
  }

  /** All references whose full name begins so, in order of their names. */
  async refs(prefix: string): Promise<GitRef[]> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
    const { stdout } = await this.#git('for-each-ref', '--format=%(refname) %(objectname)', folder);
    return stdout
      .split('\n')
      .filter((line) => line.startsWith(prefix))
      .map((line) => ({ ref: line.slice(0, -41), oid: line.slice(-40) }));
  }

  /**
   * Moves, creates or deletes (`to` undefined) a reference, if it still is where `from` says.
   *
   * @throws GitError when it has moved meanwhile, or git refuses the name.
   */
  async updateRef(name: string, to: string | undefined, from: string | undefined): Promise<void> {
    const old = from ?? '0'.repeat(40);
    await (to === undefined
      ? this.#git('update-ref', '-d', name, old)
      : this.#git('update-ref', name, to, old));
  }

  /**
   * Merges two commits into a tree; undefined on a conflict, and when they share no history.
   *
   * Directory renames are off: an added version beside a removed one is no rename.
   */
  async mergeTree(ours: string, theirs: string): Promise<string | undefined> {
    const args = ['-c', 'merge.directoryRenames=false', 'merge-tree', '--write-tree', ours, theirs];
    const { code, stdout } = await runGit(['--git-dir', this.gitDir, ...args], [0, 1, 128]);
    return code === 0 ? stdout.slice(0, 40) : undefined;
  }

  /** The best common ancestor; undefined when the two share no history. */
  async mergeBase(a: string, b: string): Promise<string | undefined> {
    const { stdout } = await runGit(['--git-dir', this.gitDir, 'merge-base', a, b], [0, 1]);
    return stdout === '' ? undefined : stdout.trim();
  }

  /** How many commits `head` has that `base` lacks, and the other way round. */
  async divergence(base: string, head: string): Promise<{ ahead: number; behind: number }> {
    const { stdout } = await this.#git('rev-list', '--left-right', '--count', `${base}...${head}`);
    const [behind, ahead] = stdout.trim().split('\t').map(Number);
    return { ahead: ahead ?? 0, behind: behind ?? 0 };
  }

  /** The commits that git lists for these arguments of `rev-list`, the newest first. */
  async commits(...args: string[]): Promise<string[]> {
    const { stdout } = await this.#git('rev-list', ...args);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** The files that differ from one tree or commit to another, in order of their paths. */
  async changes(from: string, to: string): Promise<FileChange[]> {
    return parseFileChanges((await this.#git(...FILE_CHANGES_ARGS, from, to)).stdout);
  }

  /** What a head adds to a base, as git writes it: one difference, or a mail for each commit. */
  async text(kind: 'diff' | 'patch', base: string, head: string): Promise<string> {
    const args =
      kind === 'diff' ? ['diff', `${base}...${head}`] : ['format-patch', '--stdout', `${base}..${head}`];
    return (await this.#git(...args)).stdout;
  }

  #git(...args: string[]) {
    return runGit(['--git-dir', this.gitDir, ...args]);
  }
}

/** Git's rules for reference names, so far as a bad one could be read as an expression. */
export function isRefName(name: string): boolean {
  return (
    /^refs\/[^/]+\/./.test(name) &&
    !/[\s~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(name) &&
    // Control characters: git refuses them, and they would break a line of the batch.
    !/\p{Cc}/u.test(name)
  );
}
