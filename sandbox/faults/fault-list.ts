/** Something that goes wrong on purpose. Each stand-in says which kinds it knows and what else they take. */
export interface Fault<Kind extends string = string> {
  readonly kind: Kind;
  /** A regular expression over `METHOD path?query`, or over what else the kind concerns; absent: everything. */
  readonly match?: string;
  /** How often it strikes; absent: until it is removed. */
  readonly times?: number;
  /** Between 0 and 1; absent: always. */
  readonly probability?: number;
  /** Milliseconds, for the kinds that take time. */
  readonly ms?: number;
  /** A text, for the kinds that need one: a package, a path, a build result. */
  readonly value?: string;
}

interface Armed<Kind extends string> {
  readonly fault: Fault<Kind>;
  left: number;
}

/**
 * The faults of one stand-in. Chance comes from a generator with a fixed seed, so a test that failed fails the
 * same way again.
 */
export class FaultList<Kind extends string> {
  readonly kinds: readonly Kind[];
  readonly #actAtOnce: (fault: Fault<Kind>) => boolean;
  #armed: Armed<Kind>[] = [];
  #seed = 1;

  /** @param actAtOnce - does what a fault does that is an event and no condition; false for all others. */
  constructor(kinds: readonly Kind[], actAtOnce: (fault: Fault<Kind>) => boolean = () => false) {
    this.kinds = kinds;
    this.#actAtOnce = actAtOnce;
  }

  /** @throws RangeError for a kind that this stand-in does not know, and for a `match` that is no expression. */
  add(fault: Fault<Kind>): void {
    if (!this.kinds.includes(fault.kind)) {
      throw new RangeError(`There is no fault "${fault.kind}" here; there are: ${this.kinds.join(', ')}.`);
    }
    try {
      RegExp(fault.match ?? '');
    } catch (error) {
      throw new RangeError(`"match" is no regular expression: ${String(fault.match)}`, { cause: error });
    }
    if (this.#actAtOnce(fault)) return;
    this.#armed.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  /** Removes all of a kind, or all. */
  clear(kind?: Kind): void {
    this.#armed = kind === undefined ? [] : this.#armed.filter(({ fault }) => fault.kind !== kind);
  }

  /** The faults that can still strike. */
  list(): Fault<Kind>[] {
    return this.#armed.map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, times: left } : fault));
  }

  /** The first fault of the kind that strikes the subject, one strike of it used up. */
  take(kind: Kind, subject: string): Fault<Kind> | undefined {
    const armed = this.#armed.find(
      ({ fault }) =>
        fault.kind === kind &&
        RegExp(fault.match ?? '').test(subject) &&
        (fault.probability === undefined || this.#chance() < fault.probability),
    );
    if (armed === undefined) return undefined;
    armed.left -= 1;
    this.#armed = this.#armed.filter(({ left }) => left > 0);
    return armed.fault;
  }

  /** A linear congruential generator: small, and good enough to throw dice. */
  #chance(): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}
