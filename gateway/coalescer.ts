import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** What a coalescer needs. */
export interface CoalescerOptions<T> {
  /** Milliseconds from the beginning of one piece of work on a key to the next. */
  readonly windowMs: number;
  /** How many pieces of work go on at a time, whatever their keys. */
  readonly atOnce: number;
  /** How many keys may be open at a time. */
  readonly most: number;
  /** Done at once for the first wish of a key, and once more for all that come within the window: the latest is given. */
  readonly work: (wish: T) => Promise<void>;
  /** Told of work that failed, and whether it is tried again when the window ends. */
  readonly onFailure: (error: unknown, wish: T, again: boolean) => void;
}

/** How often work that fails is tried again, a window later each time. */
const MOST_RETRIES = 2;

interface Open<T> {
  /** The latest wish that no work has been done for. */
  next: T | undefined;
}

/**
 * Turns a burst of wishes for one key into two pieces of work: one at once, and one for all that follow within a
 * window. Work on one key never overlaps.
 */
export class Coalescer<T extends object> {
  readonly #options: CoalescerOptions<T>;
  readonly #open = new Map<string, Open<T>>();
  readonly #served = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(options: CoalescerOptions<T>) {
    this.#options = options;
    // Each open window listens; Node takes more than ten listeners for a leak.
    setMaxListeners(0, this.#closing.signal);
  }

  /** How many keys are open. */
  get size(): number {
    return this.#open.size;
  }

  /** @returns false when it takes nothing more: too many keys are open, or it is being closed. */
  add(key: string, wish: T): boolean {
    if (this.#closing.signal.aborted) return false;
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.next = wish;
      return true;
    }
    if (this.#open.size >= this.#options.most) return false;
    const open: Open<T> = { next: wish };
    this.#open.set(key, open);
    const served = this.#serve(key, open);
    this.#served.add(served);
    void served.finally(() => this.#served.delete(served));
    return true;
  }

  /** Takes nothing more, cuts the windows short, and ends when all that was taken is done. May be called twice. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#served);
  }

  async #serve(key: string, open: Open<T>): Promise<void> {
    const { signal } = this.#closing;
    let failures = 0;
    while (open.next !== undefined) {
      await this.#takeTurn();
      const wish = open.next;
      open.next = undefined;
      const window = delay(this.#options.windowMs, undefined, { signal }).catch(() => undefined);
      try {
        await this.#options.work(wish);
        failures = 0;
      } catch (error) {
        failures += 1;
        const again = failures <= MOST_RETRIES && !signal.aborted;
        if (again) open.next ??= wish;
        this.#options.onFailure(error, wish, again);
      } finally {
        this.#endTurn();
      }
      await window;
    }
    this.#open.delete(key);
  }

  async #takeTurn(): Promise<void> {
    if (this.#busy < this.#options.atOnce) this.#busy += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Whoever waits longest takes over the turn. */
  #endTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }
}
