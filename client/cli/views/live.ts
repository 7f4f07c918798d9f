import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../terminal.ts';

/** Lines on a terminal that are drawn again in place. */
export class LiveView {
  readonly #terminal: Pick<Terminal, 'write' | 'size'>;
  #rows = 0;

  constructor(terminal: Pick<Terminal, 'write' | 'size'>) {
    this.#terminal = terminal;
  }

  /** Replaces what was drawn last. What does not fit on the screen is cut off above: the present stands below. */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.#terminal.size();
    const heights = lines.map((line) => heightOf(line, columns));
    let first = lines.length;
    let height = 0;
    while (first > 0 && height + (heights[first - 1] as number) < rows) {
      first -= 1;
      height += heights[first] as number;
    }
    const up = this.#rows === 0 ? '' : `\u001B[${this.#rows}A`;
    // One write: a terminal that shows what comes in at once would flicker between two.
    this.#terminal.write(
      `${up}\r\u001B[J${lines
        .slice(first)
        .map((line) => `${line}\n`)
        .join('')}`,
    );
    this.#rows = height;
  }
}

/** The rows that a line takes: a long one is wrapped by the terminal. */
function heightOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
}
