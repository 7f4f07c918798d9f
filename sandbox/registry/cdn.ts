import type { RegistryAnswer } from './registry-answer.ts';

interface Kept {
  readonly answer: RegistryAnswer;
  readonly since: number;
  readonly until: number;
}

/** A cache before a registry: keeps what may be kept, for as long as its `max-age` says, by address. */
export class Cdn {
  readonly #kept = new Map<string, Kept>();

  /**
   * What is kept for an address.
   *
   * @param beyondMs - how much longer than allowed it is served: a CDN that is slow to forget.
   */
  find(address: string, beyondMs = 0): RegistryAnswer | undefined {
    const kept = this.#kept.get(address);
    if (kept === undefined) return undefined;
    const now = Date.now();
    if (now > kept.until + beyondMs) return undefined;
    const age = String(Math.floor((now - kept.since) / 1000));
    return { ...kept.answer, headers: { ...kept.answer.headers, age, 'x-cache': 'HIT' } };
  }

  /** Keeps an answer if its headers allow it. */
  keep(address: string, answer: RegistryAnswer): void {
    const control = [answer.headers['cache-control'] ?? []].flat().join(', ');
    const maxAge = Number(/max-age=(\d+)/.exec(control)?.[1] ?? 0);
    if (maxAge === 0 || /no-store|private/.test(control)) return;
    this.#kept.set(address, { answer, since: Date.now(), until: Date.now() + maxAge * 1000 });
  }

  /** The addresses that something is kept for. */
  addresses(): string[] {
    return [...this.#kept.keys()];
  }
}
