import { appendFileSync } from 'node:fs';

/** One request that a stand-in answered. `who` is the login behind the credentials, or `anonymous`. */
export interface Exchange {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly method: string;
  /** Path and query as they came in. */
  readonly path: string;
  readonly status: number;
  readonly who: string;
  /** Milliseconds from the first byte in to the last byte out. */
  readonly took: number;
  /** What the exchange did, where the path does not tell: a GraphQL operation name, say. */
  readonly note?: string;
}

/**
 * Every exchange with one stand-in, in memory and, where a file is given, as JSON lines, so that a person can
 * read afterwards what was asked of it and a test can count it.
 *
 * Lines are appended synchronously: what was answered is in the file, even when the process is killed right
 * after the answer.
 */
export class ExchangeLog {
  readonly exchanges: Exchange[] = [];
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
  }

  record(exchange: Exchange): void {
    this.exchanges.push(exchange);
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(exchange)}\n`);
  }

  /** The exchanges whose `METHOD path` matches. */
  matching(pattern: RegExp): Exchange[] {
    return this.exchanges.filter(({ method, path }) => pattern.test(`${method} ${path}`));
  }
}
