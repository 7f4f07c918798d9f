/** Something that must stand in what the day has shown. */
export interface Expectation {
  /** Where: the command as a person types it, or the page. */
  readonly in: string;
  /** The whole line as it must be, or what one line must fit. */
  readonly line: string | RegExp;
}

/** What the day has shown, by the command or the page; of a command that was typed twice, the last answer. */
export class Transcript {
  readonly #pages = new Map<string, string>();
  readonly #print: (line: string) => void;

  /** @param print - takes each line as it is shown. */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** A line between the pages, which nothing is expected of. */
  say(line: string): void {
    this.#print(line);
  }

  /** Shows a page and keeps it. */
  show(page: string, text: string): void {
    const shown = text.trimEnd();
    this.#pages.set(page, shown);
    this.#print(page);
    for (const line of shown.split('\n')) this.#print(line === '' ? '' : `    ${line}`);
    this.#print('');
  }

  /** What is expected and was not shown, in the order of the expectations. */
  missing(expectations: readonly Expectation[]): readonly Expectation[] {
    return expectations.filter(({ in: page, line }) => {
      const lines = this.#pages.get(page)?.split('\n') ?? [];
      return !lines.some((shown) => (typeof line === 'string' ? shown === line : line.test(shown)));
    });
  }
}
