/** What was read some time ago. */
interface Remembered<Value> {
  readonly value: Promise<Value>;
  readonly at: number;
}

/** Answers of GitHub that are good for a while: how long, the caller says at each look. */
export class TimedCache<Value> {
  readonly #most: number;
  readonly #known = new Map<string, Remembered<Value>>();

  /** @param most - how many answers are kept; the oldest goes first. */
  constructor(most = 500) {
    this.#most = most;
  }

  /**
   * What is known under a key, or what `read` gives; a failure is not kept.
   *
   * @param isGood - whether an answer of this age, in milliseconds, still does; by default any does.
   */
  async get(
    key: string,
    read: () => Promise<Value>,
    isGood: (value: Value, age: number) => boolean = () => true,
  ): Promise<Value> {
    const known = this.#known.get(key);
    if (known !== undefined) {
      const value = await known.value;
      if (isGood(value, Date.now() - known.at)) return value;
    }
    const fresh = { value: read(), at: Date.now() };
    this.#known.delete(key);
    this.#known.set(key, fresh);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    try {
      return await fresh.value;
    } catch (error) {
      if (this.#known.get(key) === fresh) this.#known.delete(key);
      throw error;
    }
  }
}
