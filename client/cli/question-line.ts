import { createInterface, type Interface } from 'node:readline/promises';
import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** A question to the person at the terminal, on the last line: what is printed meanwhile goes above it. */
export class QuestionLine {
  readonly #terminal: Pick<Terminal, 'print' | 'isInteractive'>;
  readonly #lines: Interface;
  readonly #gone = new AbortController();
  #isOpen = false;

  constructor(terminal: Pick<Terminal, 'print' | 'isInteractive'>) {
    this.#terminal = terminal;
    this.#lines = createInterface({ input: process.stdin, output: process.stdout });
    // Who reads keys gets Ctrl-C as one of them, and not as the signal that everybody else waits for.
    this.#lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
    this.#lines.once('close', () => this.#gone.abort(new Error('There is nobody at the terminal to ask.')));
  }

  /** Aborted when nobody can be asked any more. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Prints a line, above the question and what was typed so far. */
  print(line: string): void {
    if (!this.#isOpen || !this.#terminal.isInteractive) {
      this.#terminal.print(line);
      return;
    }
    this.#clear();
    this.#terminal.print(line);
    this.#lines.prompt(true);
  }

  /**
   * Asks until the answer is a yes or a no: a slip of the finger decides nothing.
   *
   * @returns undefined when the question was withdrawn by the signal.
   */
  async ask(question: string, withdrawn: AbortSignal): Promise<boolean | undefined> {
    while (!withdrawn.aborted) {
      this.#isOpen = true;
      try {
        const answer = (await this.#lines.question(question, { signal: withdrawn })).trim();
        if (/^y(es)?$/i.test(answer)) return true;
        if (/^no?$/i.test(answer)) return false;
      } catch (error) {
        if (!withdrawn.aborted) throw error;
        if (this.#terminal.isInteractive) this.#clear();
      } finally {
        this.#isOpen = false;
      }
    }
    return undefined;
  }

  #clear(): void {
    moveCursor(process.stdout, 0, -this.#lines.getCursorPos().rows);
    cursorTo(process.stdout, 0);
    clearScreenDown(process.stdout);
  }

  close(): void {
    this.#lines.removeAllListeners('close');
    this.#lines.close();
  }
}
