import type { FileRequest } from './file-answer.ts';
import type { RegistryAnswer } from './registry-answer.ts';

/** With one of these an answer depends on more than its address: it may be a part of a file, a 304 or a 412. */
const CONDITIONS = [
  'range',
  'if-range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
];

interface Kept {
  readonly answer: RegistryAnswer;
  readonly since: number;
  readonly until: number;
}

/** A cache before a registry: keeps what may be kept, for as long as its `max-age` says, by address. */
export class Cdn {
  readonly #isBustHonoured: boolean;
  readonly #kept = new Map<string, Kept>();

  /** @param isBustHonoured - whether `_=ANYTHING` in a query makes it another address. */
  constructor(isBustHonoured: boolean) {
    this.#isBustHonoured = isBustHonoured;
  }

  /** Whether a request concerns the cache; any other goes through to the registry, and its answer is not kept. */
  concerns({ method, headers }: FileRequest): boolean {
    return method === 'GET' && CONDITIONS.every((name) => headers[name] === undefined);
  }

  /**
   * What is kept for an address.
   *
   * @param beyond - asked when it may not be served any more: for how many milliseconds longer it is served all
   *   the same by a CDN that is slow to forget.
   */
  find(address: string, beyond: () => number): RegistryAnswer | undefined {
    const kept = this.#kept.get(this.#keyOf(address));
    if (kept === undefined) return undefined;
    const now = Date.now();
    if (now > kept.until && now > kept.until + beyond()) return undefined;
    const age = String(Math.floor((now - kept.since) / 1000));
    return { ...kept.answer, headers: { ...kept.answer.headers, age, 'x-cache': 'HIT' } };
  }

  /** Keeps an answer if its headers allow it. */
  keep(address: string, answer: RegistryAnswer): void {
    const control = [answer.headers['cache-control'] ?? []].flat().join(', ');
    const maxAge = Number(/max-age=(\d+)/.exec(control)?.[1] ?? 0);
    if (maxAge === 0 || /no-store|private/.test(control)) return;
    this.#kept.set(this.#keyOf(address), { answer, since: Date.now(), until: Date.now() + maxAge * 1000 });
  }

  /** The addresses that something is kept for. */
  addresses(): string[] {
    return [...this.#kept.keys()];
  }

  #keyOf(address: string): string {
    if (this.#isBustHonoured) return address;
    const [path = '', query = ''] = address.split('?');
    const pairs = query.split('&').filter((pair) => pair !== '' && !/^_(=|$)/.test(pair));
    return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
  }
}
