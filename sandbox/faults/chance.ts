/** Throws dice with a fixed seed, so a test that failed fails the same way again. */
export class Chance {
  #seed = 1;

  /** Whether something of this probability happens now; always when none is given. */
  strikes(probability: number | undefined): boolean {
    if (probability === undefined) return true;
    // A linear congruential generator: small, and good enough.
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return this.#seed / 2 ** 32 < probability;
  }
}
