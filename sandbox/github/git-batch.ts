import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** What git knows of an object without reading it. */
export interface ObjectInfo {
  readonly oid: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  readonly size: number;
}

/** An object with its bytes. */
export interface GitObject extends ObjectInfo {
  readonly body: Buffer;
}

interface Question {
  readonly withBody: boolean;
  answer(object: GitObject | undefined): void;
  fail(error: Error): void;
}

const NO_BODY = Buffer.alloc(0);

/**
 * Reads objects through one long-lived `git cat-file --batch-command`: no process per read, so a read costs
 * the same in a storage of ten files and of a hundred thousand.
 */
export class GitBatch {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #questions: Question[] = [];
  #chunks: Buffer = NO_BODY;

  constructor(gitDir: string) {
    this.#process = spawn('git', ['--git-dir', gitDir, 'cat-file', '--batch-command']);
    this.#process.stdout.on('data', (chunk: Buffer) => {
      this.#chunks = this.#chunks.length === 0 ? chunk : Buffer.concat([this.#chunks, chunk]);
      while (this.#takeAnswer());
    });
    this.#process.stderr.resume();
    this.#process.stdin.on('error', () => undefined);
    this.#process.on('close', () => {
      for (const question of this.#questions.splice(0)) question.fail(new Error('git cat-file has ended'));
    });
  }

  /** Type and size of what `expression` names (`OID`, `refs/heads/x`, `branch:path`); undefined when nothing. */
  info(expression: string): Promise<ObjectInfo | undefined> {
    return this.#ask('info', expression);
  }

  /** The object that `expression` names, with its bytes; undefined when it names nothing. */
  read(expression: string): Promise<GitObject | undefined> {
    return this.#ask('contents', expression);
  }

  /** Ends the process. Questions that are still open fail. */
  async close(): Promise<void> {
    // A process that a signal ended has no exit code: Ctrl-C in a terminal reaches all of them.
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('close', resolve));
    this.#process.stdin.end();
    await ended;
  }

  #ask(command: 'info' | 'contents', expression: string): Promise<GitObject | undefined> {
    // An empty name or a second line would end or confuse the process that everybody shares.
    if (expression.trim() === '' || /[\n\0]/.test(expression)) return Promise.resolve(undefined);
    return new Promise((answer, fail) => {
      this.#questions.push({ withBody: command === 'contents', answer, fail });
      this.#process.stdin.write(`${command} ${expression}\n`);
    });
  }

  #takeAnswer(): boolean {
    const lineEnd = this.#chunks.indexOf(10);
    const question = this.#questions[0];
    if (lineEnd < 0 || question === undefined) return false;
    const match = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(
      this.#chunks.toString('utf8', 0, lineEnd),
    );
    if (match === null) {
      this.#chunks = this.#chunks.subarray(lineEnd + 1);
      this.#questions.shift()?.answer(undefined);
      return true;
    }
    const [, oid = '', type, digits] = match;
    const size = Number(digits);
    const end = question.withBody ? lineEnd + 1 + size + 1 : lineEnd + 1;
    if (this.#chunks.length < end) return false;
    const body = question.withBody ? Buffer.from(this.#chunks.subarray(lineEnd + 1, end - 1)) : NO_BODY;
    this.#chunks = this.#chunks.subarray(end);
    this.#questions.shift()?.answer({ oid, type: type as ObjectInfo['type'], size, body });
    return true;
  }
}
