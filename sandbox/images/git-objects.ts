import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { decodeTree, type TreeEntry } from '../github/git-format.ts';

/** An object of the repository as git stores it. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly body: Buffer;
}

/** A file below a tree, by its path relative to that tree. */
export interface TreeFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

interface Question {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Reads objects of a bare repository through one long-lived `git cat-file --batch`: nothing is checked out,
 * and a read costs no process. Refs are looked up anew at each read, so a branch that moved is seen at once.
 */
export class GitObjects {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #questions: Question[] = [];
  #chunks: Buffer[] = [];
  #length = 0;
  /** How many bytes the answer at hand needs before it is worth joining the chunks. */
  #needed = 1;
  #ended: Error | undefined;

  constructor(gitDir: string) {
    this.#child = spawn('git', ['--git-dir', gitDir, 'cat-file', '--batch'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let complaint = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(error));
    this.#child.on('close', () => this.#end(new Error(`git cat-file ended: ${complaint.trim() || gitDir}`)));
  }

  /**
   * Reads one object.
   *
   * @param name - anything that names one: an id, `refs/heads/snapshot`, `snapshot^`, `ID:packages`.
   * @returns undefined when there is none of that name.
   * @throws when git itself ended, for example because the repository is gone.
   */
  read(name: string): Promise<GitObject | undefined> {
    if (/[\n\r]/.test(name)) throw new Error(`${JSON.stringify(name)} names no git object`);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#questions.push({ resolve, reject });
      this.#child.stdin.write(`${name}\n`);
    });
  }

  /** The lines of a tree; none where there is no tree of that name. */
  async readTree(name: string): Promise<TreeEntry[]> {
    const object = await this.read(name);
    return object?.type === 'tree' ? decodeTree(object.body) : [];
  }

  /** Every file below a tree, folders first resolved; in git's own order. */
  async listFiles(tree: string, below = ''): Promise<TreeFile[]> {
    const entries = await this.readTree(tree);
    const lists = await Promise.all(
      entries.map(async ({ name, mode, oid: id }) =>
        mode === '40000' ? this.listFiles(id, `${below}${name}/`) : [{ path: `${below}${name}`, mode, id }],
      ),
    );
    return lists.flat();
  }

  /** Lets git go. What is still asked fails. May be called twice. */
  close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.stdin.end();
    });
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed && this.#takeAnswer()) this.#needed = 1;
  }

  /** Answers the oldest question if all of its answer is here. */
  #takeAnswer(): boolean {
    const buffer = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    this.#chunks = [buffer];
    const lineEnd = buffer.indexOf(10);
    if (lineEnd < 0) {
      this.#needed = this.#length + 1;
      return false;
    }
    const [, id, type, size] =
      /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(buffer.toString('utf8', 0, lineEnd)) ?? [];
    const bodyEnd = size === undefined ? lineEnd : lineEnd + 1 + Number(size);
    if (buffer.length < bodyEnd + 1) {
      this.#needed = bodyEnd + 1;
      return false;
    }
    const rest = buffer.subarray(bodyEnd + 1);
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    const question = this.#questions.shift();
    question?.resolve(
      id === undefined || type === undefined
        ? undefined
        : { id, type, body: buffer.subarray(lineEnd + 1, bodyEnd) },
    );
    return true;
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const { reject } of this.#questions.splice(0)) reject(reason);
  }
}
