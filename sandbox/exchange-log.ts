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

/** What was asked of a stand-in, short enough to be shown. */
export interface ExchangeSummary {
  readonly total: number;
  /** How often, by method and path without its query; of many, those that were asked last. */
  readonly counts: Readonly<Record<string, number>>;
  /** The newest last. */
  readonly last: readonly Exchange[];
}

const MOST_COUNTS = 500;
const MOST_LAST = 50;

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

  /** What was asked, counted. */
  summary(): ExchangeSummary {
    const counts = new Map<string, number>();
    for (const { method, path } of this.exchanges) {
      const asked = `${method} ${path.replace(/\?.*$/s, '')}`;
      const before = counts.get(asked) ?? 0;
      counts.delete(asked);
      counts.set(asked, before + 1);
    }
    return {
      total: this.exchanges.length,
      counts: Object.fromEntries([...counts].slice(-MOST_COUNTS)),
      last: this.exchanges.slice(-MOST_LAST),
    };
  }

  /** The exchanges whose `METHOD path` matches. */
  matching(pattern: RegExp): Exchange[] {
    return this.exchanges.filter(({ method, path }) => pattern.test(`${method} ${path}`));
  }
}
